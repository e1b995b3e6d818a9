"""Traces of rules are kept for 90 days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from mailgate.pipeline.tools import Tools
from mailgate.store.rules import rule_traces


def expire_traces(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Remove what is too old, some of it in each transaction; how many traces that were."""
    now, removed = clock(), 0
    due = tools.database.read(rule_traces.next_due)
    if due is None or due > now:
        return 0
    while some := tools.database.write(partial(rule_traces.expire, now=now)):
        removed += some
    return removed
