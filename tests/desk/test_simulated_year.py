"""A desk lives through days that were invented: the real jobs and promises, by a clock that nobody waits for."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailgate.cli import root

DESK = """\
tenant = "acme"
name = "Acme"
timezone = "Europe/Berlin"
[[queue]]
key = "support"
address = "support@acme.test"
team = "front"
[[team]]
key = "front"
agents = ["ann@acme.test", "bob@acme.test"]
[[agent]]
email = "ann@acme.test"
name = "Ann"
role = "lead"
[[calendar]]
key = "office"
timezone = "Europe/Berlin"
hours = {{ mon = ["09:00-17:00"], tue = ["09:00-17:00"], wed = ["09:00-17:00"], thu = ["09:00-17:00"], \
fri = ["09:00-17:00"] }}
holidays = ["2026-10-26"]
{more}
"""
YEAR = """\
desk = "desk.toml"
since = {since}
days = {days}
seed = {seed}
matters = {matters}
calendar = "office"
{more}
"""
OUTAGE = """\
[[outage]]
since = 2026-10-25T01:00:00+02:00
until = 2026-10-25T07:30:00+01:00
"""


class Simulation:
    """Runs ``mailgate simulate`` and reads what it told."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys

    def run(self, *, desk: str = "", **given: object) -> list[list[str]]:
        """The mail log, each line in words; the rest is in ``told``."""
        values = {"since": "2026-10-24", "days": 4, "seed": 1, "matters": 4, "more": ""} | given
        (self._folder / "desk.toml").write_text(DESK.format(more=desk))
        (self._folder / "year.toml").write_text(YEAR.format(**values))
        log = self._folder / "mails.log"
        with pytest.raises(SystemExit) as ended:
            root.main(["simulate", str(self._folder / "year.toml"), "--log", str(log), "--json"])
        self.code = ended.value.code
        printed = self._capsys.readouterr()
        # Where nothing configures the log it stands on stdout as well.
        self.told, self.complaint = json.loads(printed.out[printed.out.find("{\n") :] or "{}"), printed.err
        return [line.split() for line in log.read_text().splitlines()] if log.exists() else []

    def jobs(self) -> dict[str, tuple[int, int]]:
        return {each["job"]: (each["ran"], each["expected"]) for each in self.told["jobs"]}


@pytest.fixture
def simulation(tmp_path, capsys):
    return Simulation(tmp_path, capsys)


def test_the_same_seed_gives_the_same_mail_log_and_another_seed_another(simulation):
    first, again, other = (simulation.run(seed=seed, days=2) for seed in (1, 1, 2))
    assert len(first) > 20
    assert first == again
    assert first != other


def test_jobs_run_as_often_as_cron_says_also_where_the_clocks_go_back(simulation):
    simulation.run()
    assert simulation.code == 0, simulation.complaint
    # Four days, one of 25 hours with a slot less than hours; the year begins with the first instant, which is no slot.
    assert simulation.jobs() == {
        "agent_summary": (1, 1),
        "auto_close": (4, 4),
        "fix_relations": (1, 1),
        "pending_response": (23, 23),
        "sla_audit": (4, 4),
        "sla_report": (4, 4),
        "statistics": (95, 95),
    }


def test_what_an_outage_made_late_is_made_up_for_once_when_it_is_over(simulation):
    lines = simulation.run(more=OUTAGE)
    assert not [line for line in lines if "2026-10-24T23:00:00Z" <= line[0] < "2026-10-25T06:30:00Z"]
    reports = [line[0] for line in lines if line[1] == "sla_report"]
    assert reports == ["2026-10-24T04:00:00Z", "2026-10-25T06:30:00Z", "2026-10-26T05:00:00Z", "2026-10-27T05:00:00Z"]
    assert simulation.jobs()["auto_close"] == (4, 4)
    assert simulation.code == 0, simulation.complaint


def test_agents_answer_in_their_hours_and_not_on_a_holiday(simulation):
    lines = simulation.run(since="2026-10-23", days=5, matters=6)
    replies = [line[0] for line in lines if line[1] == "reply"]
    berlin = ZoneInfo("Europe/Berlin")
    local = [datetime.fromisoformat(at).astimezone(berlin) for at in replies]
    assert {at.date() for at in local} == {date(2026, 10, day) for day in (23, 27)}
    assert all(9 <= at.hour < 17 or (at.hour, at.minute) == (17, 0) for at in local)


def test_matters_are_warned_of_closed_and_asked_about(simulation):
    lines = simulation.run(since="2026-10-01", days=10, matters=5)
    kinds = Counter(line[1] for line in lines)
    assert kinds == simulation.told["mails"]
    assert min(kinds[kind] for kind in ("acknowledgement", "reply", "close_warning", "survey", "sla_breach")) > 0


def test_a_wrong_file_is_told_with_its_line(simulation):
    simulation.run(since="2026-10-24", matters="many")
    assert simulation.code == 78
    assert "year.toml:5" in simulation.complaint


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_a_whole_year_is_cron_arithmetic_and_can_be_told_again(simulation):
    first = simulation.run(since="2026-01-01", days=365, matters=3, more=OUTAGE)
    jobs = simulation.jobs()
    assert (jobs["sla_report"], jobs["auto_close"], jobs["agent_summary"]) == ((365, 365), (365, 365), (52, 52))
    assert all(ran == expected for ran, expected in jobs.values())
    assert simulation.run(since="2026-01-01", days=365, matters=3, more=OUTAGE) == first
