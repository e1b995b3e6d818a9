"""``mailgate ingest``: a thin LMTP client of the running daemon, for ``/etc/aliases``.

A mail server starts one process a mail, so this module imports little and parses by hand.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, BinaryIO

from mailgate.receive.lmtp_client import CONFIG, DATA_ERROR, OK, USAGE, Failed, Lmtp, exit_code
from mailgate.receive.stored import wire_form

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEMO_LMTP = "127.0.0.1:8024"
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>]")
_HELP = "usage: mailgate ingest --to ADDR [--to ADDR] [--from ADDR] [--config PATH] [--json] FILE|-"


class Request:
    """What the command line asks for."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.to: list[str] = []
        self.sender: str | None = None
        self.config = ""
        self.json = False
        self.file = ""
        rest = iter(arguments)
        for argument in rest:
            name, given, value = argument.partition("=")
            if argument == "--json":
                self.json = True
            elif name in ("--to", "--from", "--config"):
                self._set(name, value if given else next(rest, ""))
            elif (argument.startswith("-") and argument != "-") or self.file:
                raise Failed(USAGE, _HELP)
            else:
                self.file = argument
        if not self.to or not self.file:
            raise Failed(USAGE, _HELP)

    def _set(self, name: str, value: str) -> None:
        if not value and name != "--from":
            raise Failed(USAGE, _HELP)
        if name == "--config":
            self.config = value
            return
        if _UNSAFE.search(value):
            raise Failed(USAGE, f"{name}: not an address")
        if name == "--to":
            self.to.append(value)
        else:
            self.sender = value


def main(argv: list[str]) -> int:
    """Run with the arguments behind ``ingest``; returns the exit code (sysexits)."""
    try:
        request = Request(argv)
        raw = _read(request.file)
        sender = request.sender if request.sender is not None else _sender(raw)
        replies = Lmtp(_address(request.config)).deliver(sender, request.to, _dotted(wire_form(raw)))
    except Failed as failed:
        print(f"mailgate ingest: {failed}", file=sys.stderr)
        return failed.code
    for to, reply in zip(request.to, replies, strict=True):
        _print(to, reply, as_json=request.json)
    # What can be tried again wins: whoever got the mail already is recognised as a duplicate.
    return max(map(exit_code, replies))


def _print(to: str, reply: str, *, as_json: bool) -> None:
    if exit_code(reply) != OK:
        print(f"mailgate ingest: {to}: {reply}", file=sys.stderr)
        return
    queued = reply.rpartition(" ")[2]
    if as_json:
        import json

        queued = json.dumps({"queued": int(queued), "to": to})
    print(queued)


def _read(file: str) -> bytes:
    try:
        if file == "-":
            return _all_of(sys.stdin.buffer)
        with open(file, "rb") as stream:
            return _all_of(stream)
    except OSError as error:
        raise Failed(DATA_ERROR, f"{file}: {error.strerror}") from error


def _all_of(stream: BinaryIO) -> bytes:
    raw = stream.read()
    if not raw.strip():
        raise Failed(DATA_ERROR, "the mail is empty")
    return raw


def _sender(raw: bytes) -> str:
    """The envelope sender as local delivery agents hand it on: mbox line, Return-Path, or SENDER (Postfix local(8))."""
    head = raw[:65536].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    found = re.match(rb"From (\S+@\S+) ", head) or re.search(rb"(?im)^return-path:[ \t]*<?([^<>\s]*)>?[ \t]*$", head)
    sender = found[1].decode("utf-8", "replace") if found else os.environ.get("SENDER", "")
    return "" if _UNSAFE.search(sender) or "@" not in sender else sender


def _dotted(mail: bytes) -> bytes:
    """With transparency dots (RFC 5321 section 4.5.2)."""
    first = b"." if mail.startswith(b".") else b""
    return first + mail.replace(b"\n.", b"\n..")


def _address(config: str) -> str:
    """Where the daemon listens for LMTP: ``host:port`` or ``unix:/path``."""
    path = config or "mailgate.toml"
    if not config and not os.path.exists(path):
        return _DEMO_LMTP
    import tomllib

    try:
        with open(path, "rb") as stream:
            listen = tomllib.load(stream).get("listen", {})
    except (OSError, ValueError) as error:
        raise Failed(CONFIG, f"{path}: {error}") from error
    address = listen.get("lmtp") if isinstance(listen, dict) else None
    if not isinstance(address, str) or not address:
        raise Failed(CONFIG, f"{path}: [listen] lmtp is not set")
    scheme, colon, socket_path = address.partition(":")
    if colon and scheme == "unix":
        # Relative paths are relative to the file that holds them.
        return "unix:" + os.path.join(os.path.dirname(os.path.abspath(path)), socket_path)
    return address
