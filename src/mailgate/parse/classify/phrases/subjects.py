"""Subjects of automatic answers, by language; folded case."""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import phrases

#: Put before the subject by autoresponders; nobody types them. A colon, bracket or dash follows.
PREFIXES: dict[str, tuple[str, ...]] = {
    "en": phrases(
        """
        automatic reply | auto reply | auto-reply | autoreply | auto response | auto-response | autoresponse |
        automatic response | automated reply | automated response | automatic answer | auto | out of office |
        out of the office | out-of-office | out of office autoreply | out of office auto-reply | out of office reply |
        out of office notification | ooo | oof | vacation reply | vacation response | vacation message |
        yahoo! auto response | auto responder | autoresponder | autoreply from | auto-response from |
        away from my mail | auto_reply
        """
    ),
    "de": phrases(
        """
        automatische antwort | automatische rückantwort | automatische ruckantwort | abwesenheitsnotiz |
        abwesenheitsmeldung | abwesenheitsbenachrichtigung | abwesenheitsagent | abwesenheitsassistent | abwesenheit |
        abwesend | autoantwort | auto-antwort | autom. antwort | automatische e-mail-antwort |
        automatische abwesenheitsnotiz | automatisierte antwort | automatische nachricht
        """
    ),
    "fr": phrases(
        """
        réponse automatique | reponse automatique | absence du bureau | absent du bureau | message d'absence |
        réponse auto | notification d'absence | avis d'absence | en congés | en congé |
        accusé de réception automatique
        """
    ),
    "es": phrases(
        """
        respuesta automática | respuesta automatica | fuera de la oficina | fuera de oficina | autorespuesta |
        auto respuesta | contestación automática | ausencia de la oficina | mensaje automático
        """
    ),
    "pt": phrases(
        """
        resposta automática | resposta automatica | ausência temporária | fora do escritório | fora do escritorio |
        resposta de ausência | auto-resposta | mensagem automática | ausente do escritório
        """
    ),
    "it": phrases(
        """
        risposta automatica | fuori ufficio | fuori sede | assente | messaggio automatico | assenza dall'ufficio |
        avviso di assenza | risposta fuori sede
        """
    ),
    "nl": phrases(
        """
        automatisch antwoord | automatische reactie | afwezigheidsbericht | afwezig | niet aanwezig |
        automatisch bericht | niet op kantoor | afwezigheidsmelding | afwezigheidsassistent
        """
    ),
    "sv": phrases(
        """
        autosvar | automatiskt svar | frånvaromeddelande | frånvaro | ej på kontoret | inte på kontoret |
        automatsvar | frånvarande | semestermeddelande
        """
    ),
    "da": phrases(
        """
        automatisk svar | autosvar | ikke til stede | fraværsmeddelelse | fravær | ikke på kontoret | fraværende
        """
    ),
    "nb": phrases(
        """
        automatisk svar | autosvar | fraværsmelding | fravær | ikke på kontoret | automatisk svar ved fravær | borte
        """
    ),
    "fi": phrases(
        """
        automaattinen vastaus | poissaoloviesti | poissa toimistosta | poissaolo | autom. vastaus | lomalla
        """
    ),
    "pl": phrases(
        """
        automatyczna odpowiedź | odpowiedź automatyczna | autoodpowiedź | poza biurem | nieobecność |
        nieobecność w biurze | nieobecny | informacja o nieobecności | autoresponder
        """
    ),
    "cs": phrases(
        """
        automatická odpověď | automatická odpoveď | mimo kancelář | nepřítomnost | v nepřítomnosti |
        nejsem v kanceláři
        """
    ),
    "sk": phrases("automatická odpoveď | mimo kancelárie | neprítomnosť | oznámenie o neprítomnosti"),
    "hu": phrases("automatikus válasz | házon kívül | irodán kívül | távollét | automatikus üzenet | szabadságon"),
    "ro": phrases("răspuns automat | raspuns automat | în afara biroului | absent de la birou | mesaj automat"),
    "tr": phrases("otomatik yanıt | otomatik cevap | ofis dışında | iş yeri dışında | otomatik mesaj"),
    "ru": phrases(
        """
        автоматический ответ | автоответ | автоматическое сообщение | нет на работе | вне офиса | отсутствие |
        я в отпуске | автоответчик | отсутствует на рабочем месте
        """
    ),
    "uk": phrases("автоматична відповідь | автовідповідь | немає на роботі | поза офісом | відсутність"),
    "bg": phrases("автоматичен отговор | извън офиса | отсъствие"),
    "el": phrases("αυτόματη απάντηση | εκτός γραφείου | απουσία"),
    "lv": phrases(
        """
        automātiskā atbilde | automatiska atbilde | arpus biroja atrasanas automatiska atbilde | prombūtne
        """
    ),
    "lt": phrases("automatinis atsakymas | ne biure | automatinis atsakas"),
    "et": phrases("automaatvastus | automaatne vastus | kontorist väljas"),
    "hr": phrases("automatski odgovor | izvan ureda | odsutnost | odsutan"),
    "sl": phrases("samodejni odgovor | samodejno sporočilo | odsotnost | zunaj pisarne"),
    "ca": phrases("resposta automàtica | fora de l'oficina"),
    "ja": phrases("自動応答 | 自動返信 | 自動回答 | 不在通知 | 不在のお知らせ | 外出中 | 不在"),
    "zh": phrases("自动答复 | 自动回复 | 自動回覆 | 自動答覆 | 不在办公室 | 外出 | 休假自动回复 | 自動回信"),
    "ko": phrases("자동 회신 | 자동회신 | 자동 응답 | 자동응답 | 부재중 | 부재 중"),
    "ar": phrases("رد تلقائي | الرد التلقائي | خارج المكتب"),
    "he": phrases("תשובה אוטומטית | מענה אוטומטי | מחוץ למשרד | הודעה אוטומטית"),
    "vi": phrases("trả lời tự động | tự động trả lời | vắng mặt"),
    "th": phrases("ตอบกลับอัตโนมัติ | ไม่อยู่ที่สำนักงาน"),
    "id": phrases("balasan otomatis | jawaban otomatis | di luar kantor"),
    "hi": phrases("स्वचालित उत्तर | कार्यालय से बाहर"),
}

#: Words of absence that people type as well: they need a second sign, from the header or the text.
ABSENCES: dict[str, tuple[str, ...]] = {
    "en": phrases(
        """
        on vacation | on holiday | on leave | annual leave | out of office | out of the office | away until |
        away from | i am away | i'm away | away | vacation | holiday | maternity leave | parental leave | sick leave |
        we have received your | we received your | thank you for contacting | thank you for your email |
        thank you for your message | your request has been received | ticket received
        """
    ),
    "de": phrases(
        """
        im urlaub | urlaub | außer haus | ausser haus | nicht im büro | nicht im haus | abwesend | elternzeit |
        mutterschutz | ihre anfrage ist eingegangen | eingangsbestätigung
        """
    ),
    "fr": phrases("en vacances | congés | absente | absent | congé maternité | votre demande a été reçue"),
    "es": phrases("de vacaciones | ausente | vacaciones | baja por | hemos recibido su"),
    "pt": phrases("de férias | em férias | férias | ausente | licença | recebemos a sua | recebemos sua"),
    "it": phrases("in ferie | in vacanza | ferie | abbiamo ricevuto"),
    "nl": phrases("op vakantie | met vakantie | vakantie | met verlof | verlof"),
    "sv": phrases("semester | på semester | föräldraledig | tjänstledig"),
    "da": phrases("på ferie | ferie | barsel"),
    "nb": phrases("på ferie | ferie | permisjon"),
    "fi": phrases("lomalla | vuosiloma | poissa"),
    "pl": phrases("urlop | na urlopie"),
    "cs": phrases("dovolená | na dovolené"),
    "hu": phrases("szabadság | szabadságon vagyok"),
    "ro": phrases("concediu | în concediu"),
    "tr": phrases("izindeyim | yıllık izin | tatil"),
    "ru": phrases("в отпуске | отпуск | командировка"),
    "lv": phrases("atvaļinājums | atvaļinājumā | atvaļinājum"),
    "ja": phrases("休暇 | 出張中 | お休み"),
    "zh": phrases("休假 | 出差"),
}
