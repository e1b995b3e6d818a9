"""Senders that no person reads behind."""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import words

_JOINTS = str.maketrans("", "", ".-_+")
#: Local parts without dots, dashes and underscores.
MACHINES: frozenset[str] = words(
    """
    mailerdaemon maildaemon postmaster daemon noreply noresponse noresponder donotreply donotrespond dontreply
    nepasrepondre nichtantworten bitteantwortennicht keineantwort noresponda nonrispondere naoresponda nereply
    neodpovidat nereagovat nieodpowiadaj inteattsvara svaraej ikkesvar autoreply autoresponder autoresponse
    autoanswer automailer auto bounce bounces bounced mailbot listserv majordomo nobody wwwdata cron root
    notification notifications notify alert alerts
    """
)
#: Beginnings of local parts, as ``no-reply-orders@`` and ``bounces+123@``.
_STARTS = ("noreply", "donotreply", "mailerdaemon", "bounce", "dontreply")
_PARTS = ("no-reply", "no_reply", "noreply", "do-not-reply", "donotreply", "do_not_reply", "mailer-daemon")


def is_machine(address: str) -> bool:
    """Whether an address says of itself that nobody reads there."""
    local = address.rpartition("@")[0].lower()
    if not local:
        return False
    joined = local.translate(_JOINTS)
    return joined in MACHINES or joined.startswith(_STARTS) or any(part in local for part in _PARTS)
