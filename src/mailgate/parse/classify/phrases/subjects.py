"""Subjects of automatic answers, by language; folded case."""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import phrases

#: Put before the subject by autoresponders; nobody types them. The end, a colon, bracket or dash follows.
PREFIXES: dict[str, tuple[str, ...]] = {
    "en": phrases(
        """
        automatic reply | auto reply | auto-reply | autoreply | auto response | auto-response | autoresponse |
        automatic response | automated reply | automated response | automatic answer | out of office autoreply |
        out of office auto-reply | out of office reply | out of office notification | vacation reply |
        vacation response | vacation message | yahoo! auto response | auto responder | autoresponder |
        autoreply from | auto-response from | auto_reply
        """
    ),
    "de": phrases(
        """
        automatische antwort | automatische rückantwort | automatische ruckantwort | abwesenheitsnotiz |
        abwesenheitsmeldung | abwesenheitsbenachrichtigung | abwesenheitsagent | abwesenheitsassistent | autoantwort |
        auto-antwort | autom. antwort | automatische e-mail-antwort | automatische abwesenheitsnotiz |
        automatisierte antwort
        """
    ),
    "fr": phrases(
        """
        réponse automatique | reponse automatique | message d'absence | réponse auto | notification d'absence |
        avis d'absence | accusé de réception automatique
        """
    ),
    "es": phrases(
        "respuesta automática | respuesta automatica | autorespuesta | auto respuesta | contestación automática"
    ),
    "pt": phrases("resposta automática | resposta automatica | resposta de ausência | auto-resposta"),
    "it": phrases("risposta automatica | avviso di assenza | risposta fuori sede"),
    "nl": phrases("automatisch antwoord | automatische reactie | afwezigheidsbericht | afwezigheidsassistent"),
    "sv": phrases("autosvar | automatiskt svar | frånvaromeddelande | automatsvar | semestermeddelande"),
    "da": phrases("automatisk svar | autosvar | fraværsmeddelelse"),
    "nb": phrases("automatisk svar | autosvar | fraværsmelding | automatisk svar ved fravær"),
    "fi": phrases("automaattinen vastaus | poissaoloviesti | autom. vastaus"),
    "pl": phrases(
        """
        automatyczna odpowiedź | odpowiedź automatyczna | autoodpowiedź | informacja o nieobecności | autoresponder
        """
    ),
    "cs": phrases("automatická odpověď | automatická odpoveď"),
    "sk": phrases("automatická odpoveď | oznámenie o neprítomnosti"),
    "hu": phrases("automatikus válasz"),
    "ro": phrases("răspuns automat | raspuns automat"),
    "tr": phrases("otomatik yanıt | otomatik cevap"),
    "ru": phrases("автоматический ответ | автоответ"),
    "uk": phrases("автоматична відповідь | автовідповідь"),
    "bg": phrases("автоматичен отговор"),
    "el": phrases("αυτόματη απάντηση"),
    "lv": phrases(
        """
        automātiskā atbilde | automatiska atbilde | ārpus biroja atrašanās automātiskā atbilde |
        arpus biroja atrasanas automatiska atbilde
        """
    ),
    "lt": phrases("automatinis atsakymas | automatinis atsakas"),
    "et": phrases("automaatvastus | automaatne vastus"),
    "hr": phrases("automatski odgovor"),
    "sl": phrases("samodejni odgovor"),
    "ca": phrases("resposta automàtica"),
    "ja": phrases("自動応答 | 自動返信 | 自動回答 | 不在通知 | 不在のお知らせ"),
    "zh": phrases("自动答复 | 自动回复 | 自動回覆 | 自動答覆 | 休假自动回复 | 自動回信"),
    "ko": phrases("자동 회신 | 자동회신 | 자동 응답 | 자동응답"),
    "ar": phrases("رد تلقائي | الرد التلقائي"),
    "he": phrases("תשובה אוטומטית | מענה אוטומטי"),
    "vi": phrases("trả lời tự động | tự động trả lời"),
    "th": phrases("ตอบกลับอัตโนมัติ"),
    "hi": phrases("स्वचालित उत्तर"),
    "id": phrases("balasan otomatis | jawaban otomatis"),
}

#: Words of absence that people type as well: they need a second sign, from the header or the text.
ABSENCES: dict[str, tuple[str, ...]] = {
    "en": phrases(
        """
        auto | out of office | out of the office | out-of-office | ooo | oof | away from my mail | on vacation |
        on holiday | on leave | annual leave | away until | away from | i am away | i'm away | away | vacation |
        holiday | maternity leave | parental leave | sick leave | we have received your | we received your |
        thank you for contacting | thank you for your email | thank you for your message |
        your request has been received | ticket received
        """
    ),
    "de": phrases(
        """
        abwesenheit | abwesend | im urlaub | urlaub | ausser haus | nicht im büro | nicht im haus | elternzeit |
        mutterschutz | ihre anfrage ist eingegangen | eingangsbestätigung
        """
    ),
    "fr": phrases(
        """
        absence du bureau | absent du bureau | en congés | en congé | en vacances | congés | absente | absent |
        congé maternité | votre demande a été reçue
        """
    ),
    "es": phrases(
        """
        fuera de la oficina | fuera de oficina | ausencia de la oficina | de vacaciones | ausente | vacaciones |
        baja por | hemos recibido su
        """
    ),
    "pt": phrases(
        """
        ausência temporária | fora do escritório | fora do escritorio | ausente do escritório | de férias |
        em férias | férias | ausente | licença | recebemos a sua | recebemos sua
        """
    ),
    "it": phrases(
        """
        fuori ufficio | fuori sede | assente | assenza dall'ufficio | in ferie | in vacanza | ferie | abbiamo ricevuto
        """
    ),
    "nl": phrases(
        """
        afwezig | niet aanwezig | niet op kantoor | afwezigheidsmelding | op vakantie | met vakantie | vakantie |
        met verlof | verlof
        """
    ),
    "sv": phrases(
        """
        frånvaro | ej på kontoret | inte på kontoret | frånvarande | semester | på semester | föräldraledig |
        tjänstledig
        """
    ),
    "da": phrases("ikke til stede | fravær | ikke på kontoret | fraværende | på ferie | ferie | barsel"),
    "nb": phrases("fravær | ikke på kontoret | borte | på ferie | ferie | permisjon"),
    "fi": phrases("poissa toimistosta | poissaolo | lomalla | vuosiloma | poissa"),
    "pl": phrases("poza biurem | nieobecność | nieobecność w biurze | nieobecny | urlop | na urlopie"),
    "cs": phrases("mimo kancelář | nepřítomnost | v nepřítomnosti | nejsem v kanceláři | dovolená | na dovolené"),
    "sk": phrases("mimo kancelárie | neprítomnosť"),
    "hu": phrases("házon kívül | irodán kívül | távollét | szabadságon | szabadság | szabadságon vagyok"),
    "ro": phrases("în afara biroului | absent de la birou | concediu | în concediu"),
    "tr": phrases("ofis dışında | iş yeri dışında | izindeyim | yıllık izin | tatil"),
    "ru": phrases(
        """
        нет на работе | вне офиса | отсутствие | я в отпуске | автоответчик | отсутствует на рабочем месте |
        в отпуске | отпуск | командировка
        """
    ),
    "uk": phrases("немає на роботі | поза офісом | відсутність"),
    "bg": phrases("извън офиса | отсъствие"),
    "el": phrases("εκτόσ γραφείου | απουσία"),
    "lv": phrases("prombūtne | atvaļinājums | atvaļinājumā | atvaļinājum"),
    "lt": phrases("ne biure"),
    "et": phrases("kontorist väljas"),
    "hr": phrases("izvan ureda | odsutnost | odsutan"),
    "sl": phrases("odsotnost | zunaj pisarne"),
    "ca": phrases("fora de l'oficina"),
    "ja": phrases("外出中 | 不在 | 休暇 | 出張中 | お休み"),
    "zh": phrases("不在办公室 | 外出 | 休假 | 出差"),
    "ko": phrases("부재중 | 부재 중"),
    "ar": phrases("خارج المكتب"),
    "he": phrases("מחוץ למשרד"),
    "vi": phrases("vắng mặt"),
    "th": phrases("ไม่อยู่ที่สำนักงาน"),
    "id": phrases("di luar kantor"),
    "hi": phrases("कार्यालय से बाहर"),
}
