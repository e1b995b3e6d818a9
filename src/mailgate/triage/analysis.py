"""What is wrong with a list of rules, without a single mail: never reached, never asked, at odds, in circles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mailgate.calendar.business_time import has_open_time
from mailgate.lifecycle.statuses import parse_priority
from mailgate.model.calendar import ALWAYS, Calendar
from mailgate.model.desk import Desk
from mailgate.model.event import EventKind
from mailgate.model.rule import Condition, Leaf, Phase, Rule, phase_of
from mailgate.triage.conditions import leaves
from mailgate.triage.reasoning import can_hold, implies

_SETS = {
    "set_status": "status",
    "set_priority": "priority",
    "set_category": "category",
    "set_type": "type",
    "assign_team": "assigned_team",
    "assign_agent": "assigned_to",
    "set_sla": "sla_policy",
    "raise_priority": "priority",
    "lower_priority": "priority",
    "add_tags": "tags",
    "remove_tags": "tags",
    "snooze": "snoozed_until",
    "mark_spam": "status",
}
_EVENTS = {
    "status": (EventKind.STATUS_CHANGED, EventKind.TRIAGED, EventKind.RESOLVED, EventKind.CLOSED, EventKind.REOPENED),
    "priority": (EventKind.PRIORITY_CHANGED,),
    "assigned_team": (EventKind.ASSIGNED, EventKind.STATUS_CHANGED, EventKind.TRIAGED),
    "assigned_to": (EventKind.ASSIGNED, EventKind.STATUS_CHANGED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with one rule."""

    #: Place of the rule in the file's order.
    place: int
    rule: str
    #: ``rules.unreachable``, ``rules.shadowed``, ``rules.contradictory``, ``rules.looping``, ``rules.no_time``.
    code: str
    sentence: str


def analyse(desk: Desk, now: datetime) -> list[Finding]:
    """Every finding, in the order of the rules; nothing is claimed that is not sure."""
    rules = [(place, rule) for place, rule in enumerate(desk.rules) if rule.enabled]
    found = [*_unreachable(rules, desk, now), *_pairs(rules), *_circles(rules)]
    return sorted(found, key=lambda finding: (finding.place, finding.code))


def _unreachable(rules: Sequence[tuple[int, Rule]], desk: Desk, now: datetime) -> Iterator[Finding]:
    for place, rule in rules:
        if not can_hold((rule.condition, True)):
            yield _finding(place, rule, "rules.unreachable", "its conditions can never hold together")
        if rule.valid_until is not None and rule.valid_until <= now:
            yield _finding(place, rule, "rules.unreachable", f"it was valid until {rule.valid_until:%Y-%m-%d %H:%M}")
        within = _calendar(rule.within, desk)
        if within is not None and not has_open_time(within, now):
            yield _finding(place, rule, "rules.no_time", f'its calendar "{rule.within}" never opens')
        outside = _calendar(rule.outside, desk)
        if outside is not None and outside.always:
            yield _finding(place, rule, "rules.no_time", f'its calendar "{rule.outside}" never closes')


def _pairs(rules: Sequence[tuple[int, Rule]]) -> Iterator[Finding]:
    for position, (place, rule) in enumerate(rules):
        for earlier, (_, other) in enumerate(rules[:position]):
            if not _asked_with(other, rule):
                continue
            between = [each for _, each in rules[earlier:position]]
            if _stops(other) and _always_before(other, rule, between):
                yield _finding(place, rule, "rules.shadowed", f'"{other.name}" before it always applies too, and stops')
                break
            if field := _at_odds(other, rule, between):
                sentence = f'"{other.name}" before it always applies too, and sets {field} to something else'
                yield _finding(place, rule, "rules.contradictory", sentence)


def _always_before(other: Rule, rule: Rule, between: Sequence[Rule]) -> bool:
    """Whether the earlier rule applies wherever the later does; what rules between them change is not known."""
    if other.once != "none" or other.valid_from or other.valid_until or other.within or other.outside or other.atomic:
        return False
    asked = {leaf.field.removeprefix("before.") for leaf in leaves(other.condition)}
    changed = {field for each in between if each is not other for field in _writes(each)}
    return not asked & changed and implies(rule.condition, other.condition)


def _at_odds(other: Rule, rule: Rule, between: Sequence[Rule]) -> str:
    setting = [action for action in other.actions if action.name in _SETS and _is_setting(action.name)]
    wanted = {_SETS[action.name]: action.value for action in setting}
    for action in rule.actions:
        field = _SETS.get(action.name, "") if _is_setting(action.name) else ""
        differs = field in wanted and wanted[field] != action.value
        # The later one may ask for just what the earlier one set, to put it right.
        asks = {leaf.field for leaf in leaves(rule.condition)}
        if differs and field not in asks and _always_before(other, rule, between):
            return field
    return ""


def _is_setting(action: str) -> bool:
    """Whether it gives a field one value, whatever it had."""
    return action.startswith(("set_", "assign_"))


def _circles(rules: Sequence[tuple[int, Rule]]) -> Iterator[Finding]:
    """Rules that cause each other, round and round; each is carried out once, and then the chain is cut."""
    following = {
        place: [target for target, other in rules if target != place and _causes(rule, other)] for place, rule in rules
    }
    names = dict(rules)
    told: set[int] = set()
    for place, rule in rules:
        circle = _way_back(place, following)
        if circle and not told & set(circle):
            told |= set(circle)
            way = " → ".join(f'"{names[each].name}"' for each in (*circle[1:], place))
            yield _finding(place, rule, "rules.looping", f"it causes itself by way of {way}")


def _way_back(start: int, following: dict[int, list[int]]) -> list[int]:
    """The shortest way from a rule back to itself."""
    ways = [[start]]
    seen: set[int] = set()
    while ways:
        way = ways.pop(0)
        for target in following[way[-1]]:
            if target == start:
                return way
            if target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return []


def _causes(rule: Rule, other: Rule) -> bool:
    """Whether what one does may make the other apply, as far as single values tell."""
    for action in rule.actions:
        field = _SETS.get(action.name) or ("custom" if action.name == "set_field" else "")
        events = {event.value for event in _EVENTS.get(field, (EventKind.UPDATED,))} if field else set()
        if not events & set(other.on):
            continue
        if not _is_setting(action.name) or field in ("custom", ""):
            return True
        if can_hold((other.condition, True), (_is(field, action.value), True)):
            return True
    return False


def _is(field: str, value: object) -> Condition:
    priority = parse_priority(value) if field == "priority" and isinstance(value, str | int) else None
    return Leaf(field=field, op="is", value=priority.value if priority else value)


def _writes(rule: Rule) -> set[str]:
    fields = {_SETS[action.name] for action in rule.actions if action.name in _SETS}
    names = {action.name for action in rule.actions}
    custom = {f"custom.{name}" for action in rule.actions if isinstance(action.value, dict) for name in action.value}
    # Giving a ticket to somebody moves it; a macro sets whatever it sets.
    moved = (
        {"status", "prior_status", "escalation_level"} if fields & {"status", "assigned_to", "assigned_team"} else set()
    )
    everything = {"status", "priority", "category", "tags", "type"} if "run_macro" in names else set()
    tag = {"tag"} if "tags" in fields else set()
    return fields | custom | moved | everything | tag | {"rule_changes", "updated_at", "priority_source"}


def _asked_with(other: Rule, rule: Rule) -> bool:
    phases = {phase_of(event) for event in rule.on}
    return set(rule.on) <= set(other.on) and Phase.TIME not in phases


def _stops(rule: Rule) -> bool:
    return rule.stop or any(action.name in ("stop", "drop") for action in rule.actions)


def _calendar(key: str, desk: Desk) -> Calendar | None:
    return None if not key else ALWAYS if key == ALWAYS.key else desk.calendar(key)


def _finding(place: int, rule: Rule, code: str, sentence: str) -> Finding:
    return Finding(place=place, rule=rule.name, code=code, sentence=sentence)
