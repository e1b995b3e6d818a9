"""What in a mail could point to a ticket, before anybody looks it up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailgate.model.match import Token
from mailgate.model.message import Message
from mailgate.thread.addresses import split_detail
from mailgate.thread.reply_token import TokenKeys, read

_TICKET_TAG = re.compile(r"\[#(\d{4}-\d{2}-\d{5,12})\]")
#: A subject with more tags than this is a list of tickets, not an answer to one.
_TAGS_EXAMINED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointers:
    """Unverified but for the tokens, whose MAC was right."""

    tokens: tuple[Token, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    #: Newest first.
    references: tuple[str, ...] = ()
    #: Ticket numbers in the subject.
    numbers: tuple[str, ...] = ()

    @property
    def message_ids(self) -> tuple[str, ...]:
        """Every id once, strongest first."""
        return tuple(dict.fromkeys((*self.in_reply_to, *self.references)))


def pointers(message: Message, recipients: tuple[str, ...], tenant: str, keys: TokenKeys) -> Pointers:
    """Collect the pointers of a mail; envelope recipients count before those of To and Cc (spec/mail.md G1)."""
    named = (*recipients, *(address.address for address in (*message.to, *message.cc)))
    details = dict.fromkeys(split_detail(address)[1] for address in named)
    tokens = (read(keys, tenant, detail) for detail in details if detail)
    reported = message.report.original_message_id if message.report else ""
    return Pointers(
        tokens=tuple(token for token in tokens if token is not None),
        in_reply_to=(*message.in_reply_to, *((reported,) if reported else ())),
        references=tuple(reversed(message.references)),
        numbers=tuple(dict.fromkeys(_TICKET_TAG.findall(message.subject)))[:_TAGS_EXAMINED],
    )
