"""The daemon under load, as a process: started, watched in /proc, drained."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")

ROLES = ("mail", "http", "work", "schedule")
SERVER = """\
desks = ["desk.toml"]
[server]
name = "bench.test"
database = "{database}"
data_dir = "{folder}/var"
workers = {workers}
roles = {roles}
[listen]
smtp = "127.0.0.1:0"
http = "127.0.0.1:0"
[relay]
url = "{relay}"
[authentication]
verify = false
agents = "token"
[limits]
acks_per_address = "off"
acks_per_tenant = "off"
acks_per_unverified = "off"
automatic_per_ticket = "off"
automatic_per_recipient = "off"
automatic_per_domain = "off"
automatic_per_tenant = "off"
replies_per_recipient = "off"
replies_per_tenant = "off"
"""

DESK = """\
tenant = "bench"
name = "Bench"
[[queue]]
key = "support"
address = "support@bench.test"
team = "front"
[[team]]
key = "front"
agents = ["agent@bench.test"]
assign = "manual"
[[agent]]
email = "agent@bench.test"
name = "Agent"
[rate_limit]
tickets_per_sender = "off"
tickets_per_domain = "off"
replies_per_ticket = "off"
"""


@dataclass(frozen=True, slots=True)
class Node:
    """A running node."""

    process: subprocess.Popen[str]
    ports: dict[str, int]

    def processes(self) -> dict[str, int]:
        """Pid of the front and of each worker."""
        found = {"front": self.process.pid}
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return found | {f"worker-{place + 1}": int(pid) for place, pid in enumerate(children)}

    def cpu(self) -> dict[str, float]:
        """CPU seconds used so far, by process."""
        return {name: _cpu(pid) for name, pid in self.processes().items()}

    def peak_mib(self) -> dict[str, float]:
        """The largest resident memory so far, by process."""
        return {name: _peak(pid) for name, pid in self.processes().items()}


@contextmanager
def running(
    folder: Path, *, database: str, relay: str, workers: int = 1, roles: Sequence[str] = ROLES, more: str = ""
) -> Iterator[Node]:
    """Start ``mailgate serve`` and wait until it is ready; drain it at the end. ``more`` is the server file's end."""
    config = folder / "mailgate.toml"
    server = SERVER.format(database=database, folder=folder, relay=relay, workers=workers, roles=list(roles))
    config.write_text(server + more)
    (folder / "desk.toml").write_text(DESK)
    log = (folder / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "mailgate", "serve", "--config", str(config)],
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    try:
        yield Node(process, _ports(process))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _ports(process: subprocess.Popen[str]) -> dict[str, int]:
    ports = {}
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == "ready":
            return ports
        name, _, address = line.strip().partition(" ")
        ports[name] = int(address.rpartition(":")[2])
    raise SystemExit("the daemon ended before it was ready; see its log")


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
