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

from mailgate.model.outbound import OutboundKind

ANN, EVE = "ann@agents.test", "eve@customer.test"
#: Stands where a client calls ``sendmail``: keeps the mail and its recipients.
KEEP = """\
#!/bin/sh
echo "$@" >{folder}/recipients
cat >{folder}/mail
"""
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


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture
def s_nail(tmp_path: Path) -> Callable[..., tuple[bytes, str]]:
    """A person reads a mail in s-nail and answers it: the answer, and where it goes."""
    client = program("s-nail")
    script = tmp_path / "sendmail"
    script.write_text(KEEP.format(folder=tmp_path))
    script.chmod(0o755)

    def answer(mail: Sent, text: str, *, author: str, quote: bool = True) -> tuple[bytes, str]:
        box = tmp_path / "box"
        raw = mail.raw.replace(b"\r\n", b"\n")
        box.write_bytes(b"From gate Sat Nov 21 12:00:00 2026\n" + re.sub(rb"(?m)^From ", b">From ", raw) + b"\n")
        settings = [f"mta={script}", f"from={author}", "reply-to-honour", "indentprefix=> ", "sendcharsets=utf-8"]
        settings += ["sendwait", "hostname=client.test", *(["quote"] if quote else [])]
        options = [word for setting in settings for word in ("-S", setting)]
        typed = f"reply 1\n{text}\n~.\nx\n"
        subprocess.run(
            [client, "-:/", "-#", "-R", *options, "-f", str(box)],
            input=typed.encode(),
            check=True,
            capture_output=True,
            timeout=20,
            env={**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        )
        to = (tmp_path / "recipients").read_text().split()[-1]
        return (tmp_path / "mail").read_bytes().replace(b"\n", b"\r\n"), to

    return answer


@pytest.mark.parametrize("quote", [True, False])
def test_agent_and_customer_converse_in_s_nail(house: House, s_nail, quote: bool) -> None:
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer", "It burns."), sender=EVE)
    (notice,) = [mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE]
    raw, to = s_nail(notice, "Have you tried water?", author=f"Ann <{ANN}>", quote=quote)
    (reply,) = house.carry(raw, sender=ANN, to=to)
    assert (reply.kind, reply.recipient) == (OutboundKind.REPLY, EVE)
    assert "Have you tried water?" in reply.text
    assert ANN not in reply.raw.decode()

    raw, to = s_nail(reply, "It is out. Danke schön!", author=f"Eve <{EVE}>", quote=quote)
    (told,) = house.carry(raw, sender=EVE, to=to)
    assert (told.kind, told.recipient) == (OutboundKind.CUSTOMER_NOTICE, ANN)
    assert "It is out. Danke schön!" in told.text
    assert house.ticket_count() == 1


def test_command_lines_written_in_s_nail_are_followed(house: House, s_nail) -> None:
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer", "It burns."), sender=EVE)
    (notice,) = [mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE]
    # What s-nail quotes stands above what is typed, so a command needs a mail without a quote.
    raw, to = s_nail(notice, "#priority high", author=f"Ann <{ANN}>", quote=False)
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
    raw, to = s_nail(notice, "Water?", author=f"Ann <{ANN}>")
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
