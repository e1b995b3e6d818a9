"""The governor of all mail that goes out: which mails are over a limit, and what then becomes of them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from mailgate.model.limits import MailLimits, Rate
from mailgate.model.outbound import OutboundKind, OutboundMail

#: Automatic mail that goes to customers; all other automatic mail goes to agents and on-call.
TO_CUSTOMERS = frozenset(
    (
        OutboundKind.ACKNOWLEDGEMENT,
        OutboundKind.RATE_NOTICE,
        OutboundKind.CLOSE_WARNING,
        OutboundKind.SOLVED_QUESTION,
        OutboundKind.SURVEY,
        OutboundKind.RULE_MAIL,
    )
)
#: What whoever runs the desk has to know, and digests: each is at most one in its time by its own key.
_UNGOVERNED = frozenset(
    (
        OutboundKind.OPERATOR_ALERT,
        OutboundKind.NOTICE_DIGEST,
        OutboundKind.MAILBOX_TROUBLE,
        OutboundKind.RULE_ALERT,
        OutboundKind.SLA_AUDIT,
    )
)


#: They call somebody on duty, and have a limit of their own.
CALLS = frozenset((OutboundKind.ESCALATION, OutboundKind.URGENT_PAGE))


class Limit(StrEnum):
    """The limits, in the order in which they are asked, by their names in ``[limits]``."""

    ACKS_PER_UNVERIFIED = "acks_per_unverified"
    ACKS_PER_ADDRESS = "acks_per_address"
    ACKS_PER_TENANT = "acks_per_tenant"
    TRANSCRIPTS_PER_AGENT = "transcripts_per_agent"
    PAGES_PER_RECIPIENT = "pages_per_recipient"
    AUTOMATIC_PER_TICKET = "automatic_per_ticket"
    AUTOMATIC_PER_RECIPIENT = "automatic_per_recipient"
    AUTOMATIC_PER_DOMAIN = "automatic_per_domain"
    AUTOMATIC_PER_TENANT = "automatic_per_tenant"
    REPLIES_PER_RECIPIENT = "replies_per_recipient"
    REPLIES_PER_TENANT = "replies_per_tenant"


class Fate(StrEnum):
    """What becomes of a mail over a limit."""

    #: Never made: a late acknowledgement helps nobody.
    DROPPED = "dropped"
    #: Told later, together with others.
    DIGEST = "digest"
    #: Waits for a person's yes: somebody's words.
    HELD = "held"


class Question(NamedTuple):
    """How many mails a limit has seen lately: of ``key`` (an address, a domain, or empty), in one window."""

    limit: Limit
    #: For ``AUTOMATIC_PER_TICKET`` the ticket; 0 for all else.
    ticket_id: int
    key: str
    window: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """A mail over a limit."""

    limit: Limit
    rate: Rate
    fate: Fate


#: What a limit counts a mail under.
_Key = tuple[Limit, int, str]


def questions(mails: Iterable[OutboundMail], limits: MailLimits, new_tickets: frozenset[int]) -> set[Question]:
    """What has to be counted to judge ``mails``: each limit that one of them falls under, in its longest window.

    Args:
        new_tickets: Nothing was ever sent about them, so nobody need count.
    """
    longest = {limit: max(rate.window for rate in rates) for limit in Limit if (rates := limits.of(limit))}
    keys = {key for mail in mails for key in _keys(mail)}
    return {
        Question(limit, ticket, name, longest[limit])
        for limit, ticket, name in keys
        if limit in longest and ticket not in new_tickets
    }


def doubtful(
    mails: Sequence[OutboundMail], counted: Mapping[Question, int], limits: MailLimits
) -> dict[Question, frozenset[Question]]:
    """Of what was counted in the longest windows: what may be over, and the questions that tell in each window.

    Whoever got fewer mails in the longest window than the tightest window allows is over nothing.
    """
    tightest = {limit: min(rate.count for rate in rates) for limit in Limit if (rates := limits.of(limit))}
    coming = Counter(key for mail in mails for key in _keys(mail))
    return {
        asked: frozenset(asked._replace(window=rate.window) for rate in limits.of(asked.limit))
        for asked, count in counted.items()
        if count + coming[asked.limit, asked.ticket_id, asked.key] > tightest[asked.limit]
    }


def customer_domain(mail: OutboundMail) -> str:
    """The domain that an automatic mail to a customer is counted under; empty for all other mail."""
    return mail.recipient.lower().rpartition("@")[2] if mail.kind in TO_CUSTOMERS else ""


def judge(mails: Sequence[OutboundMail], counted: Mapping[Question, int], limits: MailLimits) -> dict[int, Over]:
    """Which mails are over a limit, by their ids; those before them in ``mails`` count, what is dropped does not.

    The first mail to a person about a new ticket of the highest priority is over nothing, whatever was counted.

    Args:
        counted: What was sent before in each window of each limit that is in doubt; what is missing is over nothing.
    """
    coming: Counter[_Key] = Counter()
    found: dict[int, Over] = {}
    for mail in mails:
        keys = _keys(mail)
        over = None if mail.urgent else _first_over(keys, counted, coming, limits)
        if over is not None:
            limit, rate = over
            found[mail.id] = Over(limit=limit, rate=rate, fate=_fate(mail))
        if mail.id not in found or found[mail.id].fate is not Fate.DROPPED:
            coming.update(keys)
    return found


def _first_over(
    keys: Iterable[_Key], counted: Mapping[Question, int], coming: Counter[_Key], limits: MailLimits
) -> tuple[Limit, Rate] | None:
    for key in keys:
        limit, ticket, name = key
        for rate in limits.of(limit):
            before = counted.get(Question(limit=limit, ticket_id=ticket, key=name, window=rate.window))
            seen = coming[key] if before is None else before + coming[key]
            if seen >= rate.count:
                return limit, rate
    return None


def _keys(mail: OutboundMail) -> list[_Key]:
    """Under which limits a mail falls, tightest first."""
    address = mail.recipient.lower()
    if mail.kind in _UNGOVERNED:
        return []
    if mail.kind is OutboundKind.REPLY:
        return [(Limit.REPLIES_PER_RECIPIENT, 0, address), (Limit.REPLIES_PER_TENANT, 0, "")]
    if mail.kind is OutboundKind.TRANSCRIPT:
        # Neither does a busy desk's flood of notices delay what became of a command, nor the other way round.
        return [(Limit.TRANSCRIPTS_PER_AGENT, 0, address), (Limit.AUTOMATIC_PER_TENANT, 0, "")]
    keys: list[_Key] = []
    if mail.kind in TO_CUSTOMERS:
        keys = [(Limit.ACKS_PER_UNVERIFIED, 0, address)] if mail.unverified else []
        # A notice of a rate is at most one in its window anyway, and comes when acknowledgements were many.
        keys += [(Limit.ACKS_PER_ADDRESS, 0, address)] if mail.kind is OutboundKind.ACKNOWLEDGEMENT else []
        keys += [(Limit.ACKS_PER_TENANT, 0, ""), (Limit.AUTOMATIC_PER_DOMAIN, 0, customer_domain(mail))]
    if mail.kind in CALLS:
        keys.append((Limit.PAGES_PER_RECIPIENT, 0, address))
    if mail.ticket_id is not None:
        keys.append((Limit.AUTOMATIC_PER_TICKET, mail.ticket_id, address))
    return [*keys, (Limit.AUTOMATIC_PER_RECIPIENT, 0, address), (Limit.AUTOMATIC_PER_TENANT, 0, "")]


def _fate(mail: OutboundMail) -> Fate:
    if mail.kind is OutboundKind.REPLY:
        return Fate.HELD
    # What rules and workflows say is of one kind, whoever is told; only what agents get is answered by a note.
    to_agent = mail.kind is OutboundKind.RULE_MAIL and mail.mirrors == "internal"
    return Fate.DROPPED if mail.kind in TO_CUSTOMERS and not to_agent else Fate.DIGEST
