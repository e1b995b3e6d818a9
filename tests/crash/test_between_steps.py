"""``kill -9`` of a node between the steps of a workflow and of an escalation: each step's effect is there once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.crash.conftest import Desk
from tests.rig.package import install

CUSTOMER, ANN, OLGA = "cora@customers.test", "ann@agents.test", "olga@oncall.test"
#: A file of a point's name arms it; the node dies where it comes to it, once.
_POINTS = """
    import os, pathlib, signal, sys

    ARMED = pathlib.Path({armed!r})

    def die_if_armed(point):
        if (ARMED / point).exists():
            (ARMED / point).unlink()
            os.killpg(0, signal.SIGKILL)

    if not WORKER and "mailgate.daemon.own_code" not in sys.orig_argv:
        from mailgate.pipeline import one_by_one
        from mailgate.pipeline.escalations import due
        from mailgate.pipeline.workflows import calling
        turned, written, fired = one_by_one.decide_and_record, calling.decide_and_record, due._fire

        def turning(*args, **kwargs):
            recording = turned(*args, **kwargs)
            for run in recording.runs:
                die_if_armed(f"{{run.step}}-{{run.awaits.value}}")
            return recording

        def writing(*args, **kwargs):
            die_if_armed("unwritten")
            return written(*args, **kwargs)

        def firing(tools, batch, *args):
            done = fired(tools, batch, *args)
            for deadline in batch:
                die_if_armed(f"{{deadline.trigger.value}}-{{deadline.step}}")
            return done

        one_by_one.decide_and_record, calling.decide_and_record, due._fire = turning, writing, firing
"""
_WORKFLOW = """
[[workflow]]
key = "own"
steps = ["book_it", "collect_diagnostics", "analyze_issue"]
time_limit = "5m"
[[rule]]
name = "begin"
on = ["ticket.created"]
then = [{ run_workflow = "own" }]
"""
_BOOKS = """
class Books(Told):
    def __init__(self):
        super().__init__("booking", ["book_it"])

    async def execute_step(self, step_name):
        self.told(step_name)
        return WorkflowResult(True, step_name)
"""
_ESCALATION = f"""
[[agent]]
email = "{OLGA}"
name = "Olga"
[[oncall]]
key = "night"
members = ["{OLGA}"]
[[escalation]]
key = "pages"
on = ["sla.breached"]
steps = [
  {{ after = "0s", notify = ["oncall:night"] }},
  {{ after = "1s", notify = ["bob@agents.test"] }},
]
[[rule]]
name = "begin"
on = ["ticket.created"]
then = [{{ start_escalation = "pages" }}]
"""


class Mortal:
    """A daemon that dies at each of the armed points, and is started again after each death."""

    def __init__(self, desk: Desk, points: Sequence[str]) -> None:
        self.desk, self.daemon = desk, desk.daemon
        self._armed = desk.daemon.folder / "armed"
        self._armed.mkdir()
        for point in points:
            (self._armed / point).touch()
        self.daemon.inject(_POINTS.format(armed=str(self._armed)))
        self.daemon.start()

    def dies(self, point: str) -> None:
        self.desk.wait_for_death()
        assert not (self._armed / point).exists(), f"died elsewhere than at {point}"
        self.daemon.start()

    def journal(self) -> list[dict]:
        return self.daemon.json("explain", self.daemon.tickets()[0]["number"])["journal"]

    def ids_to(self, recipient: str, words: str) -> set[str]:
        """What the relay has may be there twice, under one Message-ID."""
        return {letter["Message-ID"] for letter in self.daemon.relay.to(recipient) if words in letter.text}


@pytest.fixture
def package(idle_daemon, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Installed for the daemon and for the command line beside it."""
    folder = install(idle_daemon.folder / "faults", _BOOKS, booking="Books")
    monkeypatch.syspath_prepend(str(folder))
    return folder


def test_workflow_goes_on_where_it_was_and_each_step_is_taken_once(package, desk, database_url, relay, write):
    desk.daemon.configure(database_url, more=_WORKFLOW)
    mortal = Mortal(desk, ("unwritten", "2-"))
    desk.daemon.send(write(CUSTOMER, "Down", "All is down.", message_id="1@customers.test"), sender=CUSTOMER)
    mortal.dies("unwritten")
    (question, *_) = relay.wait_for(lambda letter: letter.recipient == CUSTOMER and "Since when" in letter.text)
    reply = write(
        CUSTOMER, "Re: Down", "Since noon.", message_id="2@customers.test", In_Reply_To=question["Message-ID"]
    )
    desk.daemon.send(reply, sender=CUSTOMER)
    mortal.dies("2-")
    relay.wait_for(lambda letter: letter.recipient == ANN and "analyze issue" in letter.text)

    told = [event["details"] for event in mortal.journal() if "run" in event["details"]]
    assert [(details["step"], details["outcome"]) for details in told if "outcome" in details] == [
        ("book_it", "called"),
        ("book_it", "answered"),
        ("book_it", "done"),
        ("collect_diagnostics", "asked"),
        ("collect_diagnostics", "answer"),
        ("analyze_issue", "task"),
    ]
    # What died before it was written down is the one thing that is done again, and can be told by its key.
    asked = [json.loads(line) for line in (package / "told.jsonl").read_text().splitlines()]
    assert ([each["attempt"] for each in asked], len({each["key"] for each in asked})) == ([1, 2], 1)
    assert len(mortal.ids_to(CUSTOMER, "Since when")) == 1
    assert len(mortal.ids_to(ANN, "analyze issue")) == 1


def test_escalation_goes_on_where_it_was_and_each_page_goes_out_once(desk, database_url, relay, write):
    desk.daemon.configure(database_url, more=_ESCALATION)
    mortal = Mortal(desk, ("step-0",))
    desk.daemon.send(write(CUSTOMER, "Down", "All is down.", message_id="1@customers.test"), sender=CUSTOMER)
    mortal.dies("step-0")
    relay.wait_for(lambda letter: letter.recipient == OLGA)
    relay.wait_for(lambda letter: letter.recipient == "bob@agents.test" and letter["Subject"].startswith("Page"))

    events = [event["details"] for event in mortal.journal() if event["kind"] == "ticket.escalated"]
    assert [details.get("step") for details in events] == [0, 1]
    assert len(mortal.ids_to(OLGA, "")) == 1
