"""Names of the header fields that mail programs repeat above what is quoted or forwarded, by language.

One long table, as a language is added in one place: what Outlook, Lotus, Zimbra, Gmail, Apple Mail, Thunderbird and the
web mailers write. How a line spells a name (bold, tab, full-width colon) does not matter.
"""

from __future__ import annotations

from enum import StrEnum


class FieldRole(StrEnum):
    """What such a field tells."""

    FROM = "from"
    SENT = "sent"
    TO = "to"
    CC = "cc"
    SUBJECT = "subject"
    #: Reply-To and others that say nothing of interest.
    OTHER = "other"


def _names(text: str) -> tuple[str, ...]:
    """The names between ``|``, in folded case (which knows no final sigma) with single blanks."""
    return tuple(" ".join(name.split()) for name in text.casefold().split("|"))


#: The same in all languages, beside those of each.
EVERYWHERE: dict[FieldRole, tuple[str, ...]] = {
    FieldRole.CC: _names("cc | c.c. | cc. | copy"),
    FieldRole.OTHER: _names("bcc | reply-to | mailed-by | signed-by"),
}

#: Language: role: names, of which none has two roles. Order of names does not matter.
FIELD_NAMES: dict[str, dict[FieldRole, tuple[str, ...]]] = {
    "af": {
        FieldRole.FROM: _names("van"),
        FieldRole.SENT: _names("gestuur | datum"),
        FieldRole.TO: _names("aan"),
        FieldRole.SUBJECT: _names("onderwerp"),
    },
    "ar": {
        FieldRole.FROM: _names("من | المرسل"),
        FieldRole.SENT: _names("تاريخ الإرسال | أرسلت | التاريخ | تم الإرسال | مرسل | تاريخ"),
        FieldRole.TO: _names("إلى | الى | المستلم"),
        FieldRole.CC: _names("نسخة | نسخة إلى"),
        FieldRole.SUBJECT: _names("الموضوع | موضوع"),
    },
    "bg": {
        FieldRole.FROM: _names("от | от кого"),
        FieldRole.SENT: _names("изпратено | изпратено на | дата"),
        FieldRole.TO: _names("до | кому"),
        FieldRole.CC: _names("копие | як"),
        FieldRole.SUBJECT: _names("относно | тема"),
    },
    "ca": {
        FieldRole.FROM: _names("de"),
        FieldRole.SENT: _names("enviat | enviat el | data | enviat el dia"),
        FieldRole.TO: _names("per a | a | per"),
        FieldRole.CC: _names("a/c | còpia"),
        FieldRole.SUBJECT: _names("assumpte | tema"),
    },
    "cs": {
        FieldRole.FROM: _names("od | odesílatel"),
        FieldRole.SENT: _names("odesláno | datum | odeslané | posláno"),
        FieldRole.TO: _names("komu | pro | příjemce"),
        FieldRole.CC: _names("kopie"),
        FieldRole.SUBJECT: _names("předmět"),
        FieldRole.OTHER: _names("odpovědět"),
    },
    "da": {
        FieldRole.FROM: _names("fra"),
        FieldRole.SENT: _names("sendt | dato | afsendt"),
        FieldRole.TO: _names("til"),
        FieldRole.CC: _names("kopi | cc"),
        FieldRole.SUBJECT: _names("emne | vedr."),
        FieldRole.OTHER: _names("svar til"),
    },
    "de": {
        FieldRole.FROM: _names("von | absender"),
        FieldRole.SENT: _names("gesendet | datum | gesendet am | gesendet von | verschickt"),
        FieldRole.TO: _names("an | empfänger"),
        FieldRole.CC: _names("kopie | cc"),
        FieldRole.SUBJECT: _names("betreff | betr. | thema"),
        FieldRole.OTHER: _names("wichtigkeit | antwort an | anlagen | priorität | blindkopie | antwort-an"),
    },
    "el": {
        FieldRole.FROM: _names("από | απο | αποστολέας"),
        FieldRole.SENT: _names("στάλθηκε | απεστάλη | ημερομηνία | εστάλη"),
        FieldRole.TO: _names("προς | παραλήπτης"),
        FieldRole.CC: _names("κοιν. | κοιν | κοινοποίηση"),
        FieldRole.SUBJECT: _names("θέμα | θεμα"),
    },
    "en": {
        FieldRole.FROM: _names("from | sender"),
        FieldRole.SENT: _names("sent | date | sent at | sent on | received | when | sent date | received date"),
        FieldRole.TO: _names("to | recipient | recipients | sent to"),
        FieldRole.CC: _names("cc | cc: | carbon copy"),
        FieldRole.SUBJECT: _names("subject | re"),
        FieldRole.OTHER: _names(
            "reply-to | reply to | bcc | importance | attachments | sent by | priority | organization | resent-from"
        ),
    },
    "es": {
        FieldRole.FROM: _names("de | remitente | desde"),
        FieldRole.SENT: _names("enviado | enviado el | fecha | enviada | enviado en | fecha de envío | enviados"),
        FieldRole.TO: _names("para | a | destinatario"),
        FieldRole.CC: _names("cc | con copia | copia"),
        FieldRole.SUBJECT: _names("asunto | tema"),
        FieldRole.OTHER: _names("responder a | importancia | adjuntos | datos adjuntos | cco"),
    },
    "et": {
        FieldRole.FROM: _names("saatja | kellelt"),
        FieldRole.SENT: _names("saadetud | kuupäev | saatmisaeg"),
        FieldRole.TO: _names("saaja | adressaat | kellele | saajad"),
        FieldRole.CC: _names("koopia"),
        FieldRole.SUBJECT: _names("teema"),
    },
    "fa": {
        FieldRole.FROM: _names("از"),
        FieldRole.SENT: _names("ارسال شده | تاریخ"),
        FieldRole.TO: _names("به"),
        FieldRole.SUBJECT: _names("موضوع"),
    },
    "fi": {
        FieldRole.FROM: _names("lähettäjä | keneltä"),
        FieldRole.SENT: _names("lähetetty | päivämäärä | päiväys | pvm | aika"),
        FieldRole.TO: _names("vastaanottaja | vastaanottajat | saaja | kenelle"),
        FieldRole.CC: _names("kopio"),
        FieldRole.SUBJECT: _names("aihe | otsikko"),
        FieldRole.OTHER: _names("vastausosoite"),
    },
    "fr": {
        FieldRole.FROM: _names("de | expéditeur"),
        FieldRole.SENT: _names(
            """
            envoyé | envoyé le | date | envoyé à | date d'envoi | message du | transmis le | envoye | envoyée |
            date de création
            """
        ),
        FieldRole.TO: _names("à | a | pour | destinataire | destinataires"),
        FieldRole.CC: _names("cc | copie | copie à | copie a"),
        FieldRole.SUBJECT: _names("objet | sujet"),
        FieldRole.OTHER: _names("répondre à | importance | pièces jointes | pièce jointe"),
    },
    "gl": {
        FieldRole.FROM: _names("de"),
        FieldRole.SENT: _names("enviado | data"),
        FieldRole.TO: _names("para"),
        FieldRole.SUBJECT: _names("asunto"),
    },
    "he": {
        FieldRole.FROM: _names("מאת | מ"),
        FieldRole.SENT: _names("נשלח | תאריך | נשלח ב | נשלח בתאריך"),
        FieldRole.TO: _names("אל | לכבוד | ל"),
        FieldRole.CC: _names("עותק | העתק"),
        FieldRole.SUBJECT: _names("נושא | הנדון"),
    },
    "hi": {
        FieldRole.FROM: _names("प्रेषक | से"),
        FieldRole.SENT: _names("भेजा गया | दिनांक"),
        FieldRole.TO: _names("प्रति | को"),
        FieldRole.SUBJECT: _names("विषय"),
    },
    "hr": {
        FieldRole.FROM: _names("od | šalje | pošiljatelj"),
        FieldRole.SENT: _names("poslano | datum | poslan"),
        FieldRole.TO: _names("za | prima | prima: | kome | primatelj"),
        FieldRole.CC: _names("kopija | cc"),
        FieldRole.SUBJECT: _names("predmet | tema | naslov"),
    },
    "hu": {
        FieldRole.FROM: _names("feladó | küldő"),
        FieldRole.SENT: _names("elküldve | dátum | küldve | küldés dátuma | küldés ideje | elküldés dátuma"),
        FieldRole.TO: _names("címzett | címzettek"),
        FieldRole.CC: _names("másolatot kap | másolat"),
        FieldRole.SUBJECT: _names("tárgy"),
        FieldRole.OTHER: _names("válaszcím"),
    },
    "id": {
        FieldRole.FROM: _names("dari"),
        FieldRole.SENT: _names("dikirim | tanggal | terkirim"),
        FieldRole.TO: _names("kepada | ke"),
        FieldRole.SUBJECT: _names("subjek | perihal"),
    },
    "is": {
        FieldRole.FROM: _names("frá"),
        FieldRole.SENT: _names("sent | dagsetning | sent:"),
        FieldRole.TO: _names("til"),
        FieldRole.CC: _names("afrit"),
        FieldRole.SUBJECT: _names("efni"),
    },
    "it": {
        FieldRole.FROM: _names("da | mittente"),
        FieldRole.SENT: _names("inviato | data | inviata | inviato il | data invio"),
        FieldRole.TO: _names("a | per | destinatario"),
        FieldRole.CC: _names("cc | copia"),
        FieldRole.SUBJECT: _names("oggetto | ogg"),
        FieldRole.OTHER: _names("rispondi a | priorità | allegati | importanza | ccn | rispondi-a"),
    },
    "ja": {
        FieldRole.FROM: _names("差出人 | 送信者 | 送信元 | from"),
        FieldRole.SENT: _names("送信日時 | 日付 | 日時 | 送信日 | date"),
        FieldRole.TO: _names("宛先 | 送信先 | to"),
        FieldRole.CC: _names("cc | 写し"),
        FieldRole.SUBJECT: _names("件名 | 題名 | subject"),
        FieldRole.OTHER: _names("返信先"),
    },
    "ko": {
        FieldRole.FROM: _names("보낸 사람 | 보낸사람 | 발신 | 발신자 | 발신인"),
        FieldRole.SENT: _names("보낸 날짜 | 날짜 | 보낸날짜 | 보낸시간 | 발신일 | 전송일 | 보낸 시간"),
        FieldRole.TO: _names("받는 사람 | 받는사람 | 수신 | 수신자 | 수신인"),
        FieldRole.CC: _names("참조"),
        FieldRole.SUBJECT: _names("제목"),
    },
    "lt": {
        FieldRole.FROM: _names("nuo | siuntėjas"),
        FieldRole.SENT: _names("išsiųsta | data | siųsta"),
        FieldRole.TO: _names("kam | iki | gavėjas | skirta"),
        FieldRole.CC: _names("kopija"),
        FieldRole.SUBJECT: _names("tema"),
    },
    "lv": {
        FieldRole.FROM: _names("no | sūtītājs"),
        FieldRole.SENT: _names("nosūtīts | datums | sūtīts | nosūtīta"),
        FieldRole.TO: _names("kam | adresāts | uz"),
        FieldRole.CC: _names("kopija"),
        FieldRole.SUBJECT: _names("tēma | temats"),
    },
    "mk": {
        FieldRole.FROM: _names("од"),
        FieldRole.SENT: _names("испратено | датум"),
        FieldRole.TO: _names("до | за"),
        FieldRole.SUBJECT: _names("тема | предмет"),
    },
    "ms": {
        FieldRole.FROM: _names("daripada | dari"),
        FieldRole.SENT: _names("dihantar | tarikh"),
        FieldRole.TO: _names("kepada"),
        FieldRole.SUBJECT: _names("subjek"),
    },
    "nb": {
        FieldRole.FROM: _names("fra"),
        FieldRole.SENT: _names("sendt | dato | sendt dato"),
        FieldRole.TO: _names("til"),
        FieldRole.CC: _names("kopi | kopi til"),
        FieldRole.SUBJECT: _names("emne"),
        FieldRole.OTHER: _names("svar til"),
    },
    "nl": {
        FieldRole.FROM: _names("van | afzender"),
        FieldRole.SENT: _names("verzonden | datum | verzonden op | verstuurd | verzonden door | verstuurd op"),
        FieldRole.TO: _names("aan | naar"),
        FieldRole.CC: _names("cc | kopie"),
        FieldRole.SUBJECT: _names("onderwerp | betreft"),
        FieldRole.OTHER: _names("urgentie | beantwoorden aan | bijlagen | antwoord-aan | antwoord aan"),
    },
    "pl": {
        FieldRole.FROM: _names("od | nadawca"),
        FieldRole.SENT: _names("wysłano | data | wysłane | wyslano | data wysłania | wysłana | wysłany"),
        FieldRole.TO: _names("do | adresat | odbiorca"),
        FieldRole.CC: _names("dw | kopia | udw | do wiadomości"),
        FieldRole.SUBJECT: _names("temat"),
        FieldRole.OTHER: _names("odpowiedz do"),
    },
    "pt": {
        FieldRole.FROM: _names("de | remetente"),
        FieldRole.SENT: _names("enviado | enviada | enviada em | enviado em | data | data de envio"),
        FieldRole.TO: _names("para | a"),
        FieldRole.CC: _names("cc | com cópia | cópia"),
        FieldRole.SUBJECT: _names("assunto"),
        FieldRole.OTHER: _names("responder para | prioridade | anexos | importância | cco"),
    },
    "ro": {
        FieldRole.FROM: _names("de la | expeditor | din partea | de"),
        FieldRole.SENT: _names("trimis | data | trimis la | expediat | trimisă | trimis:"),
        FieldRole.TO: _names("către | catre | la | pentru | destinatar"),
        FieldRole.CC: _names("copie | cc"),
        FieldRole.SUBJECT: _names("subiect | subiectul"),
    },
    "ru": {
        FieldRole.FROM: _names("от | от кого | отправитель"),
        FieldRole.SENT: _names("отправлено | дата | отправлен | дата отправки | послано | когда"),
        FieldRole.TO: _names("кому | получатель | к | для"),
        FieldRole.CC: _names("копия"),
        FieldRole.SUBJECT: _names("тема"),
    },
    "sk": {
        FieldRole.FROM: _names("od | odosielateľ"),
        FieldRole.SENT: _names("odoslané | dátum | poslané"),
        FieldRole.TO: _names("komu | pre | adresát"),
        FieldRole.CC: _names("kópia"),
        FieldRole.SUBJECT: _names("predmet"),
    },
    "sl": {
        FieldRole.FROM: _names("od | pošiljatelj"),
        FieldRole.SENT: _names("poslano | datum"),
        FieldRole.TO: _names("za | komu | prejemnik"),
        FieldRole.CC: _names("kp | cc"),
        FieldRole.SUBJECT: _names("zadeva"),
    },
    "sr": {
        FieldRole.FROM: _names("od | од | šalje | пошиљалац"),
        FieldRole.SENT: _names("poslato | послато | datum | датум | poslao"),
        FieldRole.TO: _names("za | за | kome | коме | prima"),
        FieldRole.CC: _names("kopija | копија"),
        FieldRole.SUBJECT: _names("tema | тема | naslov | наслов | предмет | predmet"),
    },
    "sv": {
        FieldRole.FROM: _names("från | avsändare"),
        FieldRole.SENT: _names("skickat | datum | sänt | skickades"),
        FieldRole.TO: _names("till | mottagare"),
        FieldRole.CC: _names("kopia | kopia till"),
        FieldRole.SUBJECT: _names("ämne | ang."),
        FieldRole.OTHER: _names("svar till | svara till"),
    },
    "th": {
        FieldRole.FROM: _names("จาก"),
        FieldRole.SENT: _names("ส่งเมื่อ | วันที่ | ส่ง"),
        FieldRole.TO: _names("ถึง"),
        FieldRole.CC: _names("สำเนา"),
        FieldRole.SUBJECT: _names("เรื่อง | หัวเรื่อง"),
    },
    "tr": {
        FieldRole.FROM: _names("kimden | gönderen"),
        FieldRole.SENT: _names(
            "gönderildi | tarih | gönderme tarihi | gönderim tarihi | gönderilme tarihi | gönderilen"
        ),
        FieldRole.TO: _names("kime | alıcı"),
        FieldRole.CC: _names("bilgi | cc"),
        FieldRole.SUBJECT: _names("konu"),
    },
    "uk": {
        FieldRole.FROM: _names("від | від кого | відправник"),
        FieldRole.SENT: _names("надіслано | дата | відправлено | надісланий"),
        FieldRole.TO: _names("кому | до | одержувач"),
        FieldRole.CC: _names("копія"),
        FieldRole.SUBJECT: _names("тема"),
    },
    "vi": {
        FieldRole.FROM: _names("từ | người gửi"),
        FieldRole.SENT: _names("đã gửi | ngày | ngày gửi | gửi | date | đã gửi lúc"),
        FieldRole.TO: _names("đến | tới | người nhận"),
        FieldRole.CC: _names("bản sao"),
        FieldRole.SUBJECT: _names("chủ đề | tiêu đề"),
    },
    "zh": {
        FieldRole.FROM: _names("发件人 | 寄件者 | 寄件人 | 發件人 | 來自 | 来自"),
        FieldRole.SENT: _names(
            "发送时间 | 日期 | 寄件日期 | 傳送時間 | 发送日期 | 發送時間 | 已傳送 | 已发送 | 时间 | 時間 | 發送日期"
        ),
        FieldRole.TO: _names("收件人 | 收件者 | 至"),
        FieldRole.CC: _names("抄送 | 副本 | 抄送人"),
        FieldRole.SUBJECT: _names("主题 | 主旨 | 主題 | 标题"),
    },
}
