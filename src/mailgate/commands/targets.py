"""What each command asks for on one ticket: fields with their values, watchers, or why it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.commands.forms import address_in
from mailgate.commands.nearest import advice, shown
from mailgate.commands.people import meant_by
from mailgate.commands.when import LONGEST, instant, parse_when
from mailgate.lifecycle.messages import reopened_as
from mailgate.lifecycle.statuses import is_open, parse_priority, parse_status
from mailgate.lifecycle.terms import lifecycle_of
from mailgate.model.command import Command, CommandName, Finding, Macro
from mailgate.model.desk import Agent, Desk
from mailgate.model.ticket import Priority, Status, Ticket

_TAG_LENGTH = 50
#: Behind the number of a ticket to merge into: that it is another customer's is known.
OTHER_CUSTOMER = "other-customer"
_TAGS_AT_ONCE = 20
_CATEGORY_LENGTH = 100

Book = tuple[Mapping[str, Macro], Mapping[str, Ticket]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One command, understood; with a ``finding`` there is nothing else in it."""

    fields: Mapping[str, object] = field(default_factory=dict)
    watchers: tuple[tuple[str, str], ...] = ()
    #: Words that a macro says.
    text: str = ""
    #: Beyond the ticket's fields: a run of escalation to begin, a yes to ask for; as rules name them.
    requests: tuple[tuple[str, object], ...] = ()
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    command: Command
    desk: Desk
    ticket: Ticket
    me: Agent
    now: datetime
    macros: Mapping[str, Macro]
    tickets: Mapping[str, Ticket]

    @property
    def argument(self) -> str:
        return self.command.argument

    def wrong(self, code: str, sentence: str) -> Asked:
        return Asked(finding=Finding(code=code, written=self.command.written, sentence=sentence))


def asked_for(command: Command, desk: Desk, ticket: Ticket, me: Agent, now: datetime, book: Book) -> Asked:
    """Look up what one command names; ``book`` holds the macros, and the tickets that ``#merge`` may mean."""
    case = _Case(command=command, desk=desk, ticket=ticket, me=me, now=now, macros=book[0], tickets=book[1])
    return _TARGETS.get(command.name, _nothing)(case)


def _nothing(case: _Case) -> Asked:
    return Asked()


def _to(status: Status) -> Callable[[_Case], Asked]:
    return lambda case: Asked(fields={"status": status.value})


def _reopen(case: _Case) -> Asked:
    if is_open(case.ticket.status):
        return case.wrong("status.open_already", f"The ticket is {_spoken(case.ticket.status)}: it is open.")
    target = reopened_as(case.ticket, lifecycle_of(case.desk, case.ticket.queue))
    return Asked(fields={"status": (target or Status.OPEN).value})


def _status(case: _Case) -> Asked:
    status = parse_status(case.argument)
    if status is None:
        names = [each.value for each in Status]
        told = advice(case.argument.replace(" ", "_"), names, before="#status ")
        return case.wrong("status.unknown", f"There is no status {shown(case.argument)}. {told}")
    if status is Status.MERGED:
        return case.wrong("status.merge", "Write into which ticket it is to be merged: #merge 2026-11-00042")
    return Asked(fields={"status": status.value})


def _priority(case: _Case) -> Asked:
    priority = parse_priority(case.argument)
    if priority is None:
        told = advice(case.argument, (each.value for each in Priority), before="#priority ")
        return case.wrong("priority.unknown", f"There is no priority {shown(case.argument)}. {told}")
    return Asked(fields={"priority": priority.value})


def _assign(case: _Case) -> Asked:
    meant = meant_by(case.argument, case.desk, case.me)
    if meant.code:
        return case.wrong(meant.code, meant.sentence)
    return Asked(fields={meant.field: meant.value})


def _take(case: _Case) -> Asked:
    if case.ticket.assigned_to not in (None, case.me.email):
        return case.wrong("ticket.taken", f"{case.ticket.assigned_to} has it already; to take it over: #assign me")
    return Asked(fields={"assigned_to": case.me.email})


def _category(case: _Case) -> Asked:
    if len(case.argument) > _CATEGORY_LENGTH:
        return case.wrong("category.too_long", f"A category has at most {_CATEGORY_LENGTH} characters.")
    return Asked(fields={"category": case.argument})


def _escalate(case: _Case) -> Asked:
    """The policy that is named, else the ticket's own: its queue's, else the desk's."""
    desk, ticket = case.desk, case.ticket
    if not is_open(ticket.status):
        return case.wrong("escalation.over", f"The ticket is {_spoken(ticket.status)}: nothing is left to do.")
    queue = desk.queue(ticket.queue)
    own = ticket.escalation_policy or (queue.escalation if queue else "") or desk.default_escalation
    key = case.argument or own
    if desk.escalation(key) is None:
        told = advice(key, (each.key for each in desk.escalations), before="#escalate ")
        return case.wrong("escalation.unknown_policy", f"There is no escalation policy {shown(key)}. {told}")
    return Asked(requests=(("start_escalation", key),))


def _approval(case: _Case) -> Asked:
    whom, _, what = case.argument.partition(" ")
    address = address_in(whom)
    named = whom if whom.startswith(("team:", "oncall:")) else address
    if not named:
        return case.wrong("approval.nobody", "Write whom to ask first: #approval lead@example.com refund 500?")
    if named == case.me.email:
        return case.wrong("approval.own", "Nobody approves what they ask for themselves.")
    kind, _, key = named.partition(":")
    known = {"team": key == "lead" or case.desk.team(key), "oncall": case.desk.oncall(key)}
    if kind in known and not known[kind]:
        return case.wrong("approval.nobody", f"There is no {shown(named)} on this desk.")
    return Asked(requests=(("request_approval", {"what": what or "see the ticket", "approvers": [named]}),))


def _tags(case: _Case) -> tuple[str, ...]:
    words = case.argument.replace(",", " ").replace(";", " ").split()
    return tuple(dict.fromkeys(word.lstrip("#") for word in words if word.lstrip("#")))


def _tag(case: _Case) -> Asked:
    tags = _tags(case)
    if not tags or len(tags) > _TAGS_AT_ONCE or any(len(tag) > _TAG_LENGTH for tag in tags):
        bounds = f"one to {_TAGS_AT_ONCE} tags of at most {_TAG_LENGTH} characters each"
        return case.wrong("tag.unfit", f"Write {bounds}.")
    return Asked(fields={"tags.add": tags})


def _untag(case: _Case) -> Asked:
    on_ticket = {tag.casefold(): tag for tag in case.ticket.tags}
    tags = _tags(case)
    for tag in tags:
        if tag.casefold() not in on_ticket:
            told = advice(tag, case.ticket.tags, before="#untag ")
            return case.wrong("tag.not_there", f"The ticket has no tag {shown(tag)}. {told}")
    return Asked(fields={"tags.remove": tuple(on_ticket[tag.casefold()] for tag in tags)})


def _snooze(case: _Case) -> Asked:
    if case.argument.casefold() == "off":
        return Asked(fields={"snoozed_until": None})
    when = parse_when(case.argument)
    until = instant(when, case.now, case.desk.timezone) if when else case.now
    if until <= case.now:
        return case.wrong("snooze.past", "That time is over. Write for example: #snooze 2d")
    if until - case.now > LONGEST:
        return case.wrong("snooze.too_long", "A ticket can be put off for two years at most.")
    return Asked(fields={"snoozed_until": until})


def _merge(case: _Case) -> Asked:
    ref, _, meant = case.argument.partition(" ")
    target = case.tickets.get(ref)
    if target is None or meant not in ("", OTHER_CUSTOMER):
        return case.wrong("ticket.unknown", f"There is no ticket {shown(case.argument)}.")
    if target.id == case.ticket.id:
        return case.wrong("ticket.same", "That is this ticket, or one that was merged into it.")
    if target.contact_id != case.ticket.contact_id and not meant:
        told = f"Ticket {target.number} is another customer's. If it is meant: #merge {ref} {OTHER_CUSTOMER}"
        return case.wrong("ticket.other_customer", told)
    return Asked(fields={"status": Status.MERGED.value, "merged_into": target.id})


def _macro(case: _Case) -> Asked:
    by_name = {name.casefold(): macro for name, macro in case.macros.items()}
    macro = by_name.get(case.argument.casefold())
    if macro is None:
        told = advice(case.argument, case.macros, before="#macro ")
        return case.wrong("macro.unknown", f"There is no macro {shown(case.argument)}. {told}")
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in macro.fields.items()}
    return Asked(fields=fields, text=macro.text)


def _watch(case: _Case) -> Asked:
    return Asked(watchers=((_watcher(case), "active"),))


def _unwatch(case: _Case) -> Asked:
    return Asked(watchers=((_watcher(case), "removed"),))


def _watcher(case: _Case) -> str:
    """Of an agent the own address, whichever was written."""
    email = address_in(case.argument) or case.me.email
    agent = case.desk.agent(email)
    return agent.email if agent is not None else email


def _spoken(status: Status) -> str:
    return status.value.replace("_", " ")


_TARGETS: dict[CommandName, Callable[[_Case], Asked]] = {
    CommandName.ESCALATE: _escalate,
    CommandName.APPROVAL: _approval,
    CommandName.CLOSE: _to(Status.CLOSED),
    CommandName.RESOLVE: _to(Status.RESOLVED),
    CommandName.SPAM: _to(Status.SPAM),
    CommandName.REOPEN: _reopen,
    CommandName.STATUS: _status,
    CommandName.PRIORITY: _priority,
    CommandName.ASSIGN: _assign,
    CommandName.TAKE: _take,
    CommandName.CATEGORY: _category,
    CommandName.TAG: _tag,
    CommandName.UNTAG: _untag,
    CommandName.SNOOZE: _snooze,
    CommandName.MERGE: _merge,
    CommandName.MACRO: _macro,
    CommandName.WATCH: _watch,
    CommandName.UNWATCH: _unwatch,
}
