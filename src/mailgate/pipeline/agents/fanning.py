"""One answer for many: what is said on a parent goes to the customers of the open tickets below it, each apart."""

from __future__ import annotations

from dataclasses import replace

from mailgate.errors import Refused
from mailgate.lifecycle.messages import agent_reply_changes
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Ticket
from mailgate.pipeline.agents.acting import is_held_back, say
from mailgate.pipeline.agents.turn import Act, AgentTurn, Words
from mailgate.pipeline.tickets.children import open_children
from mailgate.store.database import Connection

#: What the journal of the parent calls the tickets.
SAID_BELOW = "said_below"


def reply_to_all(conn: Connection, turn: AgentTurn, words: Words) -> Recording:
    """Like ``reply``, and every open ticket below gets the same answer: recorded there, mailed to its own customer with
    its own token, and kept as its own promise. No customer learns of another.

    Raises:
        Refused: ``children.none``: no open ticket is below this one.
    """
    changes = agent_reply_changes(turn.ticket, cause=turn.cause, lifecycle=turn.lifecycle)
    return say_to_all(conn, turn, words, Act(changes=changes))


def say_to_all(conn: Connection, turn: AgentTurn, words: Words, act: Act) -> Recording:
    """Like ``reply_to_all``, but the ticket's fields change as the act has it; where it ends and takes those below
    along, they end with the words. Words that are held back on the parent are said nowhere.

    Raises:
        Refused: ``children.none``; ``children.open`` as for ``say``.
    """
    children = open_children(conn, turn.ticket)
    if not children:
        raise Refused("children.none", "No open ticket is below this one")
    numbers = [child.number for child in children]
    told = Event(
        kind=EventKind.UPDATED,
        at=turn.now,
        actor=turn.agent.email,
        cause=turn.cause,
        details={SAID_BELOW: numbers},
    )
    said = say(conn, turn, words, replace(act, events=(*act.events, told)))
    if is_held_back(said):
        return said
    ended = {each.after.id: each.after for each in said.beside if each.after is not None}
    below = tuple(_on_child(conn, turn, child, words, ended.get(child.id)) for child in children)
    others = tuple(
        each for each in said.beside if each.after is None or each.after.id not in {it.id for it in children}
    )
    return replace(said, beside=(*others, *below))


def _on_child(conn: Connection, turn: AgentTurn, child: Ticket, words: Words, ended: Ticket | None) -> Recording:
    """The words on one of them; ``ended``: as it stands once it ended with its parent."""
    parent = Cause(kind="parent", ref=f"{turn.ticket.number}:{turn.cause.ref}:{child.number}")
    # The agent's mail belongs to the parent: an answer to it leads there.
    its = replace(turn, ticket=child, cause=parent, inbox_id=None, quoted=(), origin=None)
    own = replace(words, message_id="", key="")
    if ended is not None:
        changes: tuple[Change, ...] = (Change(field="status", value=ended.status, cause=parent),)
    else:
        changes = agent_reply_changes(child, cause=parent, lifecycle=its.lifecycle)
    return say(conn, its, own, Act(changes=changes))
