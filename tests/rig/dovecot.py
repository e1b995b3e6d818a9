"""A real Dovecot of the test's own, on a loopback port, with Maildir folders that the test may write into."""

from __future__ import annotations

import ctypes
import imaplib
import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.rig.oauth_issuer import Issuer

PASSWORD = "open-sesame"
START_WAIT_S = 20.0
_PROGRAM = "/usr/sbin/dovecot"

_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
{certificate}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
auth_mechanisms = plain login xoauth2 oauthbearer
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 100
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service imap {{
  process_limit = 100
}}
"""

_OAUTH2 = """\
introspection_mode = get
introspection_url = {url}/introspect?token=
active_attribute = active
active_value = true
username_attribute = email
"""


class Dovecot:
    """One server; every user name has a mailbox, all with the same password."""

    def __init__(self, certificate: tuple[Path, Path]) -> None:
        # Dovecot reads no mail as root, so a root's tests run it as somebody who owns nothing.
        self._account = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        self.folder = Path(tempfile.mkdtemp(prefix="mailgate-dovecot-", dir="/tmp"))
        self.port, self.tls_port = _free_port(), _free_port()
        self._names = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        user = self._account.get("user") or subprocess.check_output(["id", "-un"], text=True).strip()
        group = self._account.get("group") or subprocess.check_output(["id", "-gn"], text=True).strip()
        #: Whom it asks about access tokens.
        self.issuer = Issuer()
        (self.folder / "oauth2.conf").write_text(_OAUTH2.format(url=self.issuer.url))
        named = "ssl_cert = <{}\nssl_key = <{}".format(*self._copied(certificate))
        (self.folder / "dovecot.conf").write_text(
            _CONFIG.format(
                folder=self.folder,
                user=user,
                group=group,
                password=PASSWORD,
                port=self.port,
                tls_port=self.tls_port,
                certificate=named,
            )
        )
        for name in ("run", "state", "mail"):
            (self.folder / name).mkdir()
        self._give(self.folder)

    def start(self) -> None:
        self._process = subprocess.Popen(
            [_PROGRAM, "-F", "-c", self.folder / "dovecot.conf"],
            preexec_fn=_end_with_parent,
            start_new_session=True,
            **self._account,
        )
        until = time.monotonic() + START_WAIT_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=2).close()
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text()[-3000:]) from None
                time.sleep(0.02)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(START_WAIT_S)
            finally:
                _end_group(self._process.pid)
            self._process = None

    def remove(self) -> None:
        self.stop()
        self.issuer.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, user: str, *mails: bytes, folder: str = "") -> None:
        """Deliver into INBOX, or another folder, as a Maildir writer does: into ``tmp``, then into ``new``."""
        home = self.folder / "mail" / user / (f".{folder}" if folder else "")
        for name in ("tmp", "new", "cur"):
            if not (home / name).exists():
                (home / name).mkdir(parents=True)
                self._give(home)
        for raw in mails:
            # As Dovecot itself names them: with the size, so that nobody needs to read the mail to know it.
            name = f"{time.time():.0f}.M{next(self._names):09d}.test,S={len(raw)},W={len(raw)}"
            (home / "tmp" / name).write_bytes(raw)
            if self._account:
                shutil.chown(home / "tmp" / name, **_owner(self._account))
            (home / "tmp" / name).rename(home / "new" / name)

    def renumber(self, user: str) -> None:
        """Have the INBOX begin a new UIDVALIDITY, as after a restore from a backup."""
        home = self.folder / "mail" / user
        for path in home.glob("dovecot*"):
            path.unlink()

    def client(self, user: str) -> imaplib.IMAP4:
        """Another client of the mailbox, logged in, INBOX opened."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=START_WAIT_S)
        client.login(user, PASSWORD)
        client.select()
        return client

    def _copied(self, paths: tuple[Path, Path]) -> list[str]:
        copies = [shutil.copy(path, self.folder) for path in paths]
        for copy in copies:
            os.chmod(copy, 0o600)
        return copies

    def _give(self, folder: Path) -> None:
        if self._account:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, **_owner(self._account))


def _end_group(pid: int) -> None:
    """Whatever of the server's process group is still there."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _owner(account: dict[str, object]) -> dict[str, object]:
    return {"user": account["user"], "group": account["group"]}


def _end_with_parent() -> None:
    # PR_SET_PDEATHSIG: a test run that is killed leaves no server behind.
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _free_port() -> int:
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


@pytest.fixture(scope="session")
def dovecot(certificate: tuple[Path, Path]) -> Iterator[Dovecot]:
    """One server for the session; a test takes a user of its own."""
    if not Path(_PROGRAM).exists():
        reason = f"Dovecot is not in {_PROGRAM}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    server = Dovecot(certificate)
    try:
        server.start()
        yield server
    finally:
        server.remove()
