"""Limits that fired are counted by their ids."""

from __future__ import annotations

from dataclasses import fields

from prometheus_client import CollectorRegistry, generate_latest

from mailgate.metrics import FiredLimits
from mailgate.model.limits import ParseLimits
from mailgate.pipeline.inbound import parse_limits


def _shown(limits: FiredLimits) -> list[str]:
    registry = CollectorRegistry()
    registry.register(limits)
    return [line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")]


def test_each_limit_has_a_counter_of_its_own() -> None:
    limits = FiredLimits()
    for number in (18, 1, 18):
        limits.fired(number)
    assert _shown(limits) == [
        'mailgate_limits_fired_total{limit="L-1"} 1.0',
        'mailgate_limits_fired_total{limit="L-18"} 2.0',
    ]


def test_a_worker_tells_instead_of_counting() -> None:
    limits = FiredLimits()
    told: list[int] = []
    limits.told = told.append
    limits.fired(33)
    assert told == [33]
    assert _shown(limits) == []


def test_every_limit_of_the_parser_has_an_id() -> None:
    """References are cut silently: only the newest count for anything."""
    names = {field.name for field in fields(ParseLimits)} - {"references"}
    assert names == set(parse_limits._NUMBERS)
