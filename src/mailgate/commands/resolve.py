"""From names to what they stand for, under the sender's role and the ticket's lifecycle: all of it, or findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.commands.forms import BY_NAME
from mailgate.commands.sentences import of_form
from mailgate.commands.targets import Asked, asked_for
from mailgate.lifecycle.apply import Refusal, apply_changes
from mailgate.lifecycle.messages import agent_reply_changes
from mailgate.lifecycle.terms import lifecycle_of, terms_of
from mailgate.model.command import Command, CommandName, Finding, Macro, Resolved
from mailgate.model.desk import Agent, Desk
from mailgate.model.event import Cause
from mailgate.model.plan import Change
from mailgate.model.ticket import Ticket

_EVERYBODY = frozenset(CommandName)
#: Whoever is no agent of the desk may look and leave a note, no more.
_GUEST = frozenset((CommandName.HELP, CommandName.SLA, CommandName.NOTE))
_MAY: dict[str, frozenset[CommandName]] = {"agent": _EVERYBODY, "lead": _EVERYBODY, "admin": _EVERYBODY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the names are looked up in."""

    desk: Desk
    ticket: Ticket
    agent: Agent
    now: datetime
    cause: Cause
    #: Words go to the customer beside the commands.
    speaks: bool = False
    macros: Mapping[str, Macro] = field(default_factory=dict)
    #: The living tickets by the names that ``#merge`` lines gave; a name that is missing is no ticket.
    tickets: Mapping[str, Ticket] = field(default_factory=dict)


def resolve(commands: Sequence[Command], scene: Scene) -> Resolved:
    """What the commands come to. With one finding nothing of it may be done.

    Changes are tried on the ticket in the order in which they will be made: fields as written, then the move that an
    answer to the customer brings, unless a command names a status, then that status.
    """
    asked = [(command, _allowed(command, scene)) for command in commands]
    findings = [each.finding for _, each in asked if each.finding is not None]
    findings += _contradictions([(command, each) for command, each in asked if each.fields])
    fields = [(command, name, value) for command, each in asked for name, value in each.fields.items()]
    first = [_change(name, value, scene) for _, name, value in fields if name != "status"]
    status = [_change(name, value, scene) for _, name, value in fields if name == "status"]
    lifecycle = lifecycle_of(scene.desk, scene.ticket.queue)
    speaks = scene.speaks and not status
    said = agent_reply_changes(scene.ticket, cause=scene.cause, lifecycle=lifecycle) if speaks else ()
    changes = (*first, *said, *status)
    if not findings:
        written = {name: command for command, name, _ in fields}
        findings = _refused(changes, written, scene)
    return Resolved(
        changes=changes,
        watchers=tuple({email: state for _, each in asked for email, state in each.watchers}.items()),
        macro_text="\n\n".join(each.text for _, each in asked if each.text),
        requests=tuple(request for _, each in asked for request in each.requests),
        findings=tuple(findings),
    )


def _allowed(command: Command, scene: Scene) -> Asked:
    if command.name in _MAY.get(scene.agent.role, _GUEST):
        return asked_for(command, scene.desk, scene.ticket, scene.agent, scene.now, (scene.macros, scene.tickets))
    sentence = f"Whoever has the role {scene.agent.role!r} may not do this."
    return Asked(finding=Finding(code="command.forbidden", written=command.written, sentence=sentence))


def _change(name: str, value: object, scene: Scene) -> Change:
    return Change(field=name, value=value, cause=scene.cause)


def _contradictions(asked: list[tuple[Command, Asked]]) -> list[Finding]:
    """Two commands that give one field different values; tags may be named by several."""
    found, given = [], dict[str, tuple[Command, object]]()
    for command, each in asked:
        for name, value in each.fields.items():
            earlier, before = given.setdefault(name, (command, value))
            if before != value and not name.startswith("tags."):
                pair = f"{earlier.written} and {command.written}"
                found.append(of_form("command.contradiction", BY_NAME[command.name], command.written, example=pair))
    return found


def _refused(changes: Sequence[Change], written: Mapping[str, Command], scene: Scene) -> list[Finding]:
    terms = terms_of(scene.desk, scene.ticket.queue, scene.agent.email)
    applied = apply_changes(scene.ticket, changes, now=scene.now, actor=scene.agent.email, terms=terms)
    return [_finding(refusal, written, scene) for refusal in applied.refused]


def _finding(refusal: Refusal, written: Mapping[str, Command], scene: Scene) -> Finding:
    command = written.get(refusal.change.field)
    line = command.written if command else ""
    explain = _EXPLAINED.get(refusal.code, _not_possible)
    return Finding(code=refusal.code.replace("lifecycle.", "command."), written=line, sentence=explain(refusal, scene))


def _transition(refusal: Refusal, scene: Scene) -> str:
    possible = ", ".join(status.value.replace("_", " ") for status in refusal.allowed) or "nothing else"
    now, wanted = (text.replace("_", " ") for text in (scene.ticket.status.value, str(refusal.change.value)))
    return f"The ticket is {now} and cannot become {wanted}. It can become: {possible}."


def _waits(refusal: Refusal, scene: Scene) -> str:
    return f"The ticket waits for somebody's approval and cannot become {refusal.change.value} before."


def _not_possible(refusal: Refusal, scene: Scene) -> str:
    return f"{refusal.change.field} cannot become {refusal.change.value}."


_EXPLAINED: dict[str, Callable[[Refusal, Scene], str]] = {
    "lifecycle.transition": _transition,
    "lifecycle.person_only": _transition,
    "lifecycle.approval_pending": _waits,
    "lifecycle.not_yours": _transition,
}
