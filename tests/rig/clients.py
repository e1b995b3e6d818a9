"""People's mail clients: s-nail and mutt themselves, and what Thunderbird writes, byte by byte as it does."""

from __future__ import annotations

import hashlib
import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import textwrap
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from html import escape
from pathlib import Path

import pytest

#: Answers a mail: takes its bytes, what is typed and ``author``; gives the answer, and where it goes.
Client = Callable[..., tuple[bytes, str]]

#: Stands where a client calls ``sendmail``: keeps the mail and its recipients.
KEEP = """\
#!/bin/sh
echo "$@" >{folder}/recipients
cat >{folder}/mail
"""
#: Stands where mutt calls the editor, which shows the quote.
EDITOR = """\
#!/bin/sh
cat {order} >{folder}/draft && cat {folder}/draft >"$1"
"""
MUTT = """\
set from={author} use_from=yes hostname=client.test folder={folder} sendmail={folder}/sendmail editor={folder}/editor
set include={include} fast_reply=yes reply_to=yes recall=no copy=no quit=yes delete=no sendmail_wait=0 sleep_time=0
push "<reply><send-message><quit>"
"""
PATIENCE_S = 60.0


def program(name: str) -> str:
    """Its path; without it the test is skipped."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _opened(folder: Path, raw: bytes) -> Path:
    """A mailbox with one mail in it, and a ``sendmail`` that keeps the answer."""
    script = folder / "sendmail"
    script.write_text(KEEP.format(folder=folder))
    script.chmod(0o755)
    box = folder / "box"
    lines = raw.replace(b"\r\n", b"\n")
    box.write_bytes(b"From gate Sat Nov 21 12:00:00 2026\n" + re.sub(rb"(?m)^From ", b">From ", lines) + b"\n")
    return box


def _kept(folder: Path) -> tuple[bytes, str]:
    to = (folder / "recipients").read_text().split()[-1]
    return (folder / "mail").read_bytes().replace(b"\n", b"\r\n"), to


@pytest.fixture
def s_nail(tmp_path: Path) -> Client:
    """A person reads a mail in s-nail and answers it, the quote above what is typed."""
    client = program("s-nail")

    def answer(raw: bytes, text: str, *, author: str, quote: bool = True) -> tuple[bytes, str]:
        box = _opened(tmp_path, raw)
        settings = [f"mta={tmp_path}/sendmail", f"from={author}", "reply-to-honour", "indentprefix=> "]
        settings += ["sendcharsets=utf-8", "sendwait", "hostname=client.test", *(["quote"] if quote else [])]
        options = [word for setting in settings for word in ("-S", setting)]
        typed = f"reply 1\n{text}\n~.\nx\n"
        subprocess.run(
            [client, "-:/", "-#", "-R", *options, "-f", str(box)],
            input=typed.encode(),
            check=True,
            capture_output=True,
            timeout=PATIENCE_S,
            env={**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        )
        return _kept(tmp_path)

    return answer


@pytest.fixture
def mutt(tmp_path: Path) -> Client:
    """A person reads a mail in mutt and answers it; ``quote`` is ``above`` or ``below`` what is typed, or empty."""
    client = program("mutt")

    def answer(raw: bytes, text: str, *, author: str, quote: str = "below") -> tuple[bytes, str]:
        box = _opened(tmp_path, raw)
        (tmp_path / "typed").write_text(f"{text}\n")
        order = f'"$1" {tmp_path}/typed' if quote == "above" else f'{tmp_path}/typed "$1"'
        editor = tmp_path / "editor"
        editor.write_text(EDITOR.format(folder=tmp_path, order=order))
        editor.chmod(0o755)
        settings = tmp_path / "muttrc"
        include = "yes" if quote else "no"
        settings.write_text(MUTT.format(author=shlex.quote(author), folder=tmp_path, include=include))
        _on_a_terminal([client, "-n", "-R", "-F", str(settings), "-f", str(box)], home=tmp_path)
        return _kept(tmp_path)

    return answer


def _on_a_terminal(command: list[str], *, home: Path) -> None:
    """Run a program that draws a screen, to its end."""
    ours, its = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "vt100", "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, env=environment, cwd=home, start_new_session=True
    )
    os.close(its)
    until, shown = time.monotonic() + PATIENCE_S, b""
    try:
        while process.poll() is None and time.monotonic() < until:
            if select.select([ours], [], [], 0.1)[0]:
                shown += os.read(ours, 4096)
    except OSError:
        # The other end is closed: the program is gone.
        pass
    finally:
        if process.poll() is None and time.monotonic() >= until:
            process.kill()
        os.close(ours)
    assert process.wait(PATIENCE_S) == 0, shown[-2000:]


def thunderbird(raw: bytes, text: str, *, author: str, quote: str = "below", signature: str = "") -> tuple[bytes, str]:
    """The answer that Thunderbird makes of what is typed, and where it goes.

    As its composer writes HTML mail: text flowed at 72 columns (RFC 3676) beside HTML with ``moz-cite-prefix`` and a
    cited blockquote, header fields in its order.

    Args:
        quote: ``above`` what is typed (where its settings have it), or ``below``.
    """
    mail = message_from_bytes(raw, policy=policy.default)
    to = str(mail["Reply-To"] or mail["From"])
    subject = str(mail["Subject"])
    subject = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    name = re.sub(r"\s*<.*", "", str(mail["From"])).strip('"')
    wrote = f"On 11/21/26 12:00, {name} wrote:"
    quoted = _words_of(mail)
    own_id = hashlib.sha256(raw + text.encode()).hexdigest()[:32]
    plain = _plain(text, wrote, quoted, quote=quote, signature=signature)
    page = _page(text, wrote, quoted, str(mail["Message-ID"]).strip("<>"), quote=quote, signature=signature)
    boundary = f"------------{own_id[:24]}"
    lines = [
        f"Message-ID: <{own_id[:8]}-{own_id[8:12]}-4{own_id[13:16]}-8{own_id[17:20]}-{own_id[20:]}@client.test>",
        "Date: Sat, 21 Nov 2026 12:05:00 +0000",
        "MIME-Version: 1.0",
        "User-Agent: Mozilla Thunderbird",
        f"Subject: {subject}",
        "Content-Language: en-US",
        f"To: {to}",
        f"References: {' '.join([*str(mail['References'] or '').split(), str(mail['Message-ID'])])}",
        f"From: {author}",
        f"In-Reply-To: {mail['Message-ID']}",
        "Content-Type: multipart/alternative;",
        f' boundary="{boundary}"',
        "",
        "This is a multi-part message in MIME format.",
        f"--{boundary}",
        "Content-Type: text/plain; charset=UTF-8; format=flowed",
        "Content-Transfer-Encoding: 8bit",
        "",
        *plain,
        "",
        f"--{boundary}",
        "Content-Type: text/html; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        *page,
        "",
        f"--{boundary}--",
        "",
    ]
    return "\r\n".join(lines).encode(), re.sub(r".*<|>.*", "", to)


def _words_of(mail) -> list[str]:
    body = mail.get_body(("plain",))
    return body.get_content().rstrip().splitlines()


def _plain(text: str, wrote: str, quoted: list[str], *, quote: str, signature: str) -> list[str]:
    typed = [line for paragraph in text.split("\n") for line in _flowed(paragraph)]
    cited = [wrote, *(f"> {line}" if line else ">" for line in quoted)]
    signed = ["-- ", *signature.split("\n")] if signature else []
    # Below a quote it leaves a line free; above one too.
    return [*cited, "", *typed, "", *signed] if quote == "above" else [*typed, "", *signed, *cited]


def _flowed(paragraph: str) -> list[str]:
    """RFC 3676: a line that goes on ends in a blank; one that begins with a blank, ``>`` or ``From `` is stuffed."""
    lines = textwrap.wrap(paragraph, 71) or [""]
    soft = [f"{line} " for line in lines[:-1]] + lines[-1:]
    return [f" {line}" if re.match(r"[ >]|From ", line) else line for line in soft]


def _page(text: str, wrote: str, quoted: list[str], cited_id: str, *, quote: str, signature: str) -> list[str]:
    typed = [f"    <p>{'<br>'.join(escape(line, quote=False) for line in text.splitlines())}</p>"]
    cited = [
        f'    <div class="moz-cite-prefix">{escape(wrote, quote=False)}<br>',
        "    </div>",
        '    <blockquote type="cite"',
        f'      cite="mid:{cited_id}">',
        '      <pre wrap="" class="moz-quote-pre">' + escape(quoted[0], quote=False),
        *(escape(line, quote=False) for line in quoted[1:]),
        "</pre>",
        "    </blockquote>",
    ]
    signed = ['    <pre class="moz-signature" cols="72">-- ', *escape(signature).split("\n"), "</pre>"]
    signed = signed if signature else []
    body = [*cited, *typed, *signed] if quote == "above" else [*typed, *signed, *cited, "    <p><br>", "    </p>"]
    head = '    <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
    return ["<!DOCTYPE html>", "<html>", "  <head>", head, "  </head>", "  <body>", *body, "  </body>", "</html>"]
