"""What one ticket has to do with another."""

from __future__ import annotations

from mailgate.errors import Refused
from mailgate.model.event import Event, EventKind
from mailgate.model.link import Link, LinkKind
from mailgate.model.ticket import Ticket
from mailgate.pipeline.agents.turn import Act, AgentTurn
from mailgate.store import links
from mailgate.store.database import Connection

#: Said the other way round.
REVERSED = {"child": LinkKind.PARENT, "blocked_by": LinkKind.BLOCKS, "duplicated_by": LinkKind.DUPLICATES}
#: What may not come back to where it began.
_DIRECTED = (LinkKind.PARENT, LinkKind.BLOCKS, LinkKind.DUPLICATES)
KINDS = (*(kind.value for kind in LinkKind), *REVERSED)


def link_of(conn: Connection, turn: AgentTurn, kind: str, other: Ticket, *, holds: bool) -> Act:
    """The act by which a link begins or ends, with an entry in the journals of both tickets.

    Raises:
        Refused: ``link.same``, ``link.unknown_kind``, ``link.cycle``: the other one is below it already.
    """
    word = kind.strip().lower().replace("-", "_").replace(" ", "_")
    if word not in KINDS:
        raise Refused("link.unknown_kind", f"There is no link {kind}", allowed=KINDS)
    if other.id == turn.ticket.id:
        raise Refused("link.same", "A ticket cannot be linked with itself")
    ends = (turn.ticket, other) if word not in REVERSED else (other, turn.ticket)
    link = Link(
        ticket_id=ends[0].id,
        kind=REVERSED[word] if word in REVERSED else LinkKind(word),
        other_id=ends[1].id,
        holds=holds,
    )
    if holds and link.kind in _DIRECTED and _leads(conn, link.other_id, link.ticket_id, link.kind):
        raise Refused("link.cycle", f"{ends[1].number} leads back to {ends[0].number} by links of this kind already")
    name = "linked" if holds else "unlinked"
    details: dict[str, object] = {name: link.kind.value, "from": ends[0].number, "with": ends[1].number}
    event = Event(kind=EventKind.LINKED, at=turn.now, actor=turn.agent.email, cause=turn.cause, details=details)
    return Act(events=(event,), links=(link,))


def _leads(conn: Connection, origin: int, target: int, kind: LinkKind) -> bool:
    """Whether links of that kind lead from one ticket to another."""
    seen, reached = {origin}, {origin}
    while reached and target not in seen:
        onward = {it.other_id for it in links.of(conn, reached) if it.kind is kind and it.ticket_id in reached}
        reached = onward - seen
        seen |= reached
    return target in seen
