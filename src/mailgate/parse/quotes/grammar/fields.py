"""Names of the header fields that Outlook, Lotus, Zimbra and the web mailers repeat above a quote, by language.

One long table, as a language is added in one place.

Field names in folded case with single blanks; how the line spells them (bold, tab, full-width colon) does not matter.
"""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import phrases

FROM, SENT, TO, CC, SUBJECT, OTHER = "from", "sent", "to", "cc", "subject", "other"

#: Language: role: names. Order of names does not matter.
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "af": {
        FROM: phrases("van"),
        SENT: phrases("gestuur | datum"),
        TO: phrases("aan"),
        SUBJECT: phrases("onderwerp"),
    },
    "ar": {
        FROM: phrases("من | المرسل"),
        SENT: phrases("تاريخ الإرسال | أرسلت | التاريخ | تم الإرسال | مرسل | تاريخ"),
        TO: phrases("إلى | الى | المستلم"),
        CC: phrases("نسخة | نسخة إلى"),
        SUBJECT: phrases("الموضوع | موضوع"),
    },
    "bg": {
        FROM: phrases("от | от кого"),
        SENT: phrases("изпратено | изпратено на | дата"),
        TO: phrases("до | кому"),
        CC: phrases("копие | як"),
        SUBJECT: phrases("относно | тема"),
    },
    "ca": {
        FROM: phrases("de"),
        SENT: phrases("enviat | enviat el | data | enviat el dia"),
        TO: phrases("per a | a | per"),
        CC: phrases("a/c | còpia"),
        SUBJECT: phrases("assumpte | tema"),
    },
    "cs": {
        FROM: phrases("od | odesílatel"),
        SENT: phrases("odesláno | datum | odeslané | posláno"),
        TO: phrases("komu | pro | příjemce"),
        CC: phrases("kopie"),
        SUBJECT: phrases("předmět"),
    },
    "da": {
        FROM: phrases("fra"),
        SENT: phrases("sendt | dato | afsendt"),
        TO: phrases("til"),
        CC: phrases("kopi | cc"),
        SUBJECT: phrases("emne | vedr."),
    },
    "de": {
        FROM: phrases("von | absender"),
        SENT: phrases("gesendet | datum | gesendet am | gesendet von | verschickt"),
        TO: phrases("an | empfänger"),
        CC: phrases("kopie | cc"),
        SUBJECT: phrases("betreff | betr. | thema"),
        OTHER: phrases("wichtigkeit | antwort an | anlagen | priorität"),
    },
    "el": {
        FROM: phrases("από | απο | αποστολέας"),
        SENT: phrases("στάλθηκε | απεστάλη | ημερομηνία | εστάλη"),
        TO: phrases("προς | παραλήπτης"),
        CC: phrases("κοιν. | κοιν | κοινοποίηση"),
        SUBJECT: phrases("θέμα | θεμα"),
    },
    "en": {
        FROM: phrases("from | sender"),
        SENT: phrases("sent | date | sent at | sent on | received | when | sent date | received date"),
        TO: phrases("to | recipient | recipients | sent to"),
        CC: phrases("cc | cc: | carbon copy"),
        SUBJECT: phrases("subject | re"),
        OTHER: phrases("reply-to | reply to | bcc | importance | attachments | sent by | priority | organization"),
    },
    "es": {
        FROM: phrases("de | remitente | desde"),
        SENT: phrases("enviado | enviado el | fecha | enviada | enviado en | fecha de envío | enviados"),
        TO: phrases("para | a | destinatario"),
        CC: phrases("cc | con copia | copia"),
        SUBJECT: phrases("asunto | tema"),
        OTHER: phrases("responder a | importancia | adjuntos | datos adjuntos"),
    },
    "et": {
        FROM: phrases("saatja | kellelt"),
        SENT: phrases("saadetud | kuupäev | saatmisaeg"),
        TO: phrases("saaja | adressaat | kellele | saajad"),
        CC: phrases("koopia"),
        SUBJECT: phrases("teema"),
    },
    "fa": {
        FROM: phrases("از"),
        SENT: phrases("ارسال شده | تاریخ"),
        TO: phrases("به"),
        SUBJECT: phrases("موضوع"),
    },
    "fi": {
        FROM: phrases("lähettäjä"),
        SENT: phrases("lähetetty | päivämäärä | päiväys | pvm | aika"),
        TO: phrases("vastaanottaja | vastaanottajat | saaja"),
        CC: phrases("kopio"),
        SUBJECT: phrases("aihe | otsikko"),
    },
    "fr": {
        FROM: phrases("de | expéditeur"),
        SENT: phrases(
            """
            envoyé | envoyé le | date | envoyé à | date d'envoi | message du | transmis le | envoye | envoyée |
            date de création
            """
        ),
        TO: phrases("à | a | pour | destinataire | destinataires"),
        CC: phrases("cc | copie | copie à | copie a"),
        SUBJECT: phrases("objet | sujet"),
        OTHER: phrases("répondre à | importance | pièces jointes | pièce jointe"),
    },
    "gl": {
        FROM: phrases("de"),
        SENT: phrases("enviado | data"),
        TO: phrases("para"),
        SUBJECT: phrases("asunto"),
    },
    "he": {
        FROM: phrases("מאת | מ"),
        SENT: phrases("נשלח | תאריך | נשלח ב | נשלח בתאריך"),
        TO: phrases("אל | לכבוד | ל"),
        CC: phrases("עותק | העתק"),
        SUBJECT: phrases("נושא | הנדון"),
    },
    "hi": {
        FROM: phrases("प्रेषक | से"),
        SENT: phrases("भेजा गया | दिनांक"),
        TO: phrases("प्रति | को"),
        SUBJECT: phrases("विषय"),
    },
    "hr": {
        FROM: phrases("od | šalje | pošiljatelj"),
        SENT: phrases("poslano | datum | poslan"),
        TO: phrases("za | prima | prima: | kome | primatelj"),
        CC: phrases("kopija | cc"),
        SUBJECT: phrases("predmet | tema | naslov"),
    },
    "hu": {
        FROM: phrases("feladó | küldő"),
        SENT: phrases("elküldve | dátum | küldve | küldés dátuma | küldés ideje | elküldés dátuma"),
        TO: phrases("címzett | címzettek"),
        CC: phrases("másolatot kap | másolat"),
        SUBJECT: phrases("tárgy"),
    },
    "id": {
        FROM: phrases("dari"),
        SENT: phrases("dikirim | tanggal | terkirim"),
        TO: phrases("kepada | ke"),
        SUBJECT: phrases("subjek | perihal"),
    },
    "is": {
        FROM: phrases("frá"),
        SENT: phrases("sent | dagsetning | sent:"),
        TO: phrases("til"),
        CC: phrases("afrit"),
        SUBJECT: phrases("efni"),
    },
    "it": {
        FROM: phrases("da | mittente"),
        SENT: phrases("inviato | data | inviata | inviato il | data invio"),
        TO: phrases("a | per | destinatario"),
        CC: phrases("cc | copia"),
        SUBJECT: phrases("oggetto | ogg"),
        OTHER: phrases("rispondi a | priorità | allegati | importanza"),
    },
    "ja": {
        FROM: phrases("差出人 | 送信者 | 送信元 | from"),
        SENT: phrases("送信日時 | 日付 | 日時 | 送信日 | date"),
        TO: phrases("宛先 | 送信先 | to"),
        CC: phrases("cc | 写し"),
        SUBJECT: phrases("件名 | 題名 | subject"),
    },
    "ko": {
        FROM: phrases("보낸 사람 | 보낸사람 | 발신 | 발신자 | 발신인"),
        SENT: phrases("보낸 날짜 | 날짜 | 보낸날짜 | 보낸시간 | 발신일 | 전송일 | 보낸 시간"),
        TO: phrases("받는 사람 | 받는사람 | 수신 | 수신자 | 수신인"),
        CC: phrases("참조"),
        SUBJECT: phrases("제목"),
    },
    "lt": {
        FROM: phrases("nuo | siuntėjas"),
        SENT: phrases("išsiųsta | data | siųsta"),
        TO: phrases("kam | iki | gavėjas | skirta"),
        CC: phrases("kopija"),
        SUBJECT: phrases("tema"),
    },
    "lv": {
        FROM: phrases("no | sūtītājs"),
        SENT: phrases("nosūtīts | datums | sūtīts | nosūtīta"),
        TO: phrases("kam | adresāts | uz"),
        CC: phrases("kopija"),
        SUBJECT: phrases("tēma | temats"),
    },
    "mk": {
        FROM: phrases("од"),
        SENT: phrases("испратено | датум"),
        TO: phrases("до | за"),
        SUBJECT: phrases("тема | предмет"),
    },
    "ms": {
        FROM: phrases("daripada | dari"),
        SENT: phrases("dihantar | tarikh"),
        TO: phrases("kepada"),
        SUBJECT: phrases("subjek"),
    },
    "nb": {
        FROM: phrases("fra"),
        SENT: phrases("sendt | dato | sendt dato"),
        TO: phrases("til"),
        CC: phrases("kopi | kopi til"),
        SUBJECT: phrases("emne"),
    },
    "nl": {
        FROM: phrases("van | afzender"),
        SENT: phrases("verzonden | datum | verzonden op | verstuurd | verzonden door | verstuurd op"),
        TO: phrases("aan | naar"),
        CC: phrases("cc | kopie"),
        SUBJECT: phrases("onderwerp | betreft"),
        OTHER: phrases("urgentie | beantwoorden aan | bijlagen"),
    },
    "pl": {
        FROM: phrases("od | nadawca"),
        SENT: phrases("wysłano | data | wysłane | wyslano | data wysłania | wysłana"),
        TO: phrases("do | adresat | odbiorca"),
        CC: phrases("dw | kopia | udw | do wiadomości"),
        SUBJECT: phrases("temat"),
    },
    "pt": {
        FROM: phrases("de | remetente"),
        SENT: phrases("enviado | enviada | enviada em | enviado em | data | data de envio"),
        TO: phrases("para | a"),
        CC: phrases("cc | com cópia | cópia"),
        SUBJECT: phrases("assunto"),
        OTHER: phrases("responder para | prioridade | anexos | importância"),
    },
    "ro": {
        FROM: phrases("de la | expeditor | din partea | de"),
        SENT: phrases("trimis | data | trimis la | expediat | trimisă | trimis:"),
        TO: phrases("către | catre | la | pentru | destinatar"),
        CC: phrases("copie | cc"),
        SUBJECT: phrases("subiect | subiectul"),
    },
    "ru": {
        FROM: phrases("от | от кого | отправитель"),
        SENT: phrases("отправлено | дата | отправлен | дата отправки | послано | когда"),
        TO: phrases("кому | получатель | к | для"),
        CC: phrases("копия"),
        SUBJECT: phrases("тема"),
    },
    "sk": {
        FROM: phrases("od | odosielateľ"),
        SENT: phrases("odoslané | dátum | poslané"),
        TO: phrases("komu | pre | adresát"),
        CC: phrases("kópia"),
        SUBJECT: phrases("predmet"),
    },
    "sl": {
        FROM: phrases("od | pošiljatelj"),
        SENT: phrases("poslano | datum"),
        TO: phrases("za | komu | prejemnik"),
        CC: phrases("kp | cc"),
        SUBJECT: phrases("zadeva"),
    },
    "sr": {
        FROM: phrases("od | од | šalje | пошиљалац"),
        SENT: phrases("poslato | послато | datum | датум | poslao"),
        TO: phrases("za | за | kome | коме | prima"),
        CC: phrases("kopija | копија"),
        SUBJECT: phrases("tema | тема | naslov | наслов | предмет | predmet"),
    },
    "sv": {
        FROM: phrases("från | avsändare"),
        SENT: phrases("skickat | datum | sänt | skickades"),
        TO: phrases("till | mottagare"),
        CC: phrases("kopia | kopia till"),
        SUBJECT: phrases("ämne | ang."),
    },
    "th": {
        FROM: phrases("จาก"),
        SENT: phrases("ส่งเมื่อ | วันที่ | ส่ง"),
        TO: phrases("ถึง"),
        CC: phrases("สำเนา"),
        SUBJECT: phrases("เรื่อง | หัวเรื่อง"),
    },
    "tr": {
        FROM: phrases("kimden | gönderen"),
        SENT: phrases("gönderildi | tarih | gönderme tarihi | gönderim tarihi | gönderilme tarihi | gönderilen"),
        TO: phrases("kime | alıcı"),
        CC: phrases("bilgi | cc"),
        SUBJECT: phrases("konu"),
    },
    "uk": {
        FROM: phrases("від | від кого | відправник"),
        SENT: phrases("надіслано | дата | відправлено | надісланий"),
        TO: phrases("кому | до | одержувач"),
        CC: phrases("копія"),
        SUBJECT: phrases("тема"),
    },
    "vi": {
        FROM: phrases("từ | người gửi"),
        SENT: phrases("đã gửi | ngày | ngày gửi | gửi | date | đã gửi lúc"),
        TO: phrases("đến | tới | người nhận"),
        CC: phrases("bản sao"),
        SUBJECT: phrases("chủ đề | tiêu đề"),
    },
    "zh": {
        FROM: phrases("发件人 | 寄件者 | 寄件人 | 發件人 | 來自 | 来自"),
        SENT: phrases(
            "发送时间 | 日期 | 寄件日期 | 傳送時間 | 发送日期 | 發送時間 | 已傳送 | 已发送 | 时间 | 發送日期"
        ),
        TO: phrases("收件人 | 收件者 | 至"),
        CC: phrases("抄送 | 副本 | 抄送人"),
        SUBJECT: phrases("主题 | 主旨 | 主題 | 标题"),
    },
}
