"""A desk's rules, compiled once for each revision."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.errors import ConfigurationError
from mailgate.model.desk import Desk
from mailgate.model.rule import Rule
from mailgate.triage.conditions import Asked, compile_condition


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    rule: Rule
    asked: Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRules:
    """Rules by the event they name, each list in the file's order."""

    by_event: dict[str, tuple[CompiledRule, ...]]

    def of(self, events: tuple[str, ...]) -> tuple[CompiledRule, ...]:
        """The rules that one of the events concerns, each once."""
        named = [compiled for event in events for compiled in self.by_event.get(event, ())]
        return tuple({compiled.rule.name: compiled for compiled in named}.values())


def compile_rules(desk: Desk) -> CompiledRules:
    """Compile every enabled rule.

    Raises:
        ConfigurationError: A condition cannot be evaluated; every such rule is named.
    """
    by_event: dict[str, list[CompiledRule]] = {}
    findings = []
    for rule in desk.rules:
        if not rule.enabled:
            continue
        try:
            compiled = CompiledRule(rule=rule, asked=compile_condition(rule.condition))
        except (ValueError, KeyError) as error:
            findings.append(f"tenant {desk.tenant}: rule {rule.name!r}: {error}")
            continue
        for event in rule.on:
            by_event.setdefault(event, []).append(compiled)
    if findings:
        raise ConfigurationError(findings)
    return CompiledRules(by_event={event: tuple(rules) for event, rules in by_event.items()})
