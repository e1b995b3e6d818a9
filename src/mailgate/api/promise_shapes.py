"""Promises taken apart as JSON objects, over HTTP and on the command line alike; lengths of time in seconds."""

from __future__ import annotations

from datetime import timedelta

from mailgate.api.shapes import Shape, instant
from mailgate.model.sla import Cycle
from mailgate.pipeline.promises.explaining import Explained
from mailgate.sla.deadlines import next_due_at
from mailgate.sla.explain import Explanation
from mailgate.sla.wording import hours


def promises_shape(found: Explained) -> Shape:
    """A ticket's promises in the order in which they began; only agents ever see them."""
    return {
        "ticket": found.ticket.number,
        "sla_due_at": instant(found.ticket.sla_due_at),
        "next_due_at": instant(next_due_at([each.cycle for each in found.promises])),
        "sla_breach": found.ticket.sla_breach,
        "promises": [_promise(each) for each in found.promises],
    }


def _promise(explained: Explanation) -> Shape:
    return {
        **_cycle(explained.cycle),
        "timezone": explained.timezone,
        "sentence": explained.sentence,
        "elapsed_s": _seconds(explained.elapsed),
        "elapsed_wall_s": _seconds(explained.elapsed_wall),
        "remaining_s": max(_seconds(explained.remaining), 0.0),
        "overdue_s": max(-_seconds(explained.remaining), 0.0),
        "segments": [
            {
                "day": each.day.isoformat(),
                "start": instant(each.start),
                "end": instant(each.end),
                "length_s": _seconds(each.length),
            }
            for each in explained.segments
        ],
        "pauses": [
            {
                "since": instant(each.pause.since),
                "until": instant(each.pause.until),
                "cause": each.pause.cause,
                "counted_s": _seconds(each.counted),
            }
            for each in explained.pauses
        ],
        "special_days": [{"day": each.day.isoformat(), "hours": hours(each.windows)} for each in explained.exceptions],
        "clock_changes": [{"at": instant(each.at), "by_s": _seconds(each.by)} for each in explained.clock_changes],
        "alarms": [
            {
                "trigger": each.trigger.value,
                "at": instant(each.at),
                "state": each.state.value,
                "threshold": each.threshold,
                "notify": list(each.notify),
            }
            for each in explained.alarms
        ],
    }


def _cycle(cycle: Cycle) -> Shape:
    return {
        "metric": cycle.metric.value,
        "number": cycle.number,
        "state": cycle.state.value,
        "policy": cycle.policy,
        "revision": cycle.revision,
        "calendar": cycle.calendar or "24x7",
        "goal_s": _seconds(cycle.goal),
        "reason": cycle.reason,
        "started_at": instant(cycle.started_at),
        "due_at": instant(cycle.due_at),
        "stopped_at": instant(cycle.stopped_at),
        "breached_at": instant(cycle.breached_at),
        "detected_at": instant(cycle.detected_at),
    }


def _seconds(length: timedelta) -> float:
    return length.total_seconds()
