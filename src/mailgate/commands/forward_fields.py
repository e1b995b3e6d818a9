"""What mail programs call the header fields above a forwarded mail, by language, and the lines that announce it."""

from __future__ import annotations

from enum import StrEnum


class Field(StrEnum):
    FROM = "from"
    DATE = "date"
    TO = "to"
    SUBJECT = "subject"
    #: Cc, Reply-To and other fields that say nothing of interest here.
    OTHER = "other"


#: Names in folded case, parted by ``|``: from, date, to, subject, others. Of Outlook, Gmail, Apple Mail, Thunderbird.
_NAMES: dict[str, tuple[str, str, str, str, str]] = {
    "en": ("from", "date|sent", "to", "subject", "cc|bcc|reply-to|resent-from|importance|attachments|organization"),
    "de": (
        "von",
        "datum|gesendet",
        "an",
        "betreff",
        "kopie|blindkopie|antwort an|antwort-an|priorität|wichtigkeit|anlagen",
    ),
    "fr": (
        "de|expéditeur",
        "date|envoyé|envoyé le",
        "à|pour|destinataire",
        "objet|sujet",
        "copie à|répondre à|importance",
    ),
    "es": ("de|remitente", "fecha|enviado|enviado el|enviado em", "para", "asunto", "cc|cco|responder a|importancia"),
    "it": ("da|mittente", "data|inviato|inviata", "a|per", "oggetto", "ccn|rispondi a|rispondi-a|priorità"),
    "nl": ("van", "datum|verzonden", "aan", "onderwerp", "kopie|antwoord-aan|antwoord aan|urgentie"),
    "pt": (
        "de|remetente",
        "data|enviada|enviada em|enviado|enviado em",
        "para",
        "assunto",
        "cco|responder a|responder para",
    ),
    "da": ("fra", "dato|sendt", "til", "emne", "svar til"),
    "nb": ("fra", "dato|sendt", "til", "emne", "kopi|svar til"),
    "sv": ("från", "datum|skickat", "till", "ämne", "kopia|svar till|svara till"),
    "fi": ("lähettäjä|keneltä", "päivämäärä|päiväys|lähetetty", "vastaanottaja|kenelle", "aihe", "kopio|vastausosoite"),
    "pl": ("od|nadawca", "data|wysłano|wysłane|wysłany", "do|adresat", "temat", "dw|udw|odpowiedz do"),
    "cs": ("od|odesílatel", "datum|odesláno", "komu|pro", "předmět", "kopie|odpovědět"),
    "hu": ("feladó", "dátum|elküldve|küldve", "címzett", "tárgy", "másolat|másolatot kap|válaszcím"),
    "tr": ("kimden|gönderen", "tarih|gönderildi|gönderme tarihi", "kime|alıcı", "konu", "bilgi"),
    "ru": ("от|от кого", "дата|отправлено", "кому", "тема", "копия"),
    "ja": ("差出人", "日付|日時|送信日時|送信日", "宛先", "件名", "返信先"),
    "zh": (
        "发件人|寄件者|寄件人",
        "日期|发送时间|发送日期|時間|寄件日期",
        "收件人|收件者",
        "主题|主題|主旨",
        "抄送|副本",
    ),
}

#: A field's role by its name, whatever the language: no name means two things.
FIELD_OF: dict[str, Field] = {
    name: role for names in _NAMES.values() for role, each in zip(Field, names, strict=True) for name in each.split("|")
}

#: Words of the line that announces a forwarded mail, between dashes or before a colon; folded case.
ANNOUNCED: tuple[str, ...] = (
    *("forwarded message", "original message", "begin forwarded message", "forwarded by"),
    *(
        "weitergeleitete nachricht",
        "ursprüngliche nachricht",
        "originalnachricht",
        "anfang der weitergeleiteten nachricht",
    ),
    *(
        "message transféré",
        "message d'origine",
        "message original",
        "début du message réexpédié",
        "début du message transféré",
    ),
    *("mensaje reenviado", "mensaje original", "inicio del mensaje reenviado"),
    *("messaggio inoltrato", "messaggio originale", "inizio messaggio inoltrato"),
    *("doorgestuurd bericht", "oorspronkelijk bericht", "begin doorgestuurd bericht"),
    *("mensagem encaminhada", "mensagem original", "mensagem reencaminhada", "início da mensagem reenviada"),
    *(
        "videresendt besked",
        "videresendt meddelelse",
        "oprindelig meddelelse",
        "videresendt melding",
        "opprinnelig melding",
    ),
    *("vidarebefordrat meddelande", "ursprungligt meddelande", "vidarebefordrat brev", "välitetty viesti"),
    *("alkuperäinen viesti", "przekazana wiadomość", "wiadomość oryginalna", "přeposlaná zpráva", "původní zpráva"),
    *("továbbított üzenet", "eredeti üzenet", "yönlendirilen ileti", "iletilen mesaj", "özgün ileti"),
    *(
        "пересылаемое сообщение",
        "пересланное сообщение",
        "исходное сообщение",
        "転送メッセージ",
        "转发的消息",
        "转发邮件信息",
    ),
)
