"""The arguments of MAIL and RCPT: a path and its parameters (RFC 5321 section 4.1.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailgate.receive import replies

_QUOTED = r'"(?:[^"\\]|\\.)*"'
#: An address with or without angle brackets (many devices forget them), then ESMTP parameters.
_PATH = re.compile(
    rf"<(?P<path>(?:{_QUOTED}|[^<>\"\s])*)>(?:\s+(?P<more>.*))?|(?P<bare>[^<>\"\s]+)(?:\s+(?P<rest>.*))?"
)
_SOURCE_ROUTE = re.compile(r"(?:@[^,:]+,)*@[^,:]+:")
_PLAIN_QUOTED = re.compile(r'"([^\s"\\@%!<>()\[\],;:]+)"@')
_PARAMETER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)(?:=([\x21-\x3c\x3e-\x7e]+))?\Z")

#: RFC 5321 section 4.5.3.1.3 has 256; longer VERP senders are seen in the wild.
PATH_LIMIT = 512
#: RFC 1870 section 6.1.
_SIZE_DIGITS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """An address as the peer gave it, with what stood around it."""

    #: Without angle brackets and source route; empty for the null sender.
    address: str
    #: Upper-case names; the value is empty where none was given.
    parameters: dict[str, str]
    #: True for a source route (``@a,@b:c@d``), which RFC 5321 appendix C leaves to be refused.
    routed: bool = False


def parse_path(argument: str, keyword: str) -> Path | bytes:
    """Read ``FROM:<...>`` or ``TO:<...>``; bytes are the reply that says what is wrong."""
    if argument[: len(keyword)].upper() != keyword:
        return replies.BAD_ARGUMENT
    found = _PATH.fullmatch(argument[len(keyword) :].strip())
    if found is None:
        return replies.BAD_ADDRESS
    address = found["path"] if found["path"] is not None else found["bare"]
    parameters = parse_parameters(found["more"] or found["rest"] or "")
    if parameters is None:
        return replies.BAD_ARGUMENT
    route = _SOURCE_ROUTE.match(address)
    if route is not None:
        address = address[route.end() :]
    # A quoted local part that needs no quotes is the same address without them (RFC 5321 section 4.1.2).
    address = _PLAIN_QUOTED.sub(r"\1@", address, count=1)
    if len(address) > PATH_LIMIT or (address and _malformed(address)):
        return replies.BAD_ADDRESS
    return Path(address=address, parameters=parameters, routed=route is not None)


def parse_parameters(text: str) -> dict[str, str] | None:
    """``SIZE=12 BODY=8BITMIME`` as a mapping; None when it is not of that form."""
    parameters: dict[str, str] = {}
    for word in text.split():
        found = _PARAMETER.match(word)
        if found is None:
            return None
        parameters[found[1].upper()] = found[2] or ""
    return parameters


def sender_refusal(path: Path, extended: bool, message_size: int) -> bytes | None:
    """What speaks against a MAIL command by its parameters (RFC 1870, RFC 6152, RFC 6531), None when nothing."""
    if path.parameters and not extended:
        return replies.UNKNOWN_PARAMETER
    for name, value in path.parameters.items():
        if name == "SIZE" and value.isdecimal():
            if len(value) > _SIZE_DIGITS or int(value) > message_size:
                return replies.MAIL_TOO_LARGE
        elif name == "BODY" and value.upper() in {"7BIT", "8BITMIME"}:
            continue
        elif name in {"SIZE", "BODY", "SMTPUTF8"} and (value or name != "SMTPUTF8"):
            return replies.BAD_ARGUMENT
        elif name != "SMTPUTF8":
            return replies.UNKNOWN_PARAMETER
    if not path.address.isascii() and "SMTPUTF8" not in path.parameters:
        return replies.BAD_ADDRESS
    return None


def wants_relaying(path: Path) -> bool:
    """True for the forms by which open relays were found: routes, ``%`` and ``!``, addresses inside quotes."""
    local = path.address.rpartition("@")[0]
    return path.routed or any(mark in local for mark in "%!@")


def _malformed(address: str) -> bool:
    local, at, domain = address.rpartition("@")
    return bool(at) and (not local or not domain or '"' in domain)
