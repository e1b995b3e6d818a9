"""Names in a desk file that must be defined in it: teams, agents, calendars, policies, rotations, webhooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mailgate.config.nearest import advice, nearest
from mailgate.config.packages import Packages
from mailgate.config.places import every, texts
from mailgate.config.presets import DEFAULT_ESCALATION, PRESETS, URGENT_ESCALATION
from mailgate.config.toml_lines import Place
from mailgate.config.values import is_key, is_mailbox
from mailgate.lifecycle.tables import SHIPPED
from mailgate.workflow.steps import SHIPPED as SHIPPED_WORKFLOWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of things that have names."""

    #: In the words of the finding.
    word: str
    #: Where its names are given.
    defined: str
    #: Where they are used; of ``prefix:NAME`` values only those with the prefix.
    used: tuple[str, ...] = ()
    prefixed: tuple[tuple[str, str], ...] = ()
    #: Fields that conditions compare with such names.
    fields: tuple[str, ...] = ()
    #: Operators whose value is such a name, and keys beside them.
    operators: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    #: Names that every desk has.
    always: tuple[str, ...] = ()
    #: ... where they stand behind a prefix.
    always_prefixed: tuple[str, ...] = ()
    #: Names that come from elsewhere, looked up where a name is not known otherwise.
    elsewhere: Callable[[], tuple[str, ...]] = tuple
    #: What is none of these is told by another check.
    plausible: Callable[[str], bool] = is_key
    folded: bool = False
    #: Names are compared without case.
    casefolded: bool = False
    #: Uses that define what is not defined elsewhere, unless they look like a slip of a name that is.
    introduced: tuple[str, ...] = ()


def _then(action: str, element: str = "") -> tuple[str, str]:
    """An action may stand in a list of tables or in one table."""
    return (f"rule.*.then.*.{action}{element}", f"rule.*.then.{action}{element}")


_APPROVERS = (
    "escalation.*.steps.*.approval.approvers.*",
    *_then("request_approval", ".approvers.*"),
    "workflow.*.approval.approvers.*",
)
_NOTIFY = ("escalation.*.steps.*.notify.*", "sla.*.warn.*.notify.*", *_then("notify"), *_then("notify", ".*"))

#: Of other systems' ways to write rules; a router names teams and agents alike.
_ROUTES = tuple(f"router.{name}" for name in ("critical", "urgent", "high", "medium", "low", "fallback"))
_TAKING_TEAMS = ("assignment_rule.*.assigned_team", "escalation_rule.*.escalate_to_team", *_ROUTES)
_TAKING_AGENTS = ("assignment_rule.*.assigned_user_id", "escalation_rule.*.escalate_to_user_id", *_ROUTES)

KINDS = (
    Kind(
        word="team",
        defined="team.*.key",
        used=(
            "queue.*.team",
            "sla.*.applies_to.teams.*",
            "assignment_rule.*.assigned_team",
            "escalation_rule.*.escalate_to_team",
            *_ROUTES,
            "workflow.*.team",
            *_then("assign_team"),
        ),
        fields=("assigned_team",),
        prefixed=tuple((place, "team:") for place in (*_NOTIFY, *_APPROVERS)),
        # The leads of the ticket's own team.
        always_prefixed=("lead",),
    ),
    Kind(
        word="agent",
        defined="agent.*.email",
        used=(
            "assignment_rule.*.assigned_user_id",
            "escalation_rule.*.escalate_to_user_id",
            *_ROUTES,
            *_then("assign_agent"),
            "team.*.lead",
            "agent.*.out_of_office.*.delegate",
        ),
        fields=("assigned_to",),
        plausible=is_mailbox,
        folded=True,
        introduced=(
            "team.*.agents.*",
            "oncall.*.members.*",
            "oncall.*.layers.*.members.*",
            "oncall.*.overrides.*.person",
        ),
    ),
    Kind(
        word="calendar",
        defined="calendar.*.key",
        used=(
            "sla.*.calendar",
            "team.*.calendar",
            "agent.*.calendar",
            "product.*.calendar",
            "default_calendar",
        ),
        prefixed=(("rule.*.calendar", "within "), ("rule.*.calendar", "outside ")),
        operators=("within_hours", "outside_hours"),
        keys=("calendar",),
        always=("24x7",),
    ),
    Kind(
        word="calendar",
        defined="calendar.*.key",
        used=("escalation.*.steps.*.calendar", "escalation.*.steps.*.hours"),
        # The calendar of the promise that the step is about.
        always=("24x7", "sla"),
    ),
    Kind(
        word="product",
        defined="product.*.key",
        used=("sla.*.applies_to.products.*",),
        introduced=("queue.*.product",),
    ),
    Kind(
        word="lifecycle",
        defined="lifecycle.*.key",
        used=("queue.*.lifecycle",),
        always=tuple(lifecycle.key for lifecycle in SHIPPED),
    ),
    Kind(
        word="SLA policy",
        defined="sla.*.key",
        used=("default_sla", "queue.*.sla", *_then("set_sla")),
        fields=("sla_policy",),
        always=tuple(policy.key for policy in PRESETS),
    ),
    Kind(
        word="escalation policy",
        defined="escalation.*.key",
        used=(
            "default_escalation",
            "queue.*.escalation",
            *_then("start_escalation"),
            "escalation.*.steps.*.approval.escalation",
        ),
        fields=("escalation_policy",),
        always=(DEFAULT_ESCALATION.key, URGENT_ESCALATION.key),
    ),
    Kind(
        word="on-call rotation",
        defined="oncall.*.key",
        prefixed=tuple((place, "oncall:") for place in (*_NOTIFY, *_APPROVERS)),
    ),
    Kind(
        word="queue",
        defined="queue.*.key",
        used=("sla.*.applies_to.queues.*", *_then("route")),
        fields=("queue",),
    ),
    Kind(
        word="macro",
        defined="macro.*.name",
        used=(*_then("run_macro"), *_then("reply"), *_then("reply", ".macro")),
        plausible=lambda name: bool(name.strip()),
        casefolded=True,
    ),
    Kind(
        word="workflow",
        defined="workflow.*.key",
        used=_then("run_workflow"),
        always=tuple(workflow.key for workflow in SHIPPED_WORKFLOWS),
        # Whether they can be used is told by ``own_steps``.
        elsewhere=lambda: Packages().names,
    ),
    Kind(word="webhook", defined="webhook.*.name", used=_then("call_webhook")),
)


def unknown_names(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """Each use of a name that nothing in the file has."""
    for kind in KINDS:
        defined = [name for _, name in texts(data, kind.defined)]
        known = [*(name.lower() if kind.folded else name for name in defined), *kind.always]
        introduced = [(place, name.lower()) for use in kind.introduced for place, name in texts(data, use)]
        for place, name in introduced:
            if kind.plausible(name) and name not in known and nearest(name, known):
                yield place, f'there is no {kind.word} "{name}"; {advice(name, known)}'
        known += [name for _, name in introduced if name not in known]
        prefixed = [*known, *kind.always_prefixed]
        yield from _unknown(kind, _uses(kind, data), known)
        yield from _unknown(kind, _behind_prefix(kind, data), prefixed)


def _unknown(kind: Kind, uses: Iterator[tuple[Place, str]], known: list[str]) -> Iterator[tuple[Place, str]]:
    for place, name in uses:
        if kind.plausible(name) and not _known(kind, name, known):
            others = kind.elsewhere()
            if name not in others:
                yield place, f'there is no {kind.word} "{name}"; {advice(name, [*known, *others])}'


def _known(kind: Kind, name: str, known: list[str]) -> bool:
    if kind.casefolded:
        return name.casefold() in (each.casefold() for each in known)
    return (name.lower() if kind.folded else name) in known


_BY_NAME = ("is", "is_not", "in", "not_in", "was", "changed_from", "changed_to")


def _compared(raw: Any, place: Place) -> Iterator[tuple[Place, str, str]]:
    """Every name that a condition tree compares a field with: its place, the field, the name."""
    if isinstance(raw, list):
        for index, each in enumerate(raw):
            yield from _compared(each, (*place, index))
    elif isinstance(raw, dict) and isinstance(raw.get("field"), str):
        if raw.get("op") in _BY_NAME:
            for pattern in ("value", "value.*"):
                for below, name in texts(raw, pattern):
                    yield (*place, *below), raw["field"].removeprefix("before."), name
    elif isinstance(raw, dict):
        for key, each in raw.items():
            yield from _compared(each, (*place, key))


def _named(raw: Any, place: Place, kind: Kind) -> Iterator[tuple[Place, str]]:
    """Names that stand in a condition as an operator's own value, or under a key of their own."""
    if isinstance(raw, list):
        for index, each in enumerate(raw):
            yield from _named(each, (*place, index), kind)
    elif isinstance(raw, dict):
        if raw.get("op") in kind.operators:
            yield from (((*place, *below), name) for below, name in texts(raw, "value"))
        yield from (((*place, *below), name) for below, name in texts(raw, *kind.keys))
        for key, each in raw.items():
            if isinstance(each, list):
                yield from _named(each, (*place, key), kind)


def _behind_prefix(kind: Kind, data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for pattern, prefix in kind.prefixed:
        for place, value in texts(data, pattern):
            if value.startswith(prefix):
                yield place, value.removeprefix(prefix)


def _uses(kind: Kind, data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    yield from texts(data, *kind.used)
    for start, condition in every(data, "rule.*.if"):
        yield from _named(condition, start, kind)
        for place, field, name in _compared(condition, start):
            if field in kind.fields:
                yield place, name
