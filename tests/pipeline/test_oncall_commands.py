"""``mailgate oncall``: who is to be woken, who stands in, and rotations as iCalendar."""

from __future__ import annotations

import icalendar
import pytest
from tests.pipeline.conftest import House

OLGA, BOB, EVA = "olga@oncall.test", "bob@oncall.test", "eva@oncall.test"
#: Olga has the week that begins on 16 November 2026, Bob the next; in "day" nobody is on call at weekends.
DESK = f"""
[[oncall]]
key = "night"
timezone = "Europe/Berlin"
start = 2026-11-16
members = ["{OLGA}", "{BOB}"]
[[oncall]]
key = "day"
timezone = "Europe/Berlin"
members = ["{EVA}"]
hours = {{ mon = ["09:00-17:00"], tue = ["09:00-17:00"] }}
"""
#: As if they ended with the year, so that whatever day it is, all of it lies ahead.
EVENTS = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//test//EN
BEGIN:VEVENT
UID:1@test
DTSTART;TZID=Europe/Berlin:20991224T180000
DTEND;TZID=Europe/Berlin:20991225T080000
SUMMARY:Christmas
ATTENDEE;CN=Eva:mailto:{EVA.upper()}
END:VEVENT
BEGIN:VEVENT
UID:2@test
DTSTART;VALUE=DATE:20991231
DTEND;VALUE=DATE:21000101
SUMMARY:{BOB} watches
END:VEVENT
BEGIN:VEVENT
UID:3@test
DTSTART:20991226T000000Z
DTEND:20991227T000000Z
SUMMARY:Somebody
END:VEVENT
BEGIN:VEVENT
UID:4@test
DTSTART:20991228T000000Z
DTEND:20991229T000000Z
RRULE:FREQ=DAILY
SUMMARY:{BOB} again
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def house(build) -> House:
    # Local times of commands without a rotation are the desk's.
    return build(more=DESK, top='timezone = "Europe/Berlin"')


def on_call(shell, house: House, at: str, rotation: str = "night") -> str | None:
    (found,) = shell(house, "oncall", "who", rotation, "--at", at, "--json").json
    return found["on_call"]


def test_who_is_on_call_changes_at_the_wall_time_of_the_hand_off(house, shell):
    assert on_call(shell, house, "2026-11-23T08:59") == OLGA
    assert on_call(shell, house, "2026-11-23T09:00") == BOB
    assert on_call(shell, house, "2026-11-23T07:59:59+00:00") == OLGA
    rows = shell(house, "oncall", "who", "--at", "2026-11-22T12:00").out.splitlines()
    assert [row.split() for row in rows[1:]] == [["night", OLGA], ["day", "nobody"]]


def test_override_stands_is_listed_and_can_be_taken_back(house, shell):
    times = ("--from", "2026-11-24T18:00", "--until", "2026-11-25T08:00")
    (row,) = shell(house, "oncall", "override", "night", EVA, *times, "--json").json["overrides"]
    assert on_call(shell, house, "2026-11-24T17:59") == BOB
    assert on_call(shell, house, "2026-11-24T18:00") == EVA
    listed = shell(house, "oncall", "list", "night", "--at", "2026-11-24T00:00", "--days", "3", "--json").json
    assert [turn["on_call"] for turn in listed["turns"]] == [BOB, EVA, BOB]
    assert [each["id"] for each in listed["overrides"]["night"]] == [row]
    shown = shell(house, "oncall", "list", "night", "--at", "2026-11-24T00:00").out
    assert "Tue 2026-11-24 18:00 CET  Wed 2026-11-25 08:00 CET" in shown

    assert shell(house, "oncall", "remove", str(row)).code == 0
    assert on_call(shell, house, "2026-11-24T18:00") == BOB


def test_override_for_one_person_touches_nobody_elses_turn(house, shell):
    times = ("--from", "2026-11-22T09:00", "--until", "2026-11-24T09:00", "--instead-of", OLGA)
    shell(house, "oncall", "override", "night", EVA, *times)
    assert on_call(shell, house, "2026-11-22T12:00") == EVA
    assert on_call(shell, house, "2026-11-23T12:00") == BOB


def test_two_people_swap_their_turns(house, shell):
    assert shell(house, "oncall", "swap", "night", "2026-11-22T12:00", "2026-11-24T12:00").code == 0
    assert [on_call(shell, house, f"2026-11-{day}T12:00") for day in (22, 24, 30)] == [BOB, OLGA, OLGA]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("who", "--at", "noon"), "noon is not a time; write it like 2026-12-24T18:00"),
        (("swap", "night", "2026-11-22T12:00", "2026-11-22T13:00"), "two people have to be on call at the two times"),
        (
            ("override", "night", EVA, "--from", "2026-11-22T12:00", "--until", "2026-11-22T12:00"),
            "it has to end later than it begins",
        ),
    ],
    ids=["time", "swap", "override"],
)
def test_what_cannot_be_is_refused_in_a_sentence(build, shell, arguments, sentence):
    said = shell(build(more=DESK), "oncall", *arguments)
    assert (said.code, said.err) == (65, f"mailgate: {sentence}\n")


def test_events_of_a_calendar_put_their_attendee_on_call(house, shell, tmp_path):
    file = tmp_path / "holidays.ics"
    file.write_text(EVENTS.replace("\n", "\r\n"))
    told = shell(house, "oncall", "import", "night", str(file), "--by", "ann@agents.test")
    assert told.out == "2 overrides\n"
    assert told.err.splitlines() == [
        "left out: Somebody: it names nobody's address, neither as attendee nor in its summary",
        f"left out: {BOB} again: it is repeated; write it as single events",
    ]
    assert on_call(shell, house, "2099-12-24T18:00") == EVA
    assert on_call(shell, house, "2099-12-31T00:00") == BOB
    assert on_call(shell, house, "2099-12-31T23:59") == BOB


def test_rotation_survives_its_way_through_a_calendar(house, shell, tmp_path):
    file = tmp_path / "night.ics"
    exported = shell(house, "oncall", "export", "night", "--days", "60")
    file.write_bytes(exported.out.encode())
    events = icalendar.Calendar.from_ical(exported.out).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events) >= 9
    assert shell(house, "oncall", "import", "day", str(file)).out == f"{len(events)} overrides\n"
    turns = shell(house, "oncall", "list", "--days", "50", "--json").json["turns"]
    night, day = (
        [(turn["end"], turn["on_call"]) for turn in turns if turn["rotation"] == key] for key in ("night", "day")
    )
    assert night == day


def test_what_is_no_calendar_is_refused(house, shell, tmp_path):
    file = tmp_path / "night.ics"
    file.write_text("Dear all")
    assert shell(house, "oncall", "import", "night", str(file)).code == 65
    listed = shell(house, "oncall", "list", "night", "--at", "2026-11-24T00:00", "--json").json
    assert listed["overrides"] == {}


def test_check_names_the_gaps_of_the_next_90_days(house, shell):
    checked = shell(house, "check", "--json")
    (gap,) = [each for each in checked.json["warnings"] if "nobody is on call" in each]
    assert checked.code == 0
    assert gap.startswith("[[oncall]] day of acme: nobody is on call in ")
    assert "the next 90 days" in gap
    assert f"warning: {gap}\n" in shell(house, "check").out
    assert f"warning: {gap}\n" in shell(house, "rules", "check").out


@pytest.mark.parametrize("person", ["eva", "eva@", "Eva <eva@oncall.test>", "eva@oncall.test, bob@oncall.test"])
def test_nobody_can_stand_in_who_cannot_be_mailed(house, shell, person):
    times = ("--from", "2099-11-21T19:00", "--until", "2099-11-21T23:00")
    said = shell(house, "oncall", "override", "night", person, *times)
    assert (said.code, said.err) == (65, f"mailgate: {person.lower()} is no address; write it as name@domain\n")
