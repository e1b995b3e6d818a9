"""What one ticket has to do with another."""

from __future__ import annotations

from mailgate.errors import Refused
from mailgate.model.event import Event, EventKind
from mailgate.model.link import LINK_WORDS, REVERSED, Link, LinkKind
from mailgate.model.ticket import Ticket
from mailgate.pipeline.agents.turn import Act, AgentTurn
from mailgate.store.database import Connection
from mailgate.store.tickets import links

#: What may not come back to where it began.
_DIRECTED = (LinkKind.PARENT, LinkKind.BLOCKS, LinkKind.DUPLICATES)


def link_of(conn: Connection, turn: AgentTurn, kind: str, other: Ticket, *, holds: bool) -> Act:
    """The act by which a link begins or ends, with its entry in the journal.

    Raises:
        Refused: As for ``linked``.
    """
    link, details = linked(conn, turn.ticket, kind, other, holds=holds)
    event = Event(kind=EventKind.LINKED, at=turn.now, actor=turn.agent.email, cause=turn.cause, details=details)
    return Act(events=(event,), links=(link,))


def linked(
    conn: Connection, ticket: Ticket, kind: str, other: Ticket, *, holds: bool
) -> tuple[Link, dict[str, object]]:
    """The link that begins or ends, and what the journal says of it.

    Args:
        kind: Of ``LINK_WORDS``, said of ``ticket``.

    Raises:
        Refused: ``link.same``, ``link.unknown_kind``, ``link.cycle``: the other one is below it already.
    """
    word = kind.strip().lower().replace("-", "_").replace(" ", "_")
    if word not in LINK_WORDS:
        known = ", ".join(each.replace("_", "-") for each in LINK_WORDS)
        raise Refused("link.unknown_kind", f"There is no link {kind}; there are: {known}", allowed=LINK_WORDS)
    if other.id == ticket.id:
        raise Refused("link.same", "A ticket cannot be linked with itself")
    ends = (ticket, other) if word not in REVERSED else (other, ticket)
    link = Link(
        ticket_id=ends[0].id,
        kind=REVERSED[word] if word in REVERSED else LinkKind(word),
        other_id=ends[1].id,
        holds=holds,
    )
    if holds and link.kind in _DIRECTED and _leads(conn, link.other_id, link.ticket_id, link.kind):
        raise Refused("link.cycle", f"{ends[1].number} leads back to {ends[0].number} by links of this kind already")
    name = "linked" if holds else "unlinked"
    return link, {name: link.kind.value, "from": ends[0].number, "with": ends[1].number}


def _leads(conn: Connection, origin: int, target: int, kind: LinkKind) -> bool:
    """Whether links of that kind lead from one ticket to another."""
    seen, reached = {origin}, {origin}
    while reached and target not in seen:
        onward = {it.other_id for it in links.of(conn, reached) if it.kind is kind and it.ticket_id in reached}
        reached = onward - seen
        seen |= reached
    return target in seen
