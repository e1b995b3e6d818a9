"""First sentences of automatic answers, by language; folded case."""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import phrases

#: The text says of itself that no person wrote it.
STATEMENTS: dict[str, tuple[str, ...]] = {
    "en": phrases(
        """
        this is an automatic reply | this is an automated reply | this is an auto-reply | this is an autoreply |
        this is an automated response | this is an automatic response | this is an auto-response |
        this is an automated out of office | this is an automatically generated reply |
        this is an automatically generated response | this is an auto-generated response |
        this message is an automatic reply | this is an automated email response | this is an autoresponse |
        this is an auto generated reply | this is an auto-generated reply | this is an auto generated response
        """
    ),
    "de": phrases(
        """
        dies ist eine automatische antwort | dies ist eine automatisch generierte antwort |
        dies ist eine automatisch erstellte antwort | dies ist eine automatisch erzeugte antwort |
        diese antwort wurde automatisch | dies ist eine automatische rückantwort | das ist eine automatische antwort |
        dies ist eine abwesenheitsnotiz
        """
    ),
    "fr": phrases(
        """
        ceci est une réponse automatique | il s'agit d'une réponse automatique | réponse générée automatiquement |
        ce message est une réponse automatique
        """
    ),
    "es": phrases(
        """
        esta es una respuesta automática | este es un mensaje de respuesta automática |
        respuesta generada automáticamente
        """
    ),
    "pt": phrases("esta é uma resposta automática | esta é uma mensagem de resposta automática"),
    "it": phrases("questa è una risposta automatica | risposta generata automaticamente"),
    "nl": phrases(
        """
        dit is een automatisch antwoord | dit is een automatische reactie |
        dit is een automatisch gegenereerd antwoord
        """
    ),
    "sv": phrases("detta är ett automatiskt svar | detta är ett autosvar | det här är ett automatiskt svar"),
    "da": phrases("dette er et automatisk svar | dette er et autosvar"),
    "nb": phrases("dette er et automatisk svar | dette er et autosvar"),
    "fi": phrases("tämä on automaattinen vastaus | tämä on automaattivastaus"),
    "pl": phrases("to jest automatyczna odpowiedź | ta wiadomość jest automatyczną odpowiedzią"),
    "cs": phrases("toto je automatická odpověď | tato odpověď byla vygenerována automaticky"),
    "sk": phrases("toto je automatická odpoveď"),
    "hu": phrases("ez egy automatikus válasz"),
    "ro": phrases("acesta este un răspuns automat"),
    "tr": phrases("bu otomatik bir yanıttır | bu bir otomatik yanıttır | bu otomatik bir cevaptır"),
    "ru": phrases("это автоматический ответ | это автоответ | данное письмо является автоматическим ответом"),
    "uk": phrases("це автоматична відповідь"),
    "el": phrases("αυτή είναι μια αυτόματη απάντηση | αυτό είναι ένα αυτόματο μήνυμα"),
    "ja": phrases("これは自動応答です | このメールは自動返信 | 自動返信メールです | 自動応答メールです | 自動返信です"),
    "zh": phrases("这是自动回复 | 这是一封自动回复 | 此邮件为自动回复 | 這是自動回覆"),
    "ko": phrases("자동으로 발송된 회신 | 자동 회신입니다 | 자동 응답 메일입니다"),
}

#: Every statement holds one of these; a text without any is not searched further.
STATEMENT_STEMS: tuple[str, ...] = (
    "auto",
    "abwesenheitsnotiz",
    "otomatik",
    "αυτόματ",
    "авто",
    "自動",
    "自动",
    "자동",
    "응답",
)

#: Absence, as told in a first sentence: with a second sign an automatic answer.
ABSENCES: dict[str, tuple[str, ...]] = {
    "en": phrases(
        """
        out of office | out of the office | away from the office | away from my office | on vacation | on holiday |
        on annual leave | on leave | on maternity leave | on parental leave | on sick leave |
        limited access to email | limited access to my email | limited email access | no access to email |
        will be returning | currently away | i will be away | i am away | i'm away | will reply when i return |
        upon my return | when i return | for urgent matters | in urgent cases | no longer with | no longer work
        """
    ),
    "de": phrases(
        """
        nicht im büro | nicht im hause | nicht im haus | außer haus | ausser haus | im urlaub | abwesend |
        nicht erreichbar | nicht erreichen | in meiner abwesenheit | während meiner abwesenheit | wieder erreichbar |
        wieder im büro | wieder für sie da | in dringenden fällen | in elternzeit | in mutterschutz |
        nicht weitergeleitet | nicht mehr im unternehmen
        """
    ),
    "fr": phrases(
        """
        absent du bureau | absente du bureau | je suis absent | je suis actuellement absent | en congés | en congé |
        en vacances | je serai absent | en mon absence | en cas d'urgence | à mon retour | de retour le
        """
    ),
    "es": phrases(
        """
        fuera de la oficina | estoy ausente | estaré ausente | de vacaciones | en mi ausencia | a mi regreso |
        estaré fuera | en caso de urgencia
        """
    ),
    "pt": phrases(
        """
        fora do escritório | estou ausente | estarei ausente | de férias | em férias | na minha ausência |
        em caso de urgência
        """
    ),
    "it": phrases(
        """
        fuori ufficio | sono assente | sarò assente | in ferie | in mia assenza | al mio rientro | fuori sede
        """
    ),
    "nl": phrases(
        """
        niet aanwezig | afwezig | op vakantie | met vakantie | met verlof | niet op kantoor | tijdens mijn afwezigheid
        """
    ),
    "sv": phrases("på semester | inte på kontoret | ej på kontoret | tjänstledig | föräldraledig | åter på kontoret"),
    "da": phrases("på ferie | ikke på kontoret | ikke til stede | under mit fravær | tilbage på kontoret"),
    "nb": phrases("på ferie | ikke på kontoret | ikke til stede | i mitt fravær | tilbake på kontoret"),
    "fi": phrases("olen lomalla | poissa toimistosta | en ole tavoitettavissa | poissaoloni aikana"),
    "pl": phrases("jestem nieobecn | na urlopie | poza biurem | podczas mojej nieobecności | w pilnych sprawach"),
    "cs": phrases("mimo kancelář | na dovolené | nejsem v kanceláři | nejsem přítom | v mé nepřítomnosti"),
    "sk": phrases("mimo kancelárie | na dovolenke | nie som v kancelárii"),
    "hu": phrases("szabadságon | irodán kívül | házon kívül | távollétem"),
    "ro": phrases("în concediu | in concediu | nu sunt la birou | în lipsa mea"),
    "tr": phrases("ofis dışında | izindeyim | yıllık izinde | ofiste değilim"),
    "ru": phrases("в отпуске | отсутствую | нет на рабочем месте | вне офиса | в командировке | в мое отсутствие"),
    "uk": phrases("у відпустці | відсутній | поза офісом"),
    "el": phrases("εκτός γραφείου | σε άδεια | απουσιάζω"),
    "lv": phrases("esmu atvaļinājumā | atvaļinājumā | ārpus biroja | prombūtnē"),
    "ja": phrases("不在に | 不在です | 休暇を | 休暇中 | 外出して | 出張中"),
    "zh": phrases("不在办公室 | 休假 | 出差 | 无法及时回复"),
    "ko": phrases("부재중 | 휴가 | 자리를 비"),
}
