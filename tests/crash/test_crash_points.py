"""``kill -9`` of a node at each step of a mail's road: before, within and after each commit (C-3 to C-28).

Random kills mostly hit what takes long; these hit what is short.
"""

from __future__ import annotations

import signal

import pytest

_POINTS = """
    import inspect, os, pathlib, signal

    ARMED = pathlib.Path({armed!r})

    def die_if_armed(point):
        try:
            if ARMED.read_text() != point:
                return
            ARMED.unlink()
        except FileNotFoundError:
            return
        os.killpg(0, signal.SIGKILL)

    def around(owner, name, before="", after=""):
        real = getattr(owner, name)
        def ended(result):
            # A look that found nothing is no step.
            if after and result != []:
                die_if_armed(after)
            return result
        if inspect.iscoroutinefunction(real):
            async def stepping(*args, **kwargs):
                die_if_armed(before)
                return ended(await real(*args, **kwargs))
        else:
            def stepping(*args, **kwargs):
                die_if_armed(before)
                return ended(real(*args, **kwargs))
        setattr(owner, name, stepping)

    if WORKER:
        from mailgate.pipeline.inbound import batch, recording
        from mailgate.pipeline.inbound.batch import BatchWorker
        around(BatchWorker, "_claim", after="C-11")
        around(batch, "record_all", before="C-12", after="C-15")
        around(recording, "record", before="C-13", after="C-14")
    else:
        from mailgate.daemon import intake
        from mailgate.outbox.outcomes import Outcomes
        from mailgate.outbox.sender import Sender
        from mailgate.outbox.smtp_relay import SmtpRelay
        from mailgate.receive.listeners import MailListeners
        around(intake.StoreIntake, "accept", before="C-3", after="C-6")
        around(intake, "_insert", after="C-5")
        around(Sender, "_claim", after="C-16")
        around(SmtpRelay, "deliver", before="C-17", after="C-20")
        around(Outcomes, "record", after="C-21")
        around(MailListeners, "drain", after="C-28")
"""
_NAMES = ("C-3", "C-5", "C-6", "C-11", "C-12", "C-13", "C-14", "C-15", "C-16", "C-17", "C-20", "C-21", "C-28")


def _die_at_each(desk, points) -> None:
    armed = desk.daemon.folder / "armed"
    desk.daemon.inject(_POINTS.format(armed=str(armed)))
    desk.daemon.start()
    # Little load: each step is to be reached soon.
    load = desk.put_under_load(seed=5, senders=3, pause=0.1)
    for point in points:
        load.wait_for_more(3)
        armed.write_text(point)
        if point == "C-28":
            desk.daemon.process.send_signal(signal.SIGTERM)
        desk.wait_for_death()
        assert not armed.exists(), f"{point} was never reached"
        desk.daemon.start()
    assert desk.faults() == {}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_node_may_die_at_any_step(desk, place):
    _die_at_each(desk, _NAMES[place::3])


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_node_may_die_at_every_step_again_and_again(desk):
    _die_at_each(desk, _NAMES * 10)
