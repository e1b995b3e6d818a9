"""One ticket with its customer, its watcher and its agents, and everything that can point to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.identity import Sender, Tier
from mailgate.model.match import Candidates, KnownId, Match, Participants, Purpose, Token
from mailgate.model.message import Address, Author, Headers, Message
from mailgate.thread.find import Permissions, find_thread
from mailgate.thread.pointers import Pointers
from mailgate.thread.reply_token import TokenKeys, agent_holder

CUSTOMER_CONTACT = 70
CONTACTS = {"cora@customers.test": CUSTOMER_CONTACT, "walt@customers.test": 71, "mallory@elsewhere.test": 72}


class Scene:
    """Tickets 1 (open), 2 (another customer's), 3 (closed too long); 9 is gone."""

    def __init__(self) -> None:
        self.pointed: dict[str, tuple[str, ...]] = {}
        self.known: list[KnownId] = []
        self.tokens: list[Token] = []
        self.numbers: list[tuple[str, int]] = []
        self.bounced_ticket: int | None = None

    def token(self, purpose: Purpose, *, ticket: int = 1, holder: str = "") -> Scene:
        """A reply token for a customer (by address), an agent (by address), or a bounce."""
        number = CONTACTS.get(holder, 79) if purpose is Purpose.CUSTOMER else agent_holder(holder)
        self.tokens.append(Token(purpose=purpose, subject_id=ticket, holder=number, key=1))
        return self

    def own_id(self, carrier: str, *, ticket: int = 1, to: str, mirrors: str = "") -> Scene:
        """A Message-ID of ours in ``in_reply_to``, ``references`` or ``markers``."""
        known = KnownId(message_id=f"own-{len(self.known)}@desk.test", ticket_id=ticket, own=True, issued_to=to)
        return self._pointed(carrier, KnownId(**_fields(known) | {"mirrors": mirrors}))

    def foreign_id(self, carrier: str = "references", *, ticket: int = 1) -> Scene:
        message_id = f"foreign-{len(self.known)}@customers.test"
        return self._pointed(carrier, KnownId(message_id=message_id, ticket_id=ticket, own=False))

    def number(self, ticket: int = 1) -> Scene:
        self.numbers.append((f"2026-11-{ticket:05d}", ticket))
        return self

    def _pointed(self, carrier: str, known: KnownId) -> Scene:
        self.pointed[carrier] = (*self.pointed.get(carrier, ()), known.message_id)
        # The store answers in no order.
        self.known.insert(0, known)
        return self

    def match(
        self,
        address: str,
        tier: Tier = Tier.WEAK,
        *,
        agents: str = "verified",
        reports: bool = False,
        **queue: Any,
    ) -> Match:
        sender = Sender(address=address, name="", tier=tier, reason="test")
        candidates = Candidates(
            tokens=tuple(self.tokens),
            known_ids=tuple(self.known),
            numbers=tuple(self.numbers),
            participants=(
                _party(1, "cora@customers.test", watchers=frozenset({"walt@customers.test"})),
                _party(2, "other@customers.test"),
                _party(3, "cora@customers.test", follow_up="too_late"),
            ),
            sender_contact=CONTACTS.get(address),
            bounced_ticket=self.bounced_ticket,
        )
        rights = Permissions(queue=_queue(**queue), desk=_desk(), agents=agents)
        pointers = Pointers(
            tokens=candidates.tokens, numbers=tuple(number for number, _ in self.numbers), **self.pointed
        )
        return find_thread(pointers, candidates, sender, rights, reports=reports)


def _fields(known: KnownId) -> dict[str, Any]:
    return {name: getattr(known, name) for name in KnownId.__dataclass_fields__}


def _party(ticket_id: int, customer: str, **more: Any) -> Participants:
    return Participants(ticket_id=ticket_id, customer=customer, contact_id=CONTACTS.get(customer, 79), **more)


def _queue(**more: Any) -> Queue:
    return Queue(key="support", address="support@desk.test", name="Support", **more)


def _desk() -> Desk:
    agents = (Agent(email="ann@agents.test", name="Ann"), Agent(email="bob@agents.test", name="Bob"))
    return Desk(tenant="acme", queues=(_queue(),), agents=agents)


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def keys() -> TokenKeys:
    return TokenKeys(keys={1: b"k" * 32})


@pytest.fixture
def make_message() -> Callable[..., Message]:
    def build(*, to: tuple[str, ...] = (), **more: Any) -> Message:
        values: dict[str, Any] = {
            "headers": Headers(),
            "author": Author(address="cora@customers.test", name="Cora", clean=True),
            "subject": "",
            "date": None,
            "to": tuple(Address(address=address) for address in to),
        }
        return Message(**(values | more))

    return build
