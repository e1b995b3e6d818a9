"""Lessons as counts: learned, taken back exactly, and recalled for a whole batch of mails in one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, literal_column, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.detection import Lesson, Memory, PastTicket
from mailgate.store.tables.learned import learned_count, learned_ticket
from mailgate.store.tables.tickets import message
from mailgate.triage.clauses import READ_CHARACTERS

#: Past tickets that a new one is compared with.
_PAST = 300
#: In place of a word, and what each stands for: tickets of a label, all their words, guesses of a level.
_TICKETS, _SIZE, _LEVEL = "", "*", "#"
_LEVELS = 12
_KEY = [learned_count.c.tenant, learned_count.c.word, learned_count.c.field, learned_count.c.label]
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert(learned_count), "postgresql": postgresql.insert(learned_count)}
_ADD = {
    name: statement.on_conflict_do_update(
        index_elements=_KEY, set_={"tickets": learned_count.c.tickets + statement.excluded.tickets}
    )
    for name, statement in _INSERT.items()
}
_NOTHING_LEFT = delete(learned_count).where(
    learned_count.c.tenant == bindparam("its_tenant"),
    learned_count.c.word.in_(bindparam("words", expanding=True)),
    learned_count.c.tickets == 0,
)
_THIS = (learned_ticket.c.tenant == bindparam("its_tenant"), learned_ticket.c.ticket_id == bindparam("row"))
_LESSON = select(learned_ticket.c.number, learned_ticket.c.words, learned_ticket.c.lesson).where(*_THIS)
_FORGET = delete(learned_ticket).where(*_THIS)
_NEWEST = (
    select(
        literal_column("'past'").label("word"),
        learned_ticket.c.number.label("field"),
        learned_ticket.c.words.label("label"),
        literal_column("-1").label("tickets"),
    )
    .where(learned_ticket.c.tenant == bindparam("tenant"))
    .order_by(learned_ticket.c.learned_at.desc())
    .limit(_PAST)
    .subquery("newest")
)
_RECALL = union_all(
    select(learned_count.c.word, learned_count.c.field, learned_count.c.label, learned_count.c.tickets).where(
        learned_count.c.tenant == bindparam("tenant"), learned_count.c.word.in_(bindparam("words", expanding=True))
    ),
    select(_NEWEST.c.word, _NEWEST.c.field, _NEWEST.c.label, _NEWEST.c.tickets),
)
_FIRST_TEXT = select(message.c.text).where(message.c.ticket_id == bindparam("ticket")).order_by(message.c.id).limit(1)


def recall(conn: Connection, tenant: str, words: Collection[str]) -> Memory:
    """What is known of these words, and the newest past tickets."""
    memory, past = Memory(), []
    always = (_TICKETS, _SIZE, *(f"{_LEVEL}{level}" for level in range(_LEVELS)))
    for word, field, label, tickets in conn.execute(_RECALL, {"tenant": tenant, "words": [*always, *sorted(words)]}):
        if tickets < 0:
            past.append(PastTicket(number=field, words=frozenset(label.split())))
        elif word == _TICKETS:
            memory.tickets.setdefault(field, {})[label] = tickets
        elif word == _SIZE:
            memory.sizes.setdefault(field, {})[label] = tickets
        elif word.startswith(_LEVEL):
            key = (field, int(word[1:]))
            right, wrong = memory.trials.get(key, (0, 0))
            memory.trials[key] = (tickets, wrong) if label == "right" else (right, tickets)
        else:
            memory.words.setdefault((field, word), {})[label] = tickets
    return Memory(
        words=memory.words, tickets=memory.tickets, sizes=memory.sizes, trials=memory.trials, past=tuple(past)
    )


def first_text(conn: Connection, ticket_id: int) -> str:
    """What a ticket was opened with, as much as is read of it."""
    return str(conn.execute(_FIRST_TEXT, {"ticket": ticket_id}).scalar() or "")[:READ_CHARACTERS]


def learn(conn: Connection, tenant: str, lesson: Lesson, now: datetime) -> None:
    """Count a closed ticket; one that was learned before is taken back first."""
    unlearn(conn, tenant, lesson.ticket_id)
    _add(conn, tenant, _counts(lesson), 1)
    kept = {"labels": [list(each) for each in lesson.labels], "trials": [list(each) for each in lesson.trials]}
    row = {"ticket_id": lesson.ticket_id, "tenant": tenant, "number": lesson.number, "lesson": kept}
    conn.execute(insert(learned_ticket), row | {"words": " ".join(lesson.words), "learned_at": now})


def unlearn(conn: Connection, tenant: str, ticket_id: int) -> None:
    """Take a ticket out of the counts, which are then as if it had never been; one that was not learned is none."""
    row = conn.execute(_LESSON, {"its_tenant": tenant, "row": ticket_id}).first()
    if row is None:
        return
    lesson = Lesson(
        ticket_id=ticket_id,
        number=row.number,
        words=tuple(row.words.split()),
        labels=tuple((field, label) for field, label in row.lesson["labels"]),
        trials=tuple((field, level, right) for field, level, right in row.lesson["trials"]),
    )
    counts = _counts(lesson)
    _add(conn, tenant, counts, -1)
    conn.execute(_NOTHING_LEFT, {"its_tenant": tenant, "words": sorted({word for word, _, _ in counts})})
    conn.execute(_FORGET, {"its_tenant": tenant, "row": ticket_id})


def _counts(lesson: Lesson) -> Counter[tuple[str, str, str]]:
    """By word, field and label."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for field, label in lesson.labels:
        counts[_TICKETS, field, label] += 1
        counts[_SIZE, field, label] += len(lesson.words)
        counts.update((word, field, label) for word in lesson.words)
    for field, level, right in lesson.trials:
        counts[f"{_LEVEL}{level}", field, "right" if right else "wrong"] += 1
    return counts


def _add(conn: Connection, tenant: str, counts: Counter[tuple[str, str, str]], sign: int) -> None:
    # All nodes lock counts in one order.
    rows = [
        {"tenant": tenant, "word": word, "field": field, "label": label, "tickets": sign * count}
        for (word, field, label), count in sorted(counts.items())
        if count
    ]
    if rows:
        conn.execute(_ADD[conn.dialect.name], rows)
