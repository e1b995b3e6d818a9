from __future__ import annotations

from datetime import UTC, datetime

from mailgate.cli import explain
from mailgate.store.rules.rule_traces import Asked


def test_a_rule_that_did_not_match_is_told_from_one_that_did(capsys):
    rules = [
        {"rule": "Refunds", "matched": False, "failing": "subject contains 'refund'"},
        {"rule": "Printers", "matched": True, "changed": ["tags: [] to ['printer']"]},
    ]
    asked = Asked(at=datetime(2026, 11, 21, tzinfo=UTC), revision=3, rules=rules)

    explain._tell(explain.Account(title="ticket 2026-11-00001", facts={}, journal=[], rules=[asked]))

    told = capsys.readouterr().out
    assert "    Refunds: not matched: subject contains 'refund'\n" in told
    assert "    Printers: matched; tags: [] to ['printer']\n" in told
