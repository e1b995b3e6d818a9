"""Which ticket a mail is about, on what evidence, and what its sender may do there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Carrier(StrEnum):
    """What led to a ticket, strongest first (spec/mail.md B3)."""

    REPLY_TOKEN = "reply_token"
    IN_REPLY_TO = "in_reply_to"
    REFERENCES = "references"
    BODY_MARKER = "body_marker"
    FOREIGN_ID = "foreign_id"
    SUBJECT = "subject"


class Purpose(StrEnum):
    """What a token is good for; a token of one purpose is worthless for another."""

    #: A customer's reply.
    CUSTOMER = "c"
    #: An agent's words to the customer.
    AGENT_REPLY = "r"
    #: An agent's note.
    AGENT_NOTE = "n"
    #: Where bounces of one outbound mail come back to.
    BOUNCE = "b"
    #: The acknowledgement of a page.
    PAGE = "a"
    #: An agent's word on one held mail, and on those that one digest lists.
    HELD = "h"
    HELD_LIST = "l"
    #: The link in a survey; of no meaning in an address.
    SURVEY = "s"


#: Tokens that stand in links and never lead a mail anywhere.
IN_LINKS = frozenset((Purpose.SURVEY,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A reply token whose MAC was right."""

    purpose: Purpose
    #: The ticket's id; for ``BOUNCE`` and ``HELD_LIST`` the outbox id of the mail, for ``HELD`` the inbox id,
    #: for ``SURVEY`` the survey's.
    subject_id: int
    #: Contact id for ``CUSTOMER`` and ``SURVEY``; a 32-bit digest of the agent's address for agents; 0 for ``BOUNCE``.
    holder: int
    #: Number of the key that signed it.
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownId:
    """A Message-ID that the store knows: of our own mail, or of one that came in."""

    message_id: str
    ticket_id: int
    #: True when we made it; its 128 random bits then make it a token of ``issued_to``.
    own: bool
    #: Lower-case recipient of our mail; empty for foreign ids.
    issued_to: str = ""
    #: For an id of a mail to an agent: what a reply to it is (``public``, ``internal``, ``page``); empty otherwise.
    mirrors: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """Who belongs to a candidate ticket; addresses in lower case."""

    ticket_id: int
    customer: str
    contact_id: int
    watchers: frozenset[str] = frozenset()
    #: Agents who watch it; they take part in nothing, but are told.
    watching_agents: frozenset[str] = frozenset()
    #: What a participant's mail becomes: ``append``; ``too_late``, for the reopen window is over; for a closed ticket
    #: also what its queue says, ``new`` or ``hold``.
    follow_up: str = "append"
    subject: str = ""
    #: It is closed, or nobody wrote on it for long: a mail under another subject is about something else.
    at_rest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Everything the store found that the evidence of one mail points to."""

    tokens: tuple[Token, ...] = ()
    known_ids: tuple[KnownId, ...] = ()
    #: Ticket number in the subject, and the id it stands for.
    numbers: tuple[tuple[str, int], ...] = ()
    participants: tuple[Participants, ...] = ()
    #: Contact id of the author's address, None for somebody new.
    sender_contact: int | None = None
    #: Ticket of the mail that a bounce token names.
    bounced_ticket: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One pointer to one ticket."""

    carrier: Carrier
    ticket_id: int
    #: The pointer itself, for ``explain``; tokens are cut to their first four characters.
    detail: str
    #: True when it is a token issued to this sender.
    own_token: bool = False


class Effect(StrEnum):
    """What the mail becomes."""

    NEW_TICKET = "new_ticket"
    #: New ticket with a link that agents see.
    LINKED_TICKET = "linked_ticket"
    APPEND = "append"
    AGENT_REPLY = "agent_reply"
    AGENT_NOTE = "agent_note"
    ACKNOWLEDGE_PAGE = "acknowledge_page"
    #: A report about one of our own mails.
    DELIVERY_REPORT = "delivery_report"
    #: An agent's word on held mail.
    ANSWER_HELD = "answer_held"
    HOLD = "hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The decision of ``thread``."""

    effect: Effect
    #: The ticket appended to, or linked with; None for a plain new one.
    ticket_id: int | None
    #: Stable code of the rule that decided: ``token.own``, ``participant.subject``, ``stranger``, ...
    reason: str
    #: All evidence, strongest first, also what was not followed.
    evidence: tuple[Evidence, ...] = ()
    #: For ``DELIVERY_REPORT``: the outbox id, when a token named it.
    outbox_id: int | None = None
    #: Token of the notice of held mail that it answers, whatever becomes of the answer.
    notice: Token | None = None
