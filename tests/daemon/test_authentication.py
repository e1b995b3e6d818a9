"""The real daemon asks a name server who may send for whom; mail comes from a peer that nobody trusts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from tests.rig.daemon import Daemon
from tests.rig.dns import NameServer
from tests.rig.signing import new_rsa_key, sign

CUSTOMER = "cora@customers.test"
KEY = new_rsa_key()
REJECTS = {"_dmarc.customers.test": ["TXT v=DMARC1; p=reject"], "k1._domainkey.customers.test": [f"TXT {KEY.record}"]}

Start = Callable[..., NameServer]


@pytest.fixture
def start(idle_daemon: Daemon, database_url: str) -> Iterator[Start]:
    """Start the daemon with a name server that answers from these records."""
    servers = []

    def started(records: dict[str, list[str]] | None = None, *, silent: bool = False, more: str = "") -> NameServer:
        server = NameServer(records, silent=silent)
        servers.append(server)
        idle_daemon.configure(database_url)
        settings = f'verify = true\ntrusted_relays = []\nresolver = "127.0.0.1:{server.port}"\n{more}'
        config = idle_daemon.config.read_text().replace("verify = false\n", settings)
        idle_daemon.config.write_text(config)
        idle_daemon.start()
        return server

    yield started
    for server in servers:
        server.close()


@pytest.fixture
def send(idle_daemon: Daemon, write: Callable[..., str]) -> Callable[..., dict]:
    """Send a mail and give back its row of the inbox once it was worked on."""

    def sent(message_id: str, *, signed: bool, sender: str = CUSTOMER, **headers: str) -> dict:
        raw = write(sender, "Printer broken", "It does not print.", message_id=message_id, **headers).encode()
        idle_daemon.send(sign(raw, KEY, "customers.test") if signed else raw, sender=sender)
        return idle_daemon.wait_until(lambda: _row(idle_daemon, message_id))

    return sent


def _row(daemon: Daemon, message_id: str) -> dict | None:
    for row in daemon.json("inbox", "list"):
        if row["state"] not in ("pending", "working"):
            account = daemon.json("explain", str(row["id"]))
            found = [event["details"] for event in account["journal"] if "sender" in event["details"]]
            if found and found[0]["route"]["message_id"] == message_id:
                return row | {"sender": found[0]["sender"]}
    return None


def test_a_signed_mail_is_verified_and_a_spoofed_one_is_held(idle_daemon, relay, start, send):
    start(REJECTS)

    verified = send("true@customers.test", signed=True)
    spoofed = send("false@customers.test", signed=False)

    assert (verified["state"], verified["sender"]["tier"]) == ("processed", "verified")
    assert "dkim customers.test k1: pass" in verified["sender"]["evidence"]
    assert (spoofed["state"], spoofed["sender"]["reason"]) == ("held", "dmarc.fail")
    assert "dmarc customers.test: p=reject" in spoofed["sender"]["evidence"]
    assert len(idle_daemon.tickets()) == 1
    # Only the subject of one who is verified is repeated, and whoever was forged hears nothing.
    assert [letter["Subject"].startswith("Re: Printer broken") for letter in relay.to(CUSTOMER)] == [True]


def test_a_host_that_may_send_is_verified(start, send):
    start(
        {"_dmarc.customers.test": REJECTS["_dmarc.customers.test"], "customers.test": ["TXT v=spf1 ip4:127.0.0.1 -all"]}
    )

    assert send("host@customers.test", signed=False)["sender"]["reason"] == "dmarc.pass"


def test_without_a_policy_a_sender_is_weak_and_gets_a_ticket(idle_daemon, start, send):
    start({})

    row = send("plain@customers.test", signed=False)

    assert (row["state"], row["sender"]["tier"], row["sender"]["reason"]) == ("processed", "weak", "dmarc.none")
    assert len(idle_daemon.tickets()) == 1


def test_a_result_that_a_stranger_wrote_is_passed_over(start, send):
    start(REJECTS, more='trusted_authserv_ids = ["mx.desk.test", "desk.test"]\n')

    for server in ("mx.desk.test", "desk.test"):
        row = send(
            f"forged-{server}@customers.test",
            signed=False,
            Authentication_Results=f"{server}; dmarc=pass header.from=customers.test",
        )
        assert (row["state"], row["sender"]["reason"]) == ("held", "dmarc.fail")


def test_a_silent_dns_delays_no_mail_by_more_than_three_seconds_and_loses_none(idle_daemon, relay, start, write):
    start(silent=True)
    senders = [f"c{number}@d{number}.test" for number in range(20)]

    began = time.monotonic()
    for sender in senders:
        raw = write(sender, "Printer broken", "It does not print.", message_id=f"1-{sender}").encode()
        idle_daemon.send(raw, sender=sender)
    idle_daemon.wait_until(lambda: idle_daemon.processed() == len(senders))
    took = time.monotonic() - began

    assert {ticket["customer_email"] for ticket in idle_daemon.tickets()} == set(senders)
    # The first mail waits its three seconds, and those that came meanwhile theirs together; one by one: a minute.
    assert took < 30.0


def test_a_name_server_that_is_gone_is_no_reason_to_fail_anybody(idle_daemon, start, send):
    start(REJECTS).close()

    row = send("later@customers.test", signed=False)

    assert (row["state"], row["sender"]["reason"]) == ("processed", "dns.silent")


def test_an_agent_whose_mail_is_not_verified_says_nothing_in_our_name(idle_daemon, relay, start, send, write):
    agents = {
        "_dmarc.agents.test": ["TXT v=DMARC1; p=none"],
        "k1._domainkey.agents.test": [f"TXT {KEY.record}"],
    }
    start(REJECTS | agents)
    idle_daemon.stop()
    idle_daemon.config.write_text(idle_daemon.config.read_text().replace('agents = "token"', 'agents = "verified"'))
    idle_daemon.start()
    send("first@customers.test", signed=True)
    notice = next(iter(relay.wait_for(lambda letter: letter.recipient == "ann@agents.test")))

    def answer(text: str, *, signed: bool) -> None:
        raw = write(
            "ann@agents.test", "Re: it", text, message_id=f"{signed}@agents.test", to=notice["Reply-To"]
        ).encode()
        raw = sign(raw, KEY, "agents.test") if signed else raw
        idle_daemon.send(raw, sender="ann@agents.test", to=notice["Reply-To"])

    answer("Forged words.", signed=False)
    idle_daemon.wait_until(lambda: idle_daemon.json("held", "list"))
    answer("True words.", signed=True)

    relay.wait_for(lambda letter: letter.recipient == CUSTOMER and "True words." in letter.text)
    assert not any("Forged words." in letter.text for letter in relay.to(CUSTOMER))
    assert [row["outcome"] for row in idle_daemon.json("held", "list")] == ["held.agent_unverified"]
