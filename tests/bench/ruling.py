"""What five hundred rules of four conditions cost a mail, by what the conditions look at."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

from mailgate.model.desk import Desk
from mailgate.model.message import Author, Headers, Message
from mailgate.model.rule import Action, Group, Leaf, Rule
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.triage.compile import compile_rules
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import triage

_RULES = 500
_MAILS = 40
_NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def ruling(seed: int) -> Iterator[tuple[str, float]]:
    """By kind of condition the median in milliseconds of CPU a mail of 16 KB; none matches, so that all are asked."""
    rnd = random.Random(seed)
    words = ["".join(rnd.choices("abcdefghijklmnopqrstuvwxyz", k=rnd.randint(4, 9))) for _ in range(3_000)]
    text = " ".join(rnd.choices(["hello", "the", "printer", "is", "broken", "please", "help"], k=2_700))
    for name, leaf in _KINDS.items():
        rules = [_rule(number, [leaf(rnd.choice(words)) for _ in range(4)]) for number in range(_RULES)]
        compiled = compile_rules(Desk(tenant="acme", rules=tuple(rules)))
        spent = []
        for _ in range(_MAILS):
            occasion = _occasion(text)
            began = time.process_time()
            triage(occasion, compiled)
            spent.append((time.process_time() - began) * 1_000)
        yield name, statistics.median(spent)


_KINDS: dict[str, Callable[[str], Leaf]] = {
    "fields of the ticket": lambda word: Leaf(field="category", op="is", value=word),
    "words in the subject": lambda word: Leaf(field="subject", op="contains", value=word),
    "words in the body": lambda word: Leaf(field="body", op="contains", value=word),
    "expressions on the body": lambda word: Leaf(field="body", op="matches", value=rf"(?i)\b{word}\b"),
    "header fields": lambda word: Leaf(field="header.x-tag", op="is", value=word),
}


def _rule(number: int, leaves: list[Leaf]) -> Rule:
    condition = Group(mode="any", members=tuple(leaves))
    return Rule(
        name=f"r{number}", on=("ticket.created",), condition=condition, actions=(Action(name="log", value="x"),)
    )


def _occasion(text: str) -> Occasion:
    ticket = Ticket(
        id=1, uuid=UUID(int=1), tenant="acme", number="1", refid="r", subject="The printer", status=Status.OPEN,
        priority=Priority.MEDIUM, queue="support", product="", contact_id=1, customer_email="z@client.test",
        customer_name="", created_at=_NOW, updated_at=_NOW,
    )  # fmt: skip
    message = Message(
        headers=Headers(fields=(("x-tag", "one"),)),
        author=Author(address="z@client.test", name="", clean=True),
        subject="The printer",
        date=_NOW,
        text=text,
    )
    desk = Desk(tenant="acme")
    return Occasion(events=("ticket.created",), desk=desk, ticket=ticket, before=None, now=_NOW, message=message)
