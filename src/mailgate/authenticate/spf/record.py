"""An SPF record as terms (RFC 7208 sections 4.5, 4.6 and 12)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from mailgate.authenticate.spf.faults import PermanentError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_VERSION = re.compile(r"v=spf1(?: |\Z)", re.IGNORECASE)
_MODIFIER = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*)=(.*)", re.DOTALL)
_MECHANISM = re.compile(r"([-+?~]?)([A-Za-z][A-Za-z0-9_.-]*)(.*)", re.DOTALL)
_DUAL_CIDR = re.compile(r"(.*?)(?:/(0|[1-9][0-9]?))?(?://(0|[1-9][0-9]{0,2}))?", re.DOTALL)

_EXPANSION = r"%(?:\{[SLODIPVHslodipvh](?:[1-9][0-9]{0,2})?[rR]?[-.+,/_=]*\}|[%_-])"
_MACRO_STRING = rf"(?:{_EXPANSION}|[!-$&-~])*"
#: ``toplabel``; not all of it may be digits.
_TOP_LABEL = re.compile(r"(?![0-9]*\Z)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_ENDS_IN_MACRO = re.compile(rf".*{_EXPANSION}", re.DOTALL)
_WHOLE_MACRO_STRING = re.compile(_MACRO_STRING)
#: ``c``, ``r`` and ``t`` belong to explanations, and modifiers that nobody knows may hold them.
_FOREIGN_MACRO_STRING = re.compile(
    r"(?:%(?:\{[SLODIPVHCRTslodipvhcrt](?:[1-9][0-9]{0,2})?[rR]?[-.+,/_=]*\}|[%_-])|[!-$&-~])*"
)

QUALIFIERS = {"": "pass", "+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
#: Mechanisms that take a domain: whether they must have one, and whether prefix lengths may follow.
_WITH_DOMAIN = {
    "include": (True, False),
    "exists": (True, False),
    "a": (False, True),
    "mx": (False, True),
    "ptr": (False, False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """One mechanism, ``all``, ``include``, ``a``, ``mx``, ``ptr``, ``ip`` or ``exists``."""

    name: str
    #: The result when it matches: ``pass``, ``fail``, ``softfail`` or ``neutral``.
    result: str
    #: As written, for people.
    text: str
    #: Unexpanded; empty for the domain at hand.
    target: str = ""
    network: Network | None = None
    prefix4: int = 32
    prefix6: int = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The mechanisms in order; ``redirect`` is unexpanded, empty without one."""

    mechanisms: tuple[Mechanism, ...]
    redirect: str = ""


def is_spf(text: str) -> bool:
    """True for a TXT record that is a policy (section 4.5)."""
    return _VERSION.match(text) is not None


def read_record(text: str) -> Record:
    """Read every term before any is evaluated.

    Raises:
        PermanentError: A term is malformed, or a mechanism unknown (section 4.6).
    """
    mechanisms: list[Mechanism] = []
    modifiers: dict[str, str] = {}
    for term in text[len("v=spf1") :].split(" "):
        if modifier := _MODIFIER.fullmatch(term):
            _read_modifier(modifier[1].lower(), modifier[2], modifiers)
        elif term:
            mechanisms.append(_mechanism(term))
    return Record(mechanisms=tuple(mechanisms), redirect=modifiers.get("redirect", ""))


def _read_modifier(name: str, value: str, known: dict[str, str]) -> None:
    if name not in ("redirect", "exp"):
        if not _FOREIGN_MACRO_STRING.fullmatch(value):
            raise PermanentError(f"malformed {name}=")
        return
    if name in known:
        raise PermanentError(f"{name}= twice")
    known[name] = _domain(value, name)


def _mechanism(term: str) -> Mechanism:
    match = _MECHANISM.fullmatch(term)
    if match is None:
        raise PermanentError(f"malformed {term[:40]}")
    qualifier, name, rest = match[1], match[2].lower(), match[3]
    result = QUALIFIERS[qualifier]
    if name == "all" and not rest:
        return Mechanism(name=name, result=result, text=term)
    if name in ("ip4", "ip6") and rest.startswith(":"):
        return Mechanism(name="ip", result=result, text=term, network=_network(name, rest[1:]))
    if name not in _WITH_DOMAIN:
        raise PermanentError(f"unknown {term[:40]}")
    needed, prefixes = _WITH_DOMAIN[name]
    target, prefix4, prefix6 = _prefixes(rest) if prefixes else (rest, 32, 128)
    if target or needed:
        if not target.startswith(":"):
            raise PermanentError(f"malformed {term[:40]}")
        target = _domain(target[1:], name)
    return Mechanism(name=name, result=result, text=term, target=target, prefix4=prefix4, prefix6=prefix6)


def _prefixes(rest: str) -> tuple[str, int, int]:
    match = _DUAL_CIDR.fullmatch(rest)
    assert match is not None
    four, six = int(match[2] or 32), int(match[3] or 128)
    if four > 32 or six > 128:
        raise PermanentError(f"prefix length in {rest[:40]}")
    return match[1], four, six


def _network(name: str, text: str) -> Network:
    address, slash, prefix = text.partition("/")
    kind, longest = (ipaddress.IPv4Network, 32) if name == "ip4" else (ipaddress.IPv6Network, 128)
    if slash and not (re.fullmatch(r"0|[1-9][0-9]{0,2}", prefix) and int(prefix) <= longest):
        raise PermanentError(f"prefix length in {name}:{text[:40]}")
    try:
        if "%" in address:
            raise ValueError(address)
        return kind(f"{address}/{prefix or longest}", strict=False)
    except ValueError:
        raise PermanentError(f"malformed {name}:{text[:40]}") from None


def _domain(spec: str, where: str) -> str:
    """A ``domain-spec`` (section 7.1): a macro string that ends in a top label or a macro."""
    before, _, top = spec.removesuffix(".").rpartition(".")
    ends_well = (before and _TOP_LABEL.fullmatch(top)) or _ENDS_IN_MACRO.fullmatch(spec)
    if not ends_well or not _WHOLE_MACRO_STRING.fullmatch(spec):
        raise PermanentError(f"malformed domain of {where}")
    return spec
