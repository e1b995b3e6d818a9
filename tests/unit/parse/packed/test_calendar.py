from __future__ import annotations

from mailgate.parse.packed.calendar import calendar_summary


def event(*lines: str, method: str = "REQUEST") -> str:
    return "\n".join(["BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"])


def test_invitation_in_a_few_lines() -> None:
    text = event(
        "SUMMARY:Print\\, copy",
        "  and scan",
        "DTSTART;TZID=Europe/Berlin:20261123T100000",
        "DTEND:20261123T100000Z",
        'ORGANIZER;CN="Ann E.":mailto:ann@a.example',
        "DESCRIPTION:one\\ntwo",
    )

    assert calendar_summary(text) == (
        "Invitation: Print, copy and scan\nWhen: 2026-11-23 10:00 Europe/Berlin - 2026-11-23 10:00 UTC\n"
        "Organizer: Ann E. <ann@a.example>\nMethod: REQUEST\n\none\ntwo"
    )


def test_answer_names_who_answers() -> None:
    text = event("SUMMARY:x", "ATTENDEE;PARTSTAT=DECLINED:mailto:bob@b.example", method="REPLY")

    assert "Answers: bob@b.example declined" in calendar_summary(text)


def test_whole_day_and_unknown_method() -> None:
    text = event("SUMMARY:x", "DTSTART;VALUE=DATE:20261123", method="PUBLISH")

    assert calendar_summary(text) == "Event: x\nWhen: 2026-11-23\nMethod: PUBLISH"


def test_only_the_first_event_is_told() -> None:
    assert "two" not in calendar_summary(event("SUMMARY:one") + event("SUMMARY:two"))


def test_time_zone_rules_are_no_events() -> None:
    assert calendar_summary("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nDTSTART:1\nEND:VTIMEZONE\nEND:VCALENDAR") == ""


def test_nonsense_has_no_summary() -> None:
    assert calendar_summary("BEGIN:VEVENT\n" * 50_000) == ""
