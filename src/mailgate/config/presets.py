"""The SLA policies and the escalation policy that every desk has without writing them (spec/features.md A.2.6)."""

from __future__ import annotations

from datetime import timedelta

from mailgate.config.durations import parse_duration
from mailgate.model.event import EventKind
from mailgate.model.sla import EscalationPolicy, EscalationStep, Metric, SlaPolicy
from mailgate.model.ticket import Priority

#: First response / resolution, from ``critical`` to ``low``; ``-`` is no target.
_TABLE = {
    "standard": ("30m / 4h", "1h / 8h", "2h / 24h", "4h / 48h", "8h / 96h"),
    "enterprise": ("15m / 4h", "15m / 4h", "1h / 24h", "4h / 72h", "24h / 168h"),
    "isp": ("15m / 4h", "1h / 8h", "4h / 24h", "24h / 72h", "48h / 168h"),
    "simple": ("- / 2h", "60m / 2h", "- / 8h", "- / 24h", "- / 72h"),
}


def _targets(cell: str) -> dict[Metric, timedelta]:
    """A next response is due as soon as a first one, there as in the seeds (A.2.6)."""
    first, resolution = cell.split(" / ")
    targets = {Metric.RESOLUTION: parse_duration(resolution)}
    if first != "-":
        targets |= dict.fromkeys((Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE), parse_duration(first))
    return targets


PRESETS = tuple(
    SlaPolicy(
        key=key,
        targets={priority: _targets(cell) for priority, cell in zip(Priority, cells, strict=True)},
        # In the desk that it comes from, a ticket that is taken up is answered (A.1).
        triage_answers=key == "enterprise",
    )
    for key, cells in _TABLE.items()
)

#: What the preset ``simple`` promises for an urgent ticket: on-call is mailed at once, and a senior after an hour.
URGENT_ESCALATION = EscalationPolicy(
    key="urgent",
    on=(),
    steps=(
        EscalationStep(after=timedelta(0), notify=("oncall",), unless=("acked", "replied")),
        EscalationStep(
            after=timedelta(minutes=60),
            notify=("team:lead", "oncall"),
            unless=("replied",),
            ack_timeout=timedelta(minutes=15),
            repeat=3,
        ),
    ),
)

DEFAULT_ESCALATION = EscalationPolicy(
    key="default",
    on=(EventKind.SLA_WARNING, EventKind.SLA_BREACHED),
    steps=(EscalationStep(after=timedelta(0), notify=("assignee", "team")),),
)
