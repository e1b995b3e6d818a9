"""The road under load: what came in, what became a ticket, what was acknowledged, and what it cost."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from node import Node, running
from sqlalchemy import create_engine, text

_HERE = Path(__file__).parent
_POLL_S = 0.02
_PATIENCE_S = 300


@dataclass(frozen=True, slots=True)
class Figures:
    """One run. Rates are mails a second, latencies seconds, CPU milliseconds a mail, memory MiB."""

    mails: int
    accepted: float
    ticketed: float
    acknowledged: float
    acknowledgements: int
    sent: int
    p50: float
    p99: float
    cpu: dict[str, float]
    memory: dict[str, float]


def measure(folder: Path, database: str, *, mails: int, connections: int, workers: int, seed: int) -> Figures:
    """One run against a fresh daemon on a fresh database."""
    sink = _start("sink.py")
    relay = f"smtp://127.0.0.1:{_line(sink)}"
    with running(folder, database=database, relay=relay, workers=workers) as node:
        _warm(node, seed)
        done = _Done(database)
        start = done.count()
        load = _start("load.py", str(node.ports["smtp"]), str(mails), str(connections), str(seed))
        assert _line(load) == "loaded"
        before = node.cpu()
        assert load.stdin is not None
        load.stdin.write("\n")
        load.stdin.flush()
        steps = _watch(done, start + mails)
        told = json.loads(_line(load))
        cpu = {name: (spent - before[name]) * 1000 / mails for name, spent in node.cpu().items()}
        ended = _wait(done.unsent, 0)
        memory = node.peak_mib()
    arrived = _ended(sink)
    return _figures(told, steps, start, arrived, ended, cpu, memory)


def measure_accepting(folder: Path, database: str, *, mails: int, connections: int, seed: int) -> float:
    """CPU milliseconds a mail of a front that does nothing but accept, up to the commit before its 250."""
    with running(folder, database=database, relay=f"maildir:{folder}/sent", roles=("mail",)) as node:
        _warm(node, seed)
        load = _start("load.py", str(node.ports["smtp"]), str(mails), str(connections), str(seed))
        assert _line(load) == "loaded"
        before = node.cpu()["front"]
        assert load.stdin is not None
        load.stdin.write("\n")
        load.stdin.flush()
        _line(load)
        return (node.cpu()["front"] - before) * 1000 / mails


class _Done:
    """Counts what the daemon committed, from outside."""

    def __init__(self, database: str) -> None:
        self._engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://"))

    def count(self) -> int:
        return self._ask("SELECT count(*) FROM inbox WHERE state = 'processed'")

    def unsent(self) -> int:
        return self._ask("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'deferred', 'uncertain')")

    def _ask(self, statement: str) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(text(statement)).scalar_one())


def _warm(node: Node, seed: int) -> None:
    """A few mails first, so that no figure holds the first compile of a statement."""
    load = _start("load.py", str(node.ports["smtp"]), "100", "4", str(seed + 1))
    _line(load)
    assert load.stdin is not None
    load.stdin.write("\n")
    load.stdin.flush()
    load.wait(60)
    time.sleep(2)


def _watch(done: _Done, wanted: int) -> list[tuple[float, int]]:
    steps = []
    end = time.time() + _PATIENCE_S
    while time.time() < end:
        count = done.count()
        steps.append((time.time(), count))
        if count >= wanted:
            return steps
        time.sleep(_POLL_S)
    raise SystemExit(f"only {steps[-1][1]} of {wanted} mails were recorded in time")


def _wait(asked: Callable[[], int], wanted: int) -> float:
    end = time.time() + _PATIENCE_S
    while asked() > wanted and time.time() < end:
        time.sleep(_POLL_S)
    return time.time()


def _figures(told, steps, start, arrived, ended, cpu, memory) -> Figures:
    accepted = sorted(told["accepted"].values())
    began = told["began"]
    latencies = sorted(_latencies(accepted, steps, start))
    answers = [float(line.split()[0]) for line in arrived if line.split()[1] in told["accepted"]]
    return Figures(
        mails=len(accepted),
        accepted=len(accepted) / (accepted[-1] - began),
        ticketed=len(accepted) / (steps[-1][0] - began),
        acknowledged=len(answers) / (max(answers) - began) if answers else 0.0,
        acknowledgements=len(answers),
        sent=len(arrived),
        p50=statistics.median(latencies),
        p99=latencies[int(len(latencies) * 0.99) - 1],
        cpu=cpu,
        memory=memory,
    )


def _latencies(accepted: list[float], steps: list[tuple[float, int]], start: int) -> list[float]:
    """From the n-th 250 to the first look that saw n mails recorded: exact to the polling interval."""
    found = []
    looks = iter(steps)
    at, count = next(looks)
    for place, instant in enumerate(accepted, start=1):
        while count - start < place:
            at, count = next(looks)
        found.append(max(0.0, at - instant))
    return found


def _start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(_HERE / script), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _ended(sink: subprocess.Popen[str]) -> list[str]:
    out, _ = sink.communicate(timeout=30)
    return [line for line in out.splitlines() if line]
