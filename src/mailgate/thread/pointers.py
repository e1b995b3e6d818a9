"""What in a mail could point to a ticket, before anybody looks it up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from mailgate.model.match import IN_LINKS, Token
from mailgate.model.message import Message
from mailgate.thread.addresses import split_detail
from mailgate.thread.foreign_refs import foreign_refs
from mailgate.thread.reply_token import TokenKeys, claims_bounce, read

_TICKET_TAG = re.compile(r"\[#(\d{4}-\d{2}-\d{5,12})\]", re.ASCII)
#: A subject with more tags than this is a list of tickets, not an answer to one.
_TAGS_EXAMINED = 5
#: The last line of every mail of ours. Outlook writes the address that it sees in it a second time, as a link. Bounded
#: and free of ``[``, so that a mail full of beginnings costs no more than its length.
_MARKER = re.compile(r"\[ref:\s?([^\s\[\]<>]{1,300})(?:\s?<mailto:[^\s\[\]<>]{1,300}>)?\s?\]")
#: Each quoted mail of ours has one; in a long exchange the newest stands first or last, and both lead to one ticket.
_MARKERS_EXAMINED = 5
#: As many ids as References is read for (DESIGN section 12).
_IDS_EXAMINED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointers:
    """Unverified but for the tokens, whose MAC was right."""

    tokens: tuple[Token, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    #: Newest first.
    references: tuple[str, ...] = ()
    #: Message-IDs in the markers that end our mails, top to bottom.
    markers: tuple[str, ...] = ()
    #: What other ticket systems call the matter, such as ``jira:DESK-42``.
    foreign_refs: tuple[str, ...] = ()
    #: Ticket numbers in the subject.
    numbers: tuple[str, ...] = ()
    #: It was sent to a return path that we never made: a bounce token whose MAC is wrong.
    forged_return: bool = False

    @property
    def message_ids(self) -> tuple[str, ...]:
        """Every id once, strongest first."""
        return tuple(dict.fromkeys((*self.in_reply_to, *self.references, *self.markers, *self.foreign_refs)))


def pointers(
    message: Message, recipients: tuple[str, ...], tenant: str, keys: TokenKeys, systems: tuple[str, ...] = ()
) -> Pointers:
    """Collect the pointers of a mail; envelope recipients count before those of To and Cc (spec/mail.md G1).

    Markers are looked for in the whole text: a reply has ours in what it quotes. ``systems`` are those of
    ``foreign_refs``.
    """
    named = (*recipients, *(address.address for address in (*message.to, *message.cc)))
    details = dict.fromkeys(split_detail(address)[1] for address in named)
    tokens = (read(keys, tenant, detail) for detail in details if detail)
    reported = message.report.original_message_id if message.report else ""
    return Pointers(
        tokens=tuple(dict.fromkeys(token for token in tokens if token is not None and token.purpose not in IN_LINKS)),
        in_reply_to=(*message.in_reply_to, *((reported,) if reported else ()))[:_IDS_EXAMINED],
        references=tuple(reversed(message.references))[:_IDS_EXAMINED],
        markers=_first_few(_MARKER, message.text, _MARKERS_EXAMINED),
        foreign_refs=foreign_refs(message, systems),
        numbers=_first_few(_TICKET_TAG, message.subject, _TAGS_EXAMINED),
        forged_return=_forged_return(recipients, tenant, keys),
    )


def _forged_return(recipients: tuple[str, ...], tenant: str, keys: TokenKeys) -> bool:
    details = (split_detail(address)[1] for address in recipients)
    return any(claims_bounce(detail) and read(keys, tenant, detail) is None for detail in details)


def _first_few(pattern: re.Pattern[str], text: str, count: int) -> tuple[str, ...]:
    """The first different ones, in their order."""
    found = dict.fromkeys(match[1] for match in islice(pattern.finditer(text), 10 * count))
    return tuple(found)[:count]
