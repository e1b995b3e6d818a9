from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.lifecycle.merging import remembered, taken_out
from mailgate.model.ticket import Status, Ticket

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "values",
    [
        {"status": Status.OPEN},
        {"status": Status.ESCALATED, "prior_status": Status.TRIAGED, "escalation_level": 2},
        {"status": Status.CLOSED, "resolved_at": NOW, "closed_at": NOW + timedelta(hours=1), "reopened_count": 3},
        {"status": Status.WAITING_FOR_CUSTOMER, "snoozed_until": NOW},
    ],
)
def test_what_a_merge_changes_comes_back_through_json(
    ticket_at: Callable[..., Ticket], values: dict[str, object]
) -> None:
    ticket = ticket_at(NOW, **values)
    was = json.loads(json.dumps(remembered(ticket)))
    merged = replace(
        ticket,
        status=Status.MERGED,
        prior_status=None,
        merged_into=7,
        closed_at=NOW,
        resolved_at=None,
        snoozed_until=None,
    )
    back, facts = taken_out(merged, was)
    assert back == ticket
    assert [details["to"] for _, details in facts] == [ticket.status.value, None]
