"""Mailboxes of a real Dovecot, read by the real daemon."""

from __future__ import annotations

import random
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import text
from tests.rig.cuts import Line
from tests.rig.daemon import Daemon, mail
from tests.rig.dovecot import PASSWORD, Dovecot

from mailgate.store.database import Database

ACCOUNT = """
[[imap]]
name = "main"
host = "127.0.0.1"
port = {port}
tls = "none"
username = "{user}"
password = "{password}"
deliver_to = "support@desk.test"
after = "{after}"
poll = "{poll}"
"""
_SUBJECT = re.compile(rb"^Subject: (.*?)\r?$", re.M)


def customer_mail(number: int, *, size: int = 200) -> bytes:
    return mail(
        f"cora-{number}@customers.test",
        f"Mail {number}",
        "word " * (size // 5),
        message_id=f"{number}@customers.test",
    ).encode()


def reads(daemon: Daemon, port: int, user: str, *, after: str = "seen", poll: str = "1h") -> None:
    """Have the daemon read a mailbox from its next start on."""
    account = ACCOUNT.format(port=port, user=user, password=PASSWORD, after=after, poll=poll)
    daemon.config.write_text(daemon.config.read_text() + account)


def kept(url: str) -> int:
    """How many mails are in the inbox."""
    database = Database.open(url)
    try:
        return database.read(lambda conn: conn.execute(text("SELECT count(*) FROM raw_mail")).scalar_one())
    finally:
        database.close()


def subjects(url: str) -> list[str]:
    """The subject of every mail in the inbox, duplicates included, sorted by number."""
    database = Database.open(url)
    try:
        rows = database.read(lambda conn: conn.execute(text("SELECT raw FROM raw_mail")).scalars().all())
    finally:
        database.close()
    found = [_SUBJECT.search(bytes(raw))[1].decode() for raw in rows]
    return sorted(found, key=lambda subject: int(subject.split()[1]))


def expected(count: int) -> list[str]:
    return [f"Mail {number}" for number in range(count)]


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    """A mailbox of the test's own."""
    return f"user-{abs(hash(request.node.nodeid)):x}"


@pytest.fixture
def line(dovecot: Dovecot) -> Iterator[Line]:
    line = Line(dovecot.port)
    yield line
    line.close()


def until(daemon: Daemon, holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, (daemon.folder / "log").read_text()[-3000:]
        time.sleep(0.1)


def test_a_mail_in_a_mailbox_becomes_a_ticket_without_a_poll(idle_daemon, database_url, dovecot, user):
    dovecot.put(user)
    idle_daemon.configure(database_url)
    reads(idle_daemon, dovecot.port, user)
    idle_daemon.start()
    idle_daemon.wait_until(
        lambda: [row for row in idle_daemon.json("imap", "status")["mailboxes"] if row["succeeded_at"]]
    )
    dovecot.put(user, customer_mail(0))
    assert idle_daemon.wait_until(idle_daemon.tickets)[0]["subject"] == "Mail 0"
    client = dovecot.client(user)
    until(idle_daemon, lambda: client.noop() and client.uid("SEARCH", "SEEN") == ("OK", [b"1"]), 10)
    client.logout()


def _taken_through_everything(daemon: Daemon, url: str, dovecot: Dovecot, line: Line, user: str, *, counts) -> None:
    """Kill the daemon and cut its line while it reads, and have somebody else work in the mailbox meanwhile."""
    mails, kills, cuts = counts
    chance = random.Random(mails)
    size, share = 4_000, mails // (kills + 1)
    dovecot.put(user)
    daemon.configure(url)
    reads(daemon, line.port, user, after="seen", poll="5s")
    # Twice as many as promised: a kill takes the cut of its connection with it.
    line.cut_after(*[chance.randrange(2_000, share * size // 2) for _ in range(2 * cuts)])
    somebody = dovecot.client(user)
    for place in range(kills):
        first = place * share
        dovecot.put(user, *[customer_mail(number, size=size) for number in range(first, first + share)])
        daemon.start()
        until(daemon, lambda first=first: kept(url) > first, 60)
        daemon.kill()
        # Read, and tidied up, by somebody else; the mails that go are those that nobody wants.
        somebody.uid("STORE", "1:*", "+FLAGS.SILENT", r"(\Seen)")
        dovecot.put(user, b"From: x@junk.test\r\nSubject: Mail 999999\r\n\r\nbuy\r\n")
        somebody.noop()
        _, found = somebody.uid("SEARCH", "SUBJECT", '"Mail 999999"')
        somebody.uid("STORE", ",".join(found[0].decode().split()), "+FLAGS.SILENT", r"(\Deleted)")
        somebody.expunge()
    dovecot.put(user, *[customer_mail(number, size=size) for number in range(kills * share, mails)])
    daemon.start()
    until(daemon, lambda: kept(url) >= mails, 160)
    daemon.kill()
    daemon.start()
    daemon.wait_until(lambda: daemon.json("imap", "status")["mailboxes"][0]["taken"] == 0)
    assert subjects(url) == expected(mails)
    assert line.done >= cuts
    assert daemon.stop() == 0


def test_every_mail_is_taken_once_through_kills_and_cuts(idle_daemon, database_url, dovecot, line, user):
    _taken_through_everything(idle_daemon, database_url, dovecot, line, user, counts=(200, 3, 5))


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_ten_thousand_mails_are_taken_once_through_20_kills_and_50_cuts(idle_daemon, database_url, dovecot, line, user):
    _taken_through_everything(idle_daemon, database_url, dovecot, line, user, counts=(10_000, 20, 50))


def test_two_nodes_share_a_mailbox(tmp_path, relay, database_url, dovecot, user):
    nodes = [Daemon(tmp_path / name, relay) for name in ("one", "two")]
    for node in nodes:
        (node.folder / "var").mkdir(parents=True)
        node.configure(database_url)
        reads(node, dovecot.port, user, after="move:Done", poll="1s")
    dovecot.put(user, *[customer_mail(number) for number in range(100)])
    try:
        nodes[0].start()
        shutil.copy(nodes[0].folder / "var" / "secret.key", nodes[1].folder / "var")
        nodes[1].start()
        until(nodes[0], lambda: kept(database_url) >= 50, 30)
        nodes[0].stop()
        dovecot.put(user, *[customer_mail(number) for number in range(100, 150)])
        until(nodes[1], lambda: kept(database_url) >= 150, 60)
        nodes[1].wait_until(lambda: nodes[1].json("imap", "status")["mailboxes"][0]["taken"] == 0)
    finally:
        for node in nodes:
            if node.process is not None:
                node.kill()
    assert subjects(database_url) == expected(150)
    client = dovecot.client(user)
    assert client.select("Done") == ("OK", [b"150"])
    assert client.select("INBOX") == ("OK", [b"0"])
    client.logout()


def test_a_new_uidvalidity_doubles_no_mail_hides_none_and_is_told(idle_daemon, database_url, dovecot, user, relay):
    dovecot.put(user, *[customer_mail(number) for number in range(60)])
    idle_daemon.configure(database_url)
    reads(idle_daemon, dovecot.port, user, after="seen", poll="1s")
    idle_daemon.start()
    until(idle_daemon, lambda: kept(database_url) >= 60, 30)
    idle_daemon.stop()
    dovecot.renumber(user)
    dovecot.put(user, customer_mail(60))
    idle_daemon.inject(_LOOKS_OFTEN)
    idle_daemon.start()
    until(idle_daemon, lambda: kept(database_url) >= 61, 30)
    idle_daemon.wait_until(lambda: idle_daemon.json("imap", "status")["mailboxes"][0]["known"] == 61)
    assert subjects(database_url) == expected(61)
    told = relay.wait_for(lambda letter: "numbered anew" in letter["Subject"], 2)
    assert {letter.recipient for letter in told} == {"ann@agents.test", "bob@agents.test"}
    shown = gauges(idle_daemon)
    box = 'account="main",folder="INBOX"'
    counted = [shown[f'mailgate_mailbox_mails{{{box},which="{which}"}}'] for which in ("server", "known", "unread")]
    assert counted == [61, 61, 0]
    assert shown[f'mailgate_mailbox_seconds{{{box},since="success"}}'] < 600


#: The next look comes sooner than an operator would want.
_LOOKS_OFTEN = "import mailgate.receive.imap.watch as watch\nwatch._EVERY = 0.5"


def gauges(daemon: Daemon) -> dict[str, float]:
    """Every line of ``/metrics`` by what it measures."""
    lines = urlopen(f"http://127.0.0.1:{daemon.ports['http']}/metrics").read().decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_a_mail_is_in_the_inbox_within_two_seconds_of_its_arrival(idle_daemon, database_url, dovecot, user):
    """By IDLE alone, with nothing set for the test: the quickest of five, on a machine that does other things."""
    dovecot.put(user)
    idle_daemon.configure(database_url)
    reads(idle_daemon, dovecot.port, user)
    idle_daemon.start()
    idle_daemon.wait_until(
        lambda: [row for row in idle_daemon.json("imap", "status")["mailboxes"] if row["succeeded_at"]]
    )
    took = []
    for number in range(5):
        dovecot.put(user, customer_mail(number))
        began = time.monotonic()
        until(idle_daemon, lambda number=number: kept(database_url) > number, 60)
        took.append(time.monotonic() - began)
    assert min(took) < 2.0


def secured(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the daemon trust the test's certificate, and nobody else."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


def replaced(daemon: Daemon, *pairs: tuple[str, str]) -> None:
    text = daemon.config.read_text()
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    daemon.config.write_text(text)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_mails_come_over_tls(idle_daemon, database_url, dovecot, user, certificate, monkeypatch, tls):
    secured(certificate, monkeypatch)
    dovecot.put(user, *[customer_mail(number) for number in range(5)])
    idle_daemon.configure(database_url)
    reads(idle_daemon, dovecot.tls_port if tls == "implicit" else dovecot.port, user)
    replaced(idle_daemon, ('host = "127.0.0.1"', 'host = "localhost"'), ('tls = "none"', f'tls = "{tls}"'))
    idle_daemon.start()
    until(idle_daemon, lambda: kept(database_url) >= 5, 30)
    assert subjects(database_url) == expected(5)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_not_believed(idle_daemon, database_url, dovecot, user, tls):
    idle_daemon.configure(database_url)
    reads(idle_daemon, dovecot.tls_port if tls == "implicit" else dovecot.port, user)
    replaced(idle_daemon, ('host = "127.0.0.1"', 'host = "localhost"'), ('tls = "none"', f'tls = "{tls}"'))
    tried = idle_daemon.run("imap", "test", "--json")
    assert tried.returncode == 75
    assert "CERTIFICATE_VERIFY_FAILED" in tried.stdout


def test_mails_come_by_tokens_that_are_renewed(idle_daemon, database_url, dovecot, user):
    issuer = dovecot.issuer
    issuer.user, issuer.refresh, issuer.spent, issuer.expires_in = user, {"r0"}, set(), 1
    if database_url.startswith("sqlite"):
        # Dovecot offers both mechanisms; XOAUTH2 is chosen where it is the only one.
        idle_daemon.inject(
            "import mailgate.receive.imap.oauth.sasl as sasl\n"
            "choose = sasl.exchange\n"
            "sasl.exchange = lambda a, t, c: choose(a, t, set(c) - {'AUTH=OAUTHBEARER'})"
        )
    dovecot.put(user, customer_mail(0))
    idle_daemon.configure(database_url)
    reads(idle_daemon, dovecot.port, user, poll="1s")
    oauth = f'oauth = {{ token_url = "{issuer.url}/token", client_id = "mailgate", refresh_token = "r0" }}'
    replaced(idle_daemon, (f'password = "{PASSWORD}"', oauth))
    idle_daemon.start()
    until(idle_daemon, lambda: kept(database_url) >= 1, 30)
    idle_daemon.stop()
    dovecot.put(user, customer_mail(1))
    idle_daemon.start()
    until(idle_daemon, lambda: kept(database_url) >= 2, 30)
    assert idle_daemon.json("imap", "test")[0]["error"] == ""
    assert len(issuer.access) >= 3
    assert len(issuer.spent & {f"r{n}" for n in range(100)}) >= 3


def test_the_operator_is_told_once_of_the_first_refused_token(idle_daemon, database_url, dovecot, user, relay, issuer):
    idle_daemon.configure(database_url)
    reads(idle_daemon, dovecot.port, user)
    oauth = f'oauth = {{ token_url = "{issuer.url}/token", client_id = "mailgate", refresh_token = "revoked" }}'
    replaced(idle_daemon, (f'password = "{PASSWORD}"', oauth), ("workers =", 'operator = "ops@house.test"\nworkers ='))
    idle_daemon.start()
    (letter,) = relay.wait_for(lambda letter: letter.recipient == "ops@house.test")
    assert "cannot log in" in letter["Subject"]
    assert "invalid_grant" in letter.text
    metrics = urlopen(f"http://127.0.0.1:{idle_daemon.ports['http']}/metrics").read().decode()
    assert 'mailgate_mailbox_login_seconds{account="main",which="failure"}' in metrics
    idle_daemon.kill()
    idle_daemon.start()
    asked = len(issuer.asked)
    idle_daemon.wait_until(lambda: len(issuer.asked) > asked)
    issuer.refresh.add("revoked")
    idle_daemon.wait_until(lambda: not idle_daemon.json("imap", "status")["logins"][0]["error"])
    assert len(idle_daemon.json("outbox", "list")) == 1


def test_a_mailbox_that_fails_for_long_is_told_to_the_agents_where_nobody_is_operator(
    idle_daemon, database_url, dovecot, user, relay
):
    idle_daemon.configure(database_url)
    reads(idle_daemon, dovecot.port, user)
    replaced(idle_daemon, (f'password = "{PASSWORD}"', 'password = "wrong"\nalarm_after = "1s"'))
    idle_daemon.inject(_LOOKS_OFTEN)
    idle_daemon.start()
    told = relay.wait_for(lambda letter: "cannot be read" in letter["Subject"], 2)
    assert {letter.recipient for letter in told} == {"ann@agents.test", "bob@agents.test"}
    assert "AUTHENTICATIONFAILED" in told[0].text
    assert "LoginRefused" not in told[0].text


def test_trying_a_folder_that_is_not_there_tells_which_are(idle_daemon, dovecot, user):
    dovecot.put(user)
    dovecot.put(user, customer_mail(0), folder="Gesendet &- &APw-ber")
    idle_daemon.configure("sqlite:///var/mailgate.db")
    reads(idle_daemon, dovecot.port, user)
    replaced(idle_daemon, ("deliver_to", 'sent = "Sent"\ndeliver_to'))
    inbox, sent = idle_daemon.run("imap", "test").stdout.splitlines()[1:]
    assert inbox.split() == ["main", "INBOX", "0", "nothing", "works"]
    assert sent.split()[:4] == ["main", "Sent", "-", "-"]
    assert sent.rstrip().endswith("folders of the account: Gesendet & über, INBOX")


def test_several_folders_of_an_account_are_read_at_once(idle_daemon, database_url, dovecot, user):
    dovecot.put(user, customer_mail(0))
    dovecot.put(user, customer_mail(1), folder="Support")
    idle_daemon.configure(database_url)
    reads(idle_daemon, dovecot.port, user, after="move:Done")
    replaced(idle_daemon, ("deliver_to", 'other_folders = ["Support"]\ndeliver_to'))
    idle_daemon.start()
    until(idle_daemon, lambda: kept(database_url) >= 2, 30)
    idle_daemon.wait_until(lambda: all(row["succeeded_at"] for row in idle_daemon.json("imap", "status")["mailboxes"]))
    dovecot.put(user, customer_mail(2), folder="Support")
    dovecot.put(user, customer_mail(3))
    until(idle_daemon, lambda: kept(database_url) >= 4, 30)
    assert subjects(database_url) == expected(4)
    found = {(row["folder"], row["known"]) for row in idle_daemon.json("imap", "status")["mailboxes"]}
    assert found == {("INBOX", 2), ("Support", 2)}


def test_answers_of_the_providers_own_client_are_recorded_once_and_sent_to_nobody(
    idle_daemon, database_url, dovecot, user, relay
):
    dovecot.put(user, answer_in_client(99, to="cora-0@customers.test", answers="old@customers.test"), folder="Sent")
    idle_daemon.configure(database_url)
    reads(idle_daemon, dovecot.port, user, after="keep", poll="1s")
    replaced(idle_daemon, ("deliver_to", 'sent = "Sent"\ndeliver_to'))
    idle_daemon.start()
    dovecot.put(user, customer_mail(0))
    (ticket,) = idle_daemon.wait_until(idle_daemon.tickets)
    asked = "0@customers.test"
    # What went elsewhere, what answers nothing, a copy of our own mail; and at last the answer.
    own = relay.wait_for(lambda letter: letter.recipient == "cora-0@customers.test")[0].raw
    others = (
        answer_in_client(1, to="wife@home.test", answers=asked),
        answer_in_client(2, to="cora-0@customers.test", answers="other@customers.test"),
        own,
    )
    dovecot.put(user, *others, answer_in_client(3, to="cora-0@customers.test", answers=asked), folder="Sent")
    idle_daemon.wait_until(lambda: len(idle_daemon.messages(ticket["number"])) == 2)
    idle_daemon.wait_until(lambda: idle_daemon.processed() == 5)
    said = idle_daemon.messages(ticket["number"])
    assert [(one["author"]["type"], one["text"].strip()) for one in said][1:] == [("agent", "Answer 3")]
    assert idle_daemon.tickets()[0]["status"] == "waiting_for_customer"
    sent = [row for row in idle_daemon.json("outbox", "list") if row["recipient"] == "cora-0@customers.test"]
    assert [row["kind"] for row in sent] == ["acknowledgement"]


def answer_in_client(number: int, *, to: str, answers: str) -> bytes:
    """An agent's mail, as the provider's web client writes it."""
    raw = mail(
        "support@desk.test",
        "Re: Mail 0",
        f"Answer {number}",
        message_id=f"client-{number}@provider.test",
        to=to,
        In_Reply_To=f"<{answers}>",
    )
    return raw.encode()


class Meddler:
    """Another client of the mailbox: marks all as read and removes junk, again and again, while we fetch."""

    def __init__(self, dovecot: Dovecot, user: str) -> None:
        self.rounds = 0
        self._dovecot, self._user = dovecot, user
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        client = self._dovecot.client(self._user)
        while not self._stop.is_set():
            self._dovecot.put(self._user, b"From: x@junk.test\r\nSubject: Mail 999999\r\n\r\nbuy\r\n")
            client.noop()
            client.uid("STORE", "1:*", "+FLAGS.SILENT", r"(\Seen)")
            _, found = client.uid("SEARCH", "SUBJECT", '"Mail 999999"')
            if found[0]:
                client.uid("STORE", found[0].decode().replace(" ", ","), "+FLAGS.SILENT", r"(\Deleted)")
                client.expunge()
                self.rounds += 1
        client.logout()


def _shared_while_somebody_meddles(tmp_path, relay, url: str, dovecot: Dovecot, user: str, *, mails: int) -> None:
    """Two nodes and another client at one mailbox; the node that reads is stopped half way."""
    nodes = [Daemon(tmp_path / name, relay) for name in ("one", "two")]
    for node in nodes:
        (node.folder / "var").mkdir(parents=True)
        node.configure(url)
        reads(node, dovecot.port, user, after="seen", poll="1s")
    half = mails // 2
    dovecot.put(user, *[customer_mail(number) for number in range(half)])
    nodes[0].start()
    shutil.copy(nodes[0].folder / "var" / "secret.key", nodes[1].folder / "var")
    nodes[1].start()
    meddler = Meddler(dovecot, user)
    try:
        dovecot.put(user, *[customer_mail(number) for number in range(half, mails)])
        until(nodes[0], lambda: kept(url) >= half, 120)
        # Killed, it holds its lease for 30 s; that is for the full count.
        (nodes[0].kill if mails > 1000 else nodes[0].stop)()
        until(nodes[1], lambda: _customers_kept(url) >= mails, 240)
        meddler.stop()
        nodes[1].wait_until(lambda: nodes[1].json("imap", "status")["mailboxes"][0]["taken"] == 0)
    finally:
        meddler.stop()
        for node in nodes:
            if node.process is not None:
                node.kill()
    assert [subject for subject in subjects(url) if subject != "Mail 999999"] == expected(mails)
    assert meddler.rounds > 0


def _customers_kept(url: str) -> int:
    """How many mails are in the inbox, junk left out."""
    database = Database.open(url)
    try:
        query = text("SELECT count(*) FROM inbox WHERE mail_from <> 'x@junk.test'")
        return database.read(lambda conn: conn.execute(query).scalar_one())
    finally:
        database.close()


def test_two_nodes_take_every_mail_once_while_another_client_reads_and_expunges(
    tmp_path, relay, database_url, dovecot, user
):
    _shared_while_somebody_meddles(tmp_path, relay, database_url, dovecot, user, mails=400)


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_two_nodes_take_ten_thousand_mails_once_while_another_client_reads_and_expunges(
    tmp_path, relay, database_url, dovecot, user
):
    _shared_while_somebody_meddles(tmp_path, relay, database_url, dovecot, user, mails=10_000)
