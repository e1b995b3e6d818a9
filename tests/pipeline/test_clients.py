"""Mail of real programs: a person's client answers our mail, and the vacation of a mail server does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.pipeline.conftest import House, Sent
from tests.rig.clients import program, thunderbird

from mailgate.model.outbound import OutboundKind
from mailgate.model.ticket import EntryKind
from mailgate.store.tickets import entries, tickets

ANN, EVE = "ann@agents.test", "eve@customer.test"
VACATION = """\
require ["vacation"];
vacation :days 1 :addresses ["eve@customer.test"] "I am away.";
"""
SIEVE_SETTINGS = """\
mail_location = maildir:{folder}/mail
mail_home = {folder}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
first_valid_gid = 1
"""


@pytest.mark.parametrize("quote", [True, False])
def test_agent_and_customer_converse_in_s_nail(house: House, s_nail, quote: bool) -> None:
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer", "It burns."), sender=EVE)
    (notice,) = [mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE]
    raw, to = s_nail(notice.raw, "Have you tried water?", author=f"Ann <{ANN}>", quote=quote)
    (reply,) = house.carry(raw, sender=ANN, to=to)
    assert (reply.kind, reply.recipient) == (OutboundKind.REPLY, EVE)
    assert "Have you tried water?" in reply.text
    assert ANN not in reply.raw.decode()

    raw, to = s_nail(reply.raw, "It is out. Danke schön!", author=f"Eve <{EVE}>", quote=quote)
    (told,) = house.carry(raw, sender=EVE, to=to)
    assert (told.kind, told.recipient) == (OutboundKind.CUSTOMER_NOTICE, ANN)
    assert "It is out. Danke schön!" in told.text
    assert house.ticket_count() == 1


def said(house: House, kind: EntryKind) -> list[str]:
    """What was said on the only ticket, as its readers see it."""

    def read(conn) -> list[str]:
        ticket = tickets.by_ref(conn, house.tenant, "2026-11-00001")
        return [entry.text for entry in entries.of_ticket(conn, house.tenant, ticket.id) if entry.kind is kind]

    return house.database.read(read)


@pytest.mark.parametrize("quote", ["above", "below", ""])
def test_agent_and_customer_converse_in_mutt(house: House, mutt, quote: str) -> None:
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer", "It burns."), sender=EVE)
    (notice,) = [mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE]
    raw, to = mutt(notice.raw, "Have you tried water? Schöne Grüße", author=f"Ann <{ANN}>", quote=quote)
    (reply,) = house.carry(raw, sender=ANN, to=to)
    assert (reply.kind, reply.recipient) == (OutboundKind.REPLY, EVE)
    assert ANN not in reply.raw.decode()

    raw, to = mutt(reply.raw, "It is out. Danke schön! 🚒", author=f"Eve <{EVE}>", quote=quote)
    (told,) = house.carry(raw, sender=EVE, to=to)
    assert (told.kind, told.recipient) == (OutboundKind.CUSTOMER_NOTICE, ANN)
    assert said(house, EntryKind.PUBLIC) == [
        "It burns.",
        "Have you tried water? Schöne Grüße",
        "It is out. Danke schön! 🚒",
    ]


def test_command_lines_written_in_mutt_above_its_quote_are_followed(house: House, mutt) -> None:
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer", "It burns."), sender=EVE)
    (notice,) = [mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE]
    raw, to = mutt(notice.raw, "#priority high", author=f"Ann <{ANN}>", quote="below")
    (transcript,) = house.carry(raw, sender=ANN, to=to)

    assert transcript.kind is OutboundKind.TRANSCRIPT
    assert "priority: medium -> high" in transcript.text


LONG = "Please pull the plug, then wait until it has cooled down entirely; that takes about twenty minutes or so."


@pytest.mark.parametrize("signature", ["", f"Ann\nAcme, {ANN}"], ids=["unsigned", "signed"])
@pytest.mark.parametrize("quote", ["above", "below"])
def test_agent_and_customer_converse_in_thunderbird(house: House, quote: str, signature: str) -> None:
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer", "It burns."), sender=EVE)
    (notice,) = [mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE]
    raw, to = thunderbird(notice.raw, f"Oh dear.\n{LONG}", author=f"Ann <{ANN}>", quote=quote, signature=signature)
    (reply,) = house.carry(raw, sender=ANN, to=to)
    assert (reply.kind, reply.recipient) == (OutboundKind.REPLY, EVE)
    page = reply.message.get_body(("html",)).get_content()
    assert LONG in page
    assert "moz-" not in page
    assert "wrote:" not in page
    assert ANN not in reply.raw.decode()

    raw, to = thunderbird(reply.raw, "It is out. Danke schön! 🚒", author=f"Eve <{EVE}>", quote=quote)
    (told,) = house.carry(raw, sender=EVE, to=to)
    assert (told.kind, told.recipient) == (OutboundKind.CUSTOMER_NOTICE, ANN)
    assert said(house, EntryKind.PUBLIC) == ["It burns.", f"Oh dear.\n{LONG}", "It is out. Danke schön! 🚒"]


@pytest.mark.parametrize("quote", ["above", "below"])
def test_note_written_in_thunderbird_to_the_address_in_the_notice_is_a_note(house: House, quote: str) -> None:
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer", "It burns."), sender=EVE)
    (notice,) = [mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE]
    raw, _ = thunderbird(notice.raw, f"Careful.\n{LONG}", author=f"Ann <{ANN}>", quote=quote)
    to = re.search(r"support\+n-[a-z2-7]+@acme\.test", notice.text)[0]
    for mail in house.carry(raw, sender=ANN, to=to):
        assert mail.recipient != EVE
    assert said(house, EntryKind.INTERNAL) == [f"Careful.\n{LONG}"]
    assert said(house, EntryKind.PUBLIC) == ["It burns."]


def test_command_lines_written_in_s_nail_are_followed(house: House, s_nail) -> None:
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer", "It burns."), sender=EVE)
    (notice,) = [mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE]
    # What s-nail quotes stands above what is typed, so a command needs a mail without a quote.
    raw, to = s_nail(notice.raw, "#priority high", author=f"Ann <{ANN}>", quote=False)
    (transcript,) = house.carry(raw, sender=ANN, to=to)

    assert transcript.kind is OutboundKind.TRANSCRIPT
    assert "priority: medium -> high" in transcript.text


@pytest.fixture
def vacation() -> Iterator[Callable[[Sent, str], bytes | None]]:
    """Eve's Dovecot gets a mail: what its Sieve vacation answers, and to whom; None where it answers nothing."""
    client = program("sieve-test")
    # It will not run as root, and nobody else may look into the folder of a test.
    account = (65_534, 65_534) if os.geteuid() == 0 else (os.getuid(), os.getgid())
    folder = Path(tempfile.mkdtemp(prefix="mailgate-vacation-"))
    if os.geteuid() == 0:
        os.chown(folder, *account)
    (folder / "conf").write_text(SIEVE_SETTINGS.format(folder=folder, uid=account[0], gid=account[1]))
    (folder / "script.sieve").write_text(VACATION)

    def answer(mail: Sent, sender: str) -> bytes | None:
        (folder / "mail.eml").write_bytes(mail.raw)
        words = ["-c", str(folder / "conf"), "-e", "-f", sender, "-r", EVE]
        files = [str(folder / "script.sieve"), str(folder / "mail.eml")]
        done = subprocess.run([client, *words, *files], check=True, capture_output=True, timeout=20)
        found = re.search(rb"X-Sieve:.*?\n(?=\r?\n?RECIPIENT:|START MESSAGE|END MESSAGE)", done.stdout, re.DOTALL)
        return found[0].rstrip() + b"\r\n" if found else None

    yield answer
    shutil.rmtree(folder)


def test_vacation_of_dovecot_answers_a_person_and_is_not_answered(house: House, s_nail, vacation) -> None:
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer"), sender=EVE)
    ack, notice = sorted(sent, key=lambda mail: mail.kind is not OutboundKind.ACKNOWLEDGEMENT)
    # Even where a relay put an address in the place of the null sender.
    assert vacation(ack, house.support) is None
    raw, to = s_nail(notice.raw, "Water?", author=f"Ann <{ANN}>")
    (reply,) = house.carry(raw, sender=ANN, to=to)

    answer = vacation(reply, reply.return_path)
    assert answer is not None
    assert f"<{reply.return_path}>".encode() in answer
    row = house.take(answer, sender="", to=reply.return_path)
    house.work()
    assert (house.outcome(row), house.send(), house.ticket_count()) == ("bounce.answered", [], 1)


def test_bounce_made_by_postfix_tells_the_agent_once(house: House, postfix) -> None:
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer"), sender=EVE)
    (notice,) = [mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE]
    to = str(notice.message["Reply-To"])
    (reply,) = house.carry(house.mail(f"Ann <{ANN}>", "Re: Printer", "Water?", to=to), sender=ANN, to=to)

    bounced = postfix(reply.raw, reply.return_path, reply.recipient)
    assert (bounced.sender, bounced.recipient) == ("", reply.return_path)
    row = house.take(bounced.raw, sender=bounced.sender, to=bounced.recipient)
    house.work()
    (told,) = house.send()
    assert house.outcome(row) == "bounce.failed"
    assert (told.kind, told.recipient) == (OutboundKind.UNDELIVERED, ANN)
    assert "nobody of that name lives here" in told.text
    assert house.ticket_count() == 1
