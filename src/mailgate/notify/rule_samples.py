"""Values to try templates of rules' mails with, the fullest first."""

from __future__ import annotations

from mailgate.model.desk import Queue
from mailgate.model.message import Attachment, Author, Headers, Message
from mailgate.model.outbound import OutboundKind
from mailgate.model.ticket import Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds import ruled
from mailgate.notify.views import public_view

_BARE = Message(headers=Headers(), author=Author(address="", name="", clean=True), subject="", date=None)
_FULL = Message(
    headers=Headers(),
    author=Author(address="customer@client.example", name="A Customer", clean=True),
    subject="Printer on fire",
    date=None,
    text="It burns.\n",
    attachments=(
        Attachment(name="photo.png", type="image/png", content=b"png", sha256="0" * 64),
        Attachment(name="film.mkv", type="video/x-matroska", content=b"0" * (10 * 1024 * 1024), sha256="1" * 64),
    ),
)


def rule_samples(
    full: Ticket, bare: Ticket, queue: Queue, addressing: tuple[Addressing, Addressing]
) -> dict[OutboundKind, tuple[dict[str, object], ...]]:
    """One mail with everything and one with as little as there can be, of each kind."""
    whole, little = addressing
    return {
        OutboundKind.RULE_MAIL: (
            ruled.words(public_view(full, queue, whole.public_url), queue, "Words.", whole),
            ruled.words(public_view(bare, queue), queue, "Words.", little),
        ),
        OutboundKind.FORWARD: (
            ruled.forwarded(full, queue, _FULL, whole),
            ruled.forwarded(bare, queue, _BARE, little),
        ),
        OutboundKind.RULE_ALERT: (ruled.alert(queue, full, ("Ping", 100), whole),) * 2,
    }
