"""Rules that are watched while they are asked: what each leaf came to, with the value it looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from mailgate.model.rule import Leaf, Rule
from mailgate.triage.compile import CompiledRule, CompiledRules, whole_condition
from mailgate.triage.conditions import Asked, Workshop, compile_condition, leaves, told
from mailgate.triage.fields import Reading

#: Characters of a value that are told.
_TOLD = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafTold:
    """One comparison, whether it held, and of what."""

    leaf: str
    held: bool
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTold:
    """One rule that was asked; ``failing`` is empty when it matched."""

    rule: str
    failing: str
    leaves: tuple[LeafTold, ...]


@dataclass(slots=True, kw_only=True)
class Counted:
    """How often a rule was asked and matched, and how often each of its leaves held and did not."""

    asked: int = 0
    matched: int = 0
    held: dict[str, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class Watch:
    """Watches the rules of one desk; ``told`` in the order in which they were asked."""

    workshop: Workshop
    told: list[RuleTold] = field(default_factory=list)
    counted: dict[str, Counted] = field(default_factory=dict)
    #: False: only counted, as a replay of many mails wants it.
    telling: bool = True

    def over(self, rules: CompiledRules) -> CompiledRules:
        """The same rules, watched."""
        made: dict[int, CompiledRule] = {}
        for compiled in (each for its in rules.by_event.values() for each in its):
            if compiled.place not in made:
                made[compiled.place] = replace(compiled, asked=self._watched(compiled))
                self.counted[compiled.rule.name] = Counted()
        return CompiledRules(
            by_event={event: tuple(made[it.place] for it in its) for event, its in rules.by_event.items()}
        )

    def _watched(self, compiled: CompiledRule) -> Asked:
        rule, known = compiled.rule, self._leaves(compiled.rule)

        def asked(reading: Reading) -> str:
            failing = compiled.asked(reading)
            found = [(text, not holds(reading), name) for text, holds, name in known]
            count = self.counted[rule.name]
            count.asked += 1
            count.matched += not failing
            for text, held, _ in found:
                count.held.setdefault(text, [0, 0])[held] += 1
            if self.telling:
                parts = tuple(LeafTold(leaf=text, held=held, value=_value(reading, name)) for text, held, name in found)
                self.told.append(RuleTold(rule=rule.name, failing=failing, leaves=parts))
            return failing

        return asked

    def _leaves(self, rule: Rule) -> list[tuple[str, Callable[[Reading], str], str]]:
        def made(leaf: Leaf) -> tuple[str, Callable[[Reading], str], str]:
            return told(leaf), compile_condition(leaf, self.workshop), leaf.field

        return [made(leaf) for leaf in leaves(whole_condition(rule))]


def _value(reading: Reading, name: str) -> str:
    shown = ", ".join(reading.of(name).spelled) or "nothing"
    return shown if len(shown) <= _TOLD else f"{shown[:_TOLD]}…"
