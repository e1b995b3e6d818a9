"""A desk's rules, compiled once for each revision."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailgate.errors import ConfigurationError
from mailgate.model.desk import Desk
from mailgate.model.plan import RuleTrace
from mailgate.model.rule import Rule
from mailgate.triage.conditions import Asked, compile_condition


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """A rule that can be asked; ``place`` is its line in the order of the file."""

    rule: Rule
    place: int
    asked: Asked
    _missed: dict[str, RuleTrace] = field(default_factory=dict)

    def missed(self, failing: str) -> RuleTrace:
        """The trace of not matching; most mails are missed by most rules for the same reasons."""
        trace = self._missed.get(failing)
        if trace is None:
            trace = self._missed[failing] = RuleTrace(rule=self.rule.name, matched=False, failing=failing)
        return trace


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


def compile_rules(desk: Desk) -> CompiledRules:
    """Compile every enabled rule.

    Raises:
        ConfigurationError: A condition cannot be evaluated; every such rule is named.
    """
    by_event: dict[str, list[CompiledRule]] = {}
    findings = []
    for place, rule in enumerate(desk.rules):
        if not rule.enabled:
            continue
        try:
            compiled = CompiledRule(rule=rule, place=place, asked=compile_condition(rule.condition))
        except (ValueError, TypeError) as error:
            findings.append(f"tenant {desk.tenant}: rule {rule.name!r}: {error}")
            continue
        for event in dict.fromkeys(rule.on):
            by_event.setdefault(event, []).append(compiled)
    if findings:
        raise ConfigurationError(findings)
    return CompiledRules(by_event={event: tuple(rules) for event, rules in by_event.items()})
