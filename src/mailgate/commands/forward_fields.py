"""What the header fields above a forwarded mail are by their names, and the lines that announce one."""

from __future__ import annotations

from mailgate.model.field_names import EVERYWHERE, FIELD_NAMES, FieldRole

#: A field's role by its name, whatever the language: no name means two things.
FIELD_OF: dict[str, FieldRole] = {
    name: role for table in (*FIELD_NAMES.values(), EVERYWHERE) for role, names in table.items() for name in names
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
