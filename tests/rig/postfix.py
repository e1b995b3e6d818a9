"""A Postfix of the test's own: it takes mail for a domain in which nobody lives, and says so to its sender."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.rig.relay import Letter, Relay

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mx.customer.test
mydestination = customer.test
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
local_transport = nobody
relayhost = [127.0.0.1]:{relay}
smtp_host_lookup = native
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
smtp unix - - n - - smtp
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
nobody unix - n n - - pipe
  user=nobody argv=/bin/sh {folder}/refuse
"""

#: Takes a mail with its sender and recipient, and waits for what Postfix sends back.
Bouncer = Callable[[bytes, str, str], Letter]


@pytest.fixture
def postfix(relay: Relay) -> Iterator[Bouncer]:
    """Mail to customer.test comes back with a report of Postfix' own making."""
    program = shutil.which("postfix") or shutil.which("postfix", path="/usr/sbin")
    if program is None or os.geteuid() != 0:
        pytest.skip("Postfix is not installed, or it cannot be started by who is not root")
    folder = Path(tempfile.mkdtemp(prefix="mailgate-postfix-", dir="/tmp"))
    folder.chmod(0o755)
    for name in ("conf", "queue", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "conf/main.cf").write_text(MAIN.format(folder=folder, relay=relay.port))
    (folder / "conf/master.cf").write_text(MASTER.format(port=port, folder=folder))
    # EX_NOUSER of sysexits.
    (folder / "refuse").write_text("echo nobody of that name lives here; exit 67\n")
    subprocess.run([program, "-c", str(folder / "conf"), "check"], check=True, capture_output=True, timeout=60)
    master = subprocess.run(
        [Path(program).with_name("postconf"), "-c", str(folder / "conf"), "-xh", "daemon_directory"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(
            [f"{master.stdout.strip()}/master", "-c", str(folder / "conf"), "-s"],
            stdout=out,
            stderr=out,
            preexec_fn=_end_with_parent,
        )
    _wait_until_it_answers(process, port, folder)

    def bounce(raw: bytes, sender: str, recipient: str) -> Letter:
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
            client.sendmail(sender, [recipient], raw)
        return relay.wait_for(lambda letter: letter.recipient == sender)[0]

    try:
        yield bounce
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "out").read_text()[-2000:]) from None
            time.sleep(0.05)


def _end_with_parent() -> None:
    # PR_SET_PDEATHSIG: a test run that is killed leaves no server behind.
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
