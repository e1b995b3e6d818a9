"""References of other ticket systems, in what they write and in what only looks like it."""

from __future__ import annotations

import pytest

from mailgate.thread.foreign_refs import SYSTEMS, foreign_refs


@pytest.mark.parametrize(
    ("system", "subject", "text", "found"),
    [
        ("jira", "[JIRA] (DESK-42) Printer", "", ("jira:DESK-42",)),
        ("jira", "UTF-8 and COVID-19 and DESK-42", "", ()),
        ("servicenow", "INC0012345 opened", "Ref:MSG85432199", ("servicenow:INC0012345", "servicenow:MSG85432199")),
        ("servicenow", "INCLUDED 0012345", "", ()),
        ("salesforce", "Answer [ ref:_00D20ABCD._50020XYZ1:ref ]", "", ("salesforce:_00D20ABCD._50020XYZ1",)),
        ("zendesk", "", "Bye\n[3XR2M9-K0QZ]", ("zendesk:3XR2M9-K0QZ",)),
        ("zendesk", "[3XR2M9-K0QZ]", "", ()),
        ("prefix:CASE-", "About CASE-991", "CASE-992", ("prefix:CASE-:CASE-991",)),
        ("prefix:CASE-", "SHOWCASE-991", "", ()),
        ("prefix:(.*)", "(.*)7 and 8", "", ("prefix:(.*):(.*)7",)),
    ],
)
def test_a_systems_own_way_of_writing_counts(make_message, system, subject, text, found):
    assert foreign_refs(make_message(subject=subject, text=text), (system,)) == found


def test_no_more_than_five_are_looked_at(make_message):
    subject = " ".join(f"INC{number:07d}" for number in range(1_000))
    assert len(foreign_refs(make_message(subject=subject), ("servicenow",))) == 5


def test_the_same_reference_counts_once(make_message):
    message = make_message(subject="INC0012345, that is INC0012345")
    assert foreign_refs(message, ("servicenow", "servicenow")) == ("servicenow:INC0012345",)


def test_a_mail_that_is_full_of_beginnings_costs_no_more_than_its_length(make_message):
    text = "ref:_00D20ABCD._ [3XR2M9- Ref:MSG " * 100_000
    assert foreign_refs(make_message(text=text), SYSTEMS) == ()
