"""What each job does when its time comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mailgate.pipeline.auto_closing import auto_close
from mailgate.pipeline.relations import look_for_relations
from mailgate.pipeline.reporting import report_agents, report_pending, report_promises
from mailgate.pipeline.slot import Ran, Slot
from mailgate.pipeline.statistics import statistics

WORKS: Mapping[str, Callable[[Slot], Ran]] = {
    "auto_close": auto_close,
    "statistics": statistics,
    "sla_report": report_promises,
    "agent_summary": report_agents,
    "pending_response": report_pending,
    "fix_relations": look_for_relations,
}
