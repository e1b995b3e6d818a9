"""One desk, one customer and one ticket, for every test of the mails about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from mailgate.model.desk import Agent, Desk, Queue, Team
from mailgate.model.message import Address, Attachment, Author, Headers, Message, Segment, SegmentKind
from mailgate.model.oncall import OnCall
from mailgate.model.outbound import OutboundKind
from mailgate.model.ticket import Contact, Priority, Status, Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.letter import Letter
from mailgate.notify.letters import Letters
from mailgate.notify.templates import Templates, shipped_templates

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates.load(shipped_templates())


@pytest.fixture
def queue() -> Queue:
    return Queue(
        key="support",
        address="support@acme.test",
        name="Acme Support",
        team="front",
        signature="Acme Support\nwe answer",
        reply_domain="reply.acme.test",
    )


@pytest.fixture
def desk(queue: Queue) -> Desk:
    return Desk(
        tenant="acme",
        name="Acme",
        timezone="Europe/Berlin",
        queues=(queue, replace(queue, key="lost", team="")),
        teams=(
            Team(key="front", agents=("ann@acme.test", "bob@acme.test")),
            Team(key="back", agents=("bob@acme.test", "lea@acme.test", "gone@acme.test")),
        ),
        agents=(
            Agent(email="ann@acme.test", name="Ann"),
            Agent(email="bob@acme.test", name="Bob"),
            Agent(email="lea@acme.test", name="Lea", role="lead"),
        ),
        oncalls=(OnCall(key="night", members=("lea@acme.test", "bob@acme.test")),),
    )


@pytest.fixture
def letters(templates: Templates, desk: Desk) -> Letters:
    return Letters(templates, desk)


@pytest.fixture
def ticket() -> Ticket:
    return Ticket(
        id=7,
        uuid=UUID(int=7),
        tenant="acme",
        number="2026-11-00042",
        refid="sup_x",
        subject="Printer on fire",
        status=Status.IN_PROGRESS,
        priority=Priority.HIGH,
        queue="support",
        product="",
        contact_id=3,
        customer_email="kim@client.test",
        customer_name="Kim Client",
        created_at=NOW,
        updated_at=NOW,
        assigned_to="ann@acme.test",
        assigned_team="front",
    )


@pytest.fixture
def contact() -> Contact:
    return Contact(id=3, tenant="acme", email="kim@client.test", name="Kim Client")


@pytest.fixture
def addressing() -> Addressing:
    """As for an agent's notice whose reply goes to the customer."""
    return Addressing(
        message_id="0123456789abcdef@desk.test",
        date=NOW,
        in_reply_to="last@client.test",
        references=("first@client.test", "last@client.test"),
        reply_to="support+r-token@acme.test",
        note_address="support+n-token@acme.test",
        public_address="support+r-token@acme.test",
        loop_id="desk.test 5ca1ab1e",
    )


@pytest.fixture
def message() -> Callable[..., Message]:
    """A message of new words, then a quote; any field can be given."""

    def make(new: str = "It burns.", quote: str = "", signature: str = "", **fields: object) -> Message:
        pieces = ((SegmentKind.NEW, new), (SegmentKind.SIGNATURE, signature), (SegmentKind.QUOTE, quote))
        text, segments = "", []
        for kind, words in pieces:
            if words:
                line = f"{words}\n"
                segments.append(Segment(kind=kind, start=len(text), end=len(text) + len(line)))
                text += line
        plain = Message(
            headers=Headers(),
            author=Author(address="kim@client.test", name="Kim Client", clean=True),
            subject="Printer on fire",
            date=NOW,
            to=(Address(address="support@acme.test"),),
            text=text,
            segments=tuple(segments),
        )
        return replace(plain, **fields)  # type: ignore[arg-type]

    return make


@pytest.fixture
def attachment() -> Callable[..., Attachment]:
    def make(name: str = "photo.jpg", content: bytes = b"\x00\xff", **fields: object) -> Attachment:
        plain = Attachment(name=name, type="image/jpeg", content=content, sha256="")
        return replace(plain, **fields)  # type: ignore[arg-type]

    return make


@pytest.fixture
def letter() -> Callable[..., Letter]:
    """A complete automatic letter; any field can be given."""

    def make(**fields: object) -> Letter:
        plain = Letter(
            kind=OutboundKind.CUSTOMER_NOTICE,
            from_name="Kim via Acme",
            from_address="support@acme.test",
            to_name="Ann",
            to_address="ann@acme.test",
            reply_to="support+r-token@acme.test",
            message_id="0123456789abcdef@desk.test",
            in_reply_to="last@client.test",
            references=("first@client.test", "last@client.test"),
            date=NOW,
            automatic=True,
            loop_id="desk.test 5ca1ab1e",
            subject="Re: Printer on fire [#2026-11-00042]",
            text="It burns.\n",
            html="<p>It burns.</p>\n",
        )
        return replace(plain, **fields)  # type: ignore[arg-type]

    return make
