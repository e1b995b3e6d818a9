"""What a rule may ask and do in its phase: before there is a ticket, on one, by the clock, as a mail leaves."""

from __future__ import annotations

from collections.abc import Iterator

from mailgate.config.rule_names import (
    INGEST_ACTIONS,
    INGEST_ONLY,
    OUTBOUND_ACTIONS,
    OUTBOUND_ONLY,
    OUTGOING_FIELDS,
    is_of_new_mail,
    is_of_ticket,
)
from mailgate.config.toml_lines import Place
from mailgate.model.rule import Condition, Leaf, Phase, Rule, phase_of

_CHANGES = ("changed", "changed_from", "changed_to", "was")


def misplaced(rule: Rule) -> list[tuple[Place, str]]:
    """Each event, field or action that has no place in the rule's phase, with where it stands below the rule."""
    phases = dict.fromkeys(phase_of(event) for event in rule.on)
    alone = [phase for phase in phases if phase in (Phase.INGEST, Phase.OUTBOUND)]
    if alone and len(phases) > 1:
        return [(("on",), f'on: "{alone[0].value}" stands alone; write a rule of its own for the other events')]
    return [*_actions(rule, next(iter(phases))), *_fields(rule, set(phases))]


def _actions(rule: Rule, phase: Phase) -> Iterator[tuple[Place, str]]:
    possible = {Phase.INGEST: INGEST_ACTIONS, Phase.OUTBOUND: OUTBOUND_ACTIONS}.get(phase)
    for index, action in enumerate(rule.actions):
        place: Place = ("then", index, action.name)
        if possible is not None and action.name not in possible:
            when = "before there is a ticket" if phase is Phase.INGEST else "once a mail is written"
            yield place, f'"{action.name}" is not possible {when}; known there: {", ".join(possible)}'
        elif possible is None and action.name in (*INGEST_ONLY, *OUTBOUND_ONLY):
            where = "ingest" if action.name in INGEST_ONLY else "outbound"
            yield place, f'"{action.name}" is possible in rules on = ["{where}"] alone'


def _fields(rule: Rule, phases: set[Phase]) -> Iterator[tuple[Place, str]]:
    for place, leaf in _leaves(rule.condition, ("if",)):
        if why := _why_never(leaf, phases):
            yield (*place, "field"), f'"{leaf.field}" {why}, so the condition comes to the same every time'


def _why_never(leaf: Leaf, phases: set[Phase]) -> str:
    name = leaf.field
    if phases == {Phase.INGEST} and (is_of_ticket(name) or leaf.op in _CHANGES):
        return "has no value before there is a ticket"
    if phases <= {Phase.TIME, Phase.OUTBOUND} and is_of_new_mail(name):
        return "has no value where no mail came in"
    if phases <= {Phase.TIME, Phase.OUTBOUND, Phase.CREATE} and (leaf.op in _CHANGES or name.startswith("before.")):
        return "has no value before"
    if Phase.OUTBOUND not in phases and name in OUTGOING_FIELDS:
        return "is that of a mail that leaves"
    return ""


def _leaves(condition: Condition | None, place: Place) -> Iterator[tuple[Place, Leaf]]:
    if isinstance(condition, Leaf):
        yield place, condition
    elif condition is not None:
        for index, member in enumerate(condition.members):
            yield from _leaves(member, (*place, condition.mode, index))
