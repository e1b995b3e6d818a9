"""Mail that pretends: nothing is done, no ticket of others is touched, nothing that was said is told.

Each vector is a row: who is pretended to write, how, and by which carrier the ticket is named.
"""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from tests.rig.desk import ANN, BOB, QUEUE, TENANT, InnerDesk, Sent
from tests.rig.spoofs import EVIL, FORGED_RESULTS, OTHERS_RESULTS, STRANGER, UNCLEAN

from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.tickets.actions import note_on
from mailgate.store.clock import clockworks
from mailgate.store.tickets import entries, tickets

CORA = "cora@customers.test"
SAID, NOTED = "said-4711", "noted-0815"
RESULT = "Authentication-Results: mx.desk.test; dmarc={result} header.from={domain}\r\n"
_NAMES = itertools.count(1)


@dataclass(frozen=True)
class Scene:
    """Cora's ticket, which Ann answered, and everything that leads to it."""

    desk: InnerDesk
    number: str
    #: Header lines, words and envelope recipient by carrier.
    carriers: dict[str, tuple[str, str, str]]
    ann_replies_to: str
    bob_replies_to: str
    state: Callable[[], object]

    def send(self, who: str, header: str, carrier: str, **more) -> tuple[str, str]:
        """A mail with this author field; its state and outcome."""
        row = self.put(who, header, carrier, **more)
        self.work()
        return self.desk.state(row)

    def put(
        self, who: str, header: str, carrier: str, *, words: str = "Send me all of it.", results: str = "", trusted=True
    ) -> int:
        lines, more, to = self.carriers[carrier]
        local, _, domain = who.partition("@")
        author = header.format(
            who=who,
            evil=EVIL,
            local=local,
            domain=domain,
            encoded=who.replace("@", "=40"),
            base64=base64.b64encode(who.encode()).decode(),
        )
        lines += f"Message-ID: <spoof{next(_NAMES)}@evil.test>\r\n"
        raw = f"{results}{author}To: {to}\r\n{lines}\r\n{words}\r\n{more}\r\n"
        return self.desk.put(raw.encode(), sender=EVIL, to=to, trusted=trusted)

    def work(self) -> None:
        """Nothing of what the mails make us send tells anything to those who wrote them."""
        self.desk.work()
        for mail in self.desk.sent():
            assert mail.recipient not in (CORA, EVIL) or mail.kind == "acknowledgement", (mail.kind, mail.recipient)
            if mail.recipient not in (ANN, BOB):
                assert SAID not in mail.text
                assert NOTED not in mail.text


def _ticket_state(desk: InnerDesk, number: str) -> Callable[[], object]:
    def read(conn):
        ticket = tickets.by_ref(conn, TENANT, number)
        return (
            ticket,
            entries.of_ticket(conn, TENANT, ticket.id),
            tickets.watchers(conn, {ticket.id}),
            clockworks.of_ticket(conn, ticket.id),
        )

    return lambda: desk.tools.database.read(read)


def _verified(desk: InnerDesk, who: str, lines: str, words: str, *, to: str = QUEUE) -> None:
    """A mail of which a relay of ours says that it is truly that author's."""
    passed = RESULT.format(result="pass", domain=who.rpartition("@")[2])
    desk.take(f"{passed}From: {who}\r\nTo: {to}\r\n{lines}\r\n{words}\r\n".encode(), sender=who, to=to)


def _message_id(mail: Sent) -> str:
    return mail["Message-ID"].strip("<> ")


@pytest.fixture
def scene(desk: InnerDesk) -> Scene:
    desk.believe(agents="verified", trusted_authserv_ids=("mx.desk.test",))
    _verified(desk, CORA, "Subject: Printer\r\nMessage-ID: <one@customers.test>\r\n", SAID)
    notices = {mail.recipient: mail for mail in desk.sent()}
    to_ann, to_bob = notices[ANN]["Reply-To"], notices[BOB]["Reply-To"]
    _verified(desk, ANN, "Subject: Re: Printer\r\nMessage-ID: <ann@agents.test>\r\n", f"Yes, {SAID}.", to=to_ann)
    (reply,) = [mail for mail in desk.sent() if mail.kind == "reply"]
    (ticket,) = desk.tickets()
    note_on(desk.tools, desk.actor(ANN), ticket.number, Words(text=NOTED), now=desk.now)
    desk.sent()
    tag = f"Subject: Re: Printer [#{ticket.number}]\r\n"
    other = "Subject: Hello\r\n"
    (marker,) = set(re.findall(r"\[ref:[^\]]+\]", reply.text))
    carriers = {
        "subject": (tag, "", QUEUE),
        "in_reply_to": (f"{other}In-Reply-To: <{_message_id(reply)}>\r\n", "", QUEUE),
        "references": (f"{other}References: <x@y.test> <{_message_id(notices[CORA])}>\r\n", "", QUEUE),
        "foreign_id": (f"{other}In-Reply-To: <one@customers.test>\r\n", "", QUEUE),
        "body_marker": (other, marker, QUEUE),
        "customer's token": (other, "", reply["Reply-To"]),
        "agent's token": (other, "", to_ann),
        "own token": (other, "", to_ann),
        "everything": (f"{tag}In-Reply-To: <{_message_id(reply)}>\r\n", marker, reply["Reply-To"]),
    }
    return Scene(desk, ticket.number, carriers, to_ann, to_bob, _ticket_state(desk, ticket.number))


#: What may become of a mail of which nobody can say who wrote it: it waits for a person, for one of these reasons.
_WAITS = {"held.failed_sender", "held.agent_without_token", "held.agent_unverified", "held.not_an_agent"}
_CARRIERS = [
    "subject",
    "in_reply_to",
    "references",
    "foreign_id",
    "body_marker",
    "customer's token",
    "agent's token",
    "everything",
]


def _untouched(scene: Scene, vectors: dict[str, str], carrier: str, **more) -> dict[tuple[str, str], tuple[str, str]]:
    """What became of each vector, pretending to be the customer and the agent; the ticket stays as it was."""
    before = scene.state()
    rows = {
        (name, who): scene.put(who, header, carrier, **more)
        for (name, header), who in itertools.product(vectors.items(), (CORA, ANN))
    }
    scene.work()
    assert scene.state() == before
    return {vector: scene.desk.state(row) for vector, row in rows.items()}


@pytest.mark.parametrize("carrier", _CARRIERS)
def test_author_that_is_not_plainly_one_mailbox_waits_for_a_person(scene, carrier):
    for vector, (state, code) in _untouched(scene, UNCLEAN, carrier, words="#close").items():
        assert (state, code in _WAITS) == ("held", True), (vector, state, code)


@pytest.mark.parametrize("carrier", _CARRIERS)
def test_stranger_with_a_like_name_gets_a_ticket_of_his_own_or_waits(scene, carrier):
    tokens = ("customer's token", "agent's token", "everything")
    expected = ("held", "held.foreign_token") if carrier in tokens else ("processed", "new_ticket")
    for vector, became in _untouched(scene, STRANGER, carrier, words="#close").items():
        assert became == expected, vector


@pytest.mark.parametrize(("vectors", "trusted"), [(FORGED_RESULTS, False), (OTHERS_RESULTS, True)])
def test_result_that_no_relay_of_ours_gave_this_author_proves_nothing(scene, vectors, trusted):
    before = scene.state()
    for name, lines in vectors.items():
        results = lines.format(who=ANN, domain="agents.test")
        became = scene.send(ANN, "From: {who}\r\n", "own token", words="#close", results=results, trusted=trusted)
        assert became == ("held", "held.agent_unverified"), name
    assert scene.state() == before


#: The rows of threat T-24: what a relay says, whose token it is, who writes.
_COMMANDS = list(itertools.product(("pass", "none", "fail"), ("own", "another's", "none"), (ANN, BOB, CORA)))
#: One for each agent.
_ACTING = [("pass", "own", ANN), ("pass", "own", BOB)]


def _command(scene: Scene, result: str, token: str, who: str) -> tuple[str, str]:
    replies_to = {ANN: scene.ann_replies_to, BOB: scene.bob_replies_to}
    own = replies_to.get(who, scene.carriers["customer's token"][2])
    to = {"own": own, "another's": scene.bob_replies_to if who == ANN else scene.ann_replies_to, "none": QUEUE}[token]
    scene.carriers["this"] = (f"Subject: Re: Printer [#{scene.number}]\r\n", "", to)
    verdict = RESULT.format(result=result, domain=who.rpartition("@")[2])
    return scene.send(who, "From: {who}\r\n", "this", words="#close", results=verdict)


def test_command_without_the_own_token_and_proof_of_an_agent_does_nothing(scene):
    for row in _COMMANDS:
        if row in _ACTING:
            continue
        before = scene.desk.ticket(scene.number)
        became = _command(scene, *row)
        # A customer's words are a customer's words, whatever they look like.
        assert scene.desk.ticket(scene.number).status.value != "closed", (row, became)
        if row[-1] != CORA:
            assert (scene.desk.ticket(scene.number), became[0]) == (before, "held"), row


@pytest.mark.parametrize("row", _ACTING, ids=["agent", "colleague"])
def test_command_with_the_own_token_and_proof_acts(scene, row):
    _command(scene, *row)

    assert scene.desk.ticket(scene.number).status.value == "closed"


@pytest.mark.parametrize("result", ["pass", "none", "fail"])
def test_copy_to_a_stranger_in_the_customers_name_makes_nobody_a_watcher(scene, result):
    """The takeover of 2024: the victim's address as author, the taker in Cc, and the history goes to both."""
    verdict = RESULT.format(result=result, domain="customers.test")

    for carrier in _CARRIERS:
        scene.send(CORA, f"From: {{who}}\r\nCc: {EVIL}\r\n", carrier, results=verdict)

    assert [states for states in scene.state()[2].values() if states.get(EVIL) == "active"] == []
    scene.desk.receive(CORA, "And now?", to=scene.carriers["customer's token"][2], headers=verdict)
    note_on(scene.desk.tools, scene.desk.actor(ANN), scene.number, Words(text=NOTED), now=scene.desk.now)
    assert {mail.recipient for mail in scene.desk.sent()} <= {ANN, BOB, CORA}


def test_sign_up_mail_to_a_ticket_shows_its_code_to_no_customer(scene):
    """The ticket trick of 2017: whoever reads a ticket must not read what a third party sends to its address."""
    before = scene.state()

    for carrier in _CARRIERS:
        header = "From: {who}\r\nAuto-Submitted: auto-generated\r\n"
        became = scene.send("no-reply@service.test", header, carrier, words="Code 9")
        assert became in (("held", "held.foreign_token"), ("processed", "new_ticket")), carrier
    assert scene.state() == before
