"""Merge, unmerge, split and link, asked for by API or from a shell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailgate.commands.when import LONGEST
from mailgate.errors import Refused
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Status, Ticket
from mailgate.pipeline.agents.acting import change, do
from mailgate.pipeline.agents.turn import AgentTurn
from mailgate.pipeline.tickets.actions import Actor, act, expect_allowed
from mailgate.pipeline.tickets.linking import link_of
from mailgate.pipeline.tickets.merging import expect_mergeable, taken_apart
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock
from mailgate.pipeline.tickets.splitting import split_of
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.tickets import tickets


def merge(tools: Tools, actor: Actor, ref: str, into: str, *, other_customer: bool, now: datetime) -> None:
    """Make one ticket part of another; whatever names it leads there from now on.

    Args:
        other_customer: It is meant even where the tickets are different customers'; neither sees the other's words.

    Raises:
        NotFound: One of them is no ticket of this tenant.
        Refused: ``merge.same``, ``merge.other_customer``, or ``status.not_allowed``.
    """

    def decide(conn: Connection, turn: AgentTurn) -> Recording:
        target = _living(conn, actor.tenant, into)
        expect_mergeable(turn.ticket, target, other_customer=other_customer)
        wanted = (
            Change(field="merged_into", value=target.id, cause=turn.cause),
            Change(field="status", value=Status.MERGED, cause=turn.cause),
        )
        expect_allowed(turn, wanted)
        return change(conn, turn, wanted)

    act(tools, actor, ref, decide, now=now)


def unmerge(tools: Tools, actor: Actor, ref: str, *, now: datetime) -> None:
    """Make a merged ticket one of its own again, as it was.

    Raises:
        NotFound: No such ticket in this tenant.
        Refused: ``unmerge.not_merged``.
    """
    act(tools, actor, ref, lambda conn, turn: taken_apart(conn, tools, moment_of(turn), turn.ticket), now=now)


def split(tools: Tools, actor: Actor, ref: str, messages: Sequence[int], *, subject: str, now: datetime) -> str:
    """Give messages of a ticket a ticket of their own, which is linked with it.

    Returns:
        The new ticket's number.

    Raises:
        NotFound: No such ticket, or a message is none of its.
        Refused: ``split.nothing`` or ``split.everything``.
    """
    made: list[Ticket] = []

    def decide(conn: Connection, turn: AgentTurn) -> Recording:
        recording = split_of(conn, turn, messages, subject=subject)
        assert recording.after is not None
        made.append(recording.after)
        return recording

    act(tools, actor, ref, decide, now=now)
    return made[-1].number


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a ticket is to have to do with another one, or no longer."""

    #: Of ``LINK_WORDS``.
    kind: str
    #: Number, refid or id.
    other: str
    holds: bool = True


def link(tools: Tools, actor: Actor, ref: str, wish: Wish, *, now: datetime) -> None:
    """Say what a ticket has to do with another one, or that it has no longer.

    Raises:
        NotFound: One of them is no ticket of this tenant.
        Refused: ``link.same``, ``link.cycle``, ``link.unknown_kind``.
    """

    def decide(conn: Connection, turn: AgentTurn) -> Recording:
        found = tickets.required(conn, actor.tenant, wish.other)
        return do(conn, turn, link_of(conn, turn, wish.kind, found, holds=wish.holds))

    act(tools, actor, ref, decide, now=now)


def snooze(tools: Tools, actor: Actor, ref: str, until: datetime | None, *, now: datetime) -> None:
    """Put a ticket off, or, with None, have it back.

    Raises:
        Refused: ``snooze.past``, ``snooze.too_long``.
    """
    if until is not None and until <= now:
        raise Refused("snooze.past", "That time is over")
    if until is not None and until - now > LONGEST:
        raise Refused("snooze.too_long", "A ticket can be put off for two years at most")

    def decide(conn: Connection, turn: AgentTurn) -> Recording:
        return change(conn, turn, (Change(field="snoozed_until", value=until, cause=turn.cause),))

    act(tools, actor, ref, decide, now=now)


def moment_of(turn: AgentTurn) -> Moment:
    """The turn as a moment in which a ticket changes."""
    return Moment(
        desk=turn.desk,
        now=turn.now,
        actor=turn.agent.email,
        ids=turn.tools.rows(rows_for_clock(turn.desk)),
        cause=turn.cause,
    )


def _living(conn: Connection, tenant: str, ref: str) -> Ticket:
    found = tickets.required(conn, tenant, ref)
    return tickets.living(conn, tenant, (found.id,))[found.id]
