"""What each job does when its time comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mailgate.pipeline.jobs.auditing import audit_promises
from mailgate.pipeline.jobs.auto_closing import auto_close
from mailgate.pipeline.jobs.reporting import report_agents, report_pending, report_promises
from mailgate.pipeline.jobs.slot import Ran, Slot
from mailgate.pipeline.jobs.statistics import statistics
from mailgate.pipeline.tickets.relations import look_for_relations

WORKS: Mapping[str, Callable[[Slot], Ran]] = {
    "auto_close": auto_close,
    "statistics": statistics,
    "sla_report": report_promises,
    "agent_summary": report_agents,
    "pending_response": report_pending,
    "sla_audit": audit_promises,
    "fix_relations": look_for_relations,
}
