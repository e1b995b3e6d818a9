"""Where to listen, where to send, and which database: the addresses of the server file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, PlainValidator, ValidationInfo

from mailgate.config.nearest import advice
from mailgate.config.secret import EnvironmentSecret, FileSecret
from mailgate.config.table import surroundings
from mailgate.model.server import Listener, Relay

_HOST_PORT = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[^\[\]:/]*)):(?P<port>\d{1,5})", re.ASCII)
_RELAY_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


def parse_listener(value: object, folder: Path) -> Listener:
    """``host:port``, ``[v6]:port`` or ``unix:/path``; port 0 takes any free one.

    Raises:
        ValueError: none of them.
    """
    if isinstance(value, str) and value.startswith("unix:") and len(value) > len("unix:"):
        return Listener(path=str(folder / value.removeprefix("unix:")))
    match = _HOST_PORT.fullmatch(value) if isinstance(value, str) else None
    if match is None or int(match["port"]) > 65_535:
        raise ValueError(f'"{value}" is not an address; write "127.0.0.1:8025", "[::1]:8025" or "unix:/path"')
    return Listener(host=match["v6"] or match["host"], port=int(match["port"]))


def parse_relay(value: object, folder: Path) -> Relay:
    """``smtp://host:port``, ``smtp+starttls://...``, ``smtps://...`` or ``maildir:path``.

    Raises:
        ValueError: none of them, or a password in the address.
    """
    text = value if isinstance(value, str) else ""
    scheme = text.partition(":")[0]
    if scheme == "maildir" and len(text) > len("maildir:"):
        return Relay(scheme=scheme, path=folder / text.removeprefix("maildir:"), port=0)
    if scheme not in _RELAY_PORTS:
        raise ValueError(f'"{scheme}" is not a kind of relay; {advice(scheme, [*_RELAY_PORTS, "maildir"])}')
    url = _split(text)
    if url.username is not None:
        raise ValueError("the address holds a user name; write username and password_env beside it")
    if not url.hostname or url.path not in ("", "/") or url.query:
        raise ValueError(
            f'"{value}" is not a relay; write it like "{scheme}://relay.example.org:{_RELAY_PORTS[scheme]}"'
        )
    return Relay(scheme=scheme, host=url.hostname, port=url.port or _RELAY_PORTS[scheme])


def parse_database(value: object, folder: Path) -> str:
    """``sqlite:///path`` with its path made absolute, or a PostgreSQL address unchanged.

    Raises:
        ValueError: neither.
    """
    text = value if isinstance(value, str) else ""
    if text.startswith("sqlite:///") and len(text) > len("sqlite:///"):
        path = text.removeprefix("sqlite:///")
        if path == ":memory:":
            raise ValueError("a database in memory cannot be shared by processes; write a path")
        return f"sqlite:///{folder / path}"
    if text.startswith(("postgresql://", "postgresql+psycopg://")) and len(_split(text).path) > 1:
        return text
    # The value is not repeated: a password may stand in it.
    raise ValueError('it is not a database; write "sqlite:///var/mailgate.db" or "postgresql://user@host/name"')


def web_address(value: str) -> str:
    """An ``http`` or ``https`` address with a host, without the slash at its end."""
    url = _split(value)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError(f'"{value}" is not a web address; write it like "https://desk.example.org"')
    return value.rstrip("/")


def is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or re.fullmatch(r"127(?:\.\d{1,3}){3}", host) is not None


def _split(value: str) -> SplitResult:
    try:
        url = urlsplit(value)
        assert url.port is None or url.port >= 0
    except ValueError:
        raise ValueError("the address cannot be read; look at its brackets and its port") from None
    return url


def _listener(value: object, info: ValidationInfo) -> Listener:
    return parse_listener(value, surroundings(info).folder)


def _relay(value: object, info: ValidationInfo) -> Relay:
    return parse_relay(value, surroundings(info).folder)


def _database(value: object, info: ValidationInfo) -> str:
    return parse_database(value, surroundings(info).folder)


ListenerAddress = Annotated[Listener, PlainValidator(_listener)]
RelayAddress = Annotated[Relay, PlainValidator(_relay)]
DatabaseAddress = Annotated[str, PlainValidator(_database)]
DatabaseFromEnvironment = Annotated[EnvironmentSecret, AfterValidator(_database)]
DatabaseFromFile = Annotated[FileSecret, AfterValidator(_database)]
WebAddress = Annotated[str, AfterValidator(web_address)]
