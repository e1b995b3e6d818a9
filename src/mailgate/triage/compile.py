"""A desk's rules, compiled once for each revision."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mailgate.errors import ConfigurationError
from mailgate.model.desk import Desk
from mailgate.model.plan import RuleTrace
from mailgate.model.rule import TIME_EVENT, Condition, Group, Leaf, Rule
from mailgate.triage.conditions import Asked, Workshop, compile_condition, leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """A rule that can be asked; ``place`` is its line in the order of the file."""

    rule: Rule
    place: int
    asked: Asked
    _missed: dict[str, RuleTrace] = field(default_factory=dict)

    def missed(self, failing: str, depth: int = 0) -> RuleTrace:
        """The trace of not matching; most mails are missed by most rules for the same reasons."""
        trace = self._missed.get(failing)
        if trace is None:
            trace = self._missed[failing] = RuleTrace(rule=self.rule.name, matched=False, failing=failing)
        return replace(trace, depth=depth) if depth else trace


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRules:
    """Rules by the event they name, each list in the file's order."""

    by_event: dict[str, tuple[CompiledRule, ...]]

    def of(self, events: tuple[str, ...]) -> tuple[CompiledRule, ...]:
        """The rules that one of the events concerns, each once, in the file's order."""
        if len(events) == 1:
            return self.by_event.get(events[0], ())
        named = {compiled.place: compiled for event in events for compiled in self.by_event.get(event, ())}
        return tuple(named[place] for place in sorted(named))

    @property
    def timed(self) -> tuple[CompiledRule, ...]:
        """The rules that wait for an instant."""
        return self.by_event.get(TIME_EVENT, ())

    def remembers(self, events: tuple[str, ...]) -> bool:
        """Whether one of the rules that may be asked looks at what it did on the ticket before.

        Rules of other events may follow in the chain, so all but those of a ticket's beginning count.
        """
        return bool(self.of(events)) and any(
            each.rule.once != "none" for rules in self.by_event.values() for each in rules
        )

    def fields(self, events: tuple[str, ...], family: str) -> frozenset[str]:
        """The names below a family, ``count`` say, that the rules of the events and those after them ask for."""
        if not self.of(events):
            return frozenset()
        return frozenset(
            leaf.field.removeprefix(f"{family}.")
            for rules in self.by_event.values()
            for each in rules
            for leaf in leaves(each.rule.condition)
            if leaf.field.startswith(f"{family}.")
        )


def compile_rules(desk: Desk) -> CompiledRules:
    """Compile every enabled rule.

    Raises:
        ConfigurationError: A condition cannot be evaluated; every such rule is named.
    """
    by_event: dict[str, list[CompiledRule]] = {}
    findings = []
    workshop = Workshop(calendars={calendar.key: calendar for calendar in desk.calendars})
    enabled = [(place, rule) for place, rule in enumerate(desk.rules) if rule.enabled]
    for _, rule in enabled:
        workshop.prepare(whole_condition(rule))
    for place, rule in enabled:
        try:
            asked = compile_condition(whole_condition(rule), workshop)
        except (ValueError, TypeError) as error:
            findings.append(f"tenant {desk.tenant}: rule {rule.name!r}: {error}")
            continue
        compiled = CompiledRule(rule=rule, place=place, asked=asked)
        for event in dict.fromkeys(rule.on):
            by_event.setdefault(event, []).append(compiled)
    if findings:
        raise ConfigurationError(findings)
    return CompiledRules(by_event={event: tuple(rules) for event, rules in by_event.items()})


def whole_condition(rule: Rule) -> Condition | None:
    """What has to hold: the condition, and that it is the rule's time."""
    times: list[Leaf] = []
    if rule.valid_from is not None:
        times.append(Leaf(field="now", op="from", value=rule.valid_from.isoformat()))
    if rule.valid_until is not None:
        times.append(Leaf(field="now", op="before", value=rule.valid_until.isoformat()))
    if rule.within:
        times.append(Leaf(field="now", op="within_hours", value=rule.within))
    if rule.outside:
        times.append(Leaf(field="now", op="outside_hours", value=rule.outside))
    if not times:
        return rule.condition
    return Group(mode="all", members=(*times, *((rule.condition,) if rule.condition is not None else ())))
