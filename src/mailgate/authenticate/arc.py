"""Chains of custody of mail that was forwarded on the way (RFC 8617), believed of named sealers only."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from mailgate.authenticate.domains import ascii_domain, is_host_domain
from mailgate.authenticate.letter import Letter
from mailgate.authenticate.questions import Asking, RecordType
from mailgate.authenticate.results import about_author
from mailgate.authenticate.signatures import check_headers, check_signature, read_signature
from mailgate.authenticate.tags import read_tags

#: The standard allows 50; chains of people have three.
_SETS = 10
_FIELD_BYTES = 16 * 1024
_NAMES = (b"arc-authentication-results", b"arc-message-signature", b"arc-seal")
_INSTANCE = re.compile(rb"\s*i\s*=\s*([0-9]{1,2})\s*;")
_ANY_INSTANCE = re.compile(rb"(?:\A|[;\s])i\s*=\s*([0-9]{1,2})\s*(?:;|\Z)")

Field = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One set of the chain, its tags read."""

    results: Field
    signature: Field
    seal: Field
    tags: dict[str, str]
    domain: str


def author_by_chain(letter: Letter, author_domain: str, sealers: Collection[str], now: datetime, asking: Asking) -> str:
    """What the trusted sealers of an intact chain saw: ``pass``, ``pending``, ``silent``, or why not.

    From the newest set down, as long as each sealer is trusted, the first one that saw DMARC pass for the author's
    domain is believed: who sealed later vouches for what came before (RFC 8617 section 7.2).
    """
    seals = _seals(letter)
    if isinstance(seals, str):
        return seals
    trusted = {ascii_domain(name) for name in sealers}
    believed = []
    for seal in reversed(seals):
        if seal.domain not in trusted:
            break
        believed.append(seal)
    if not believed:
        return "sealer_not_trusted"
    if not any(about_author(_results(seal), author_domain) == "pass" for seal in believed):
        return "nothing_believed"
    return _intact(seals, letter, now, asking)


def _seals(letter: Letter) -> list[Seal] | str:
    """The sets, oldest first, or why they are no chain (section 5.2 steps 1 to 3)."""
    found: dict[int, dict[bytes, Field]] = {}
    for name, value in letter.fields:
        kind = name.lower()
        if kind not in _NAMES:
            continue
        match = (_INSTANCE.match if kind == _NAMES[0] else _ANY_INSTANCE.search)(value[:_FIELD_BYTES])
        if match is None or len(value) > _FIELD_BYTES or kind in found.setdefault(int(match[1]), {}):
            return "malformed"
        found[int(match[1])][kind] = (name, value)
    if not found:
        return "none"
    if sorted(found) != list(range(1, len(found) + 1)) or len(found) > _SETS:
        return "malformed"
    seals = [_seal(found[number], number) for number in sorted(found)]
    whole = [seal for seal in seals if seal is not None]
    return whole if len(whole) == len(seals) else "malformed"


def _seal(fields: dict[bytes, Field], number: int) -> Seal | None:
    if len(fields) != len(_NAMES):
        return None
    results, signature, seal = (fields[name] for name in _NAMES)
    tags = read_tags(seal[1].decode("ascii", "replace"))
    # Section 4.1.3: the first set has nothing to say of a chain before it, every later one must have found it intact.
    if tags is None or not {"a", "b", "cv", "d", "s"} <= tags.keys() or "h" in tags:
        return None
    domain = ascii_domain(tags["d"])
    if tags["cv"].lower() != ("none" if number == 1 else "pass") or not is_host_domain(domain):
        return None
    return Seal(results=results, signature=signature, seal=seal, tags=tags, domain=domain)


def _results(seal: Seal) -> str:
    """An ARC-Authentication-Results without its instance is an Authentication-Results (section 4.1.1)."""
    return _INSTANCE.sub(b"", seal.results[1], count=1).decode("ascii", "replace")


def _intact(seals: list[Seal], letter: Letter, now: datetime, asking: Asking) -> str:
    """The newest message signature and every seal hold (section 5.2 steps 4 to 6)."""
    newest = read_signature(seals[-1].signature, now, sealed=True)
    if isinstance(newest, str):
        return newest
    told = [
        check_signature(newest, letter, asking),
        *(_seal_holds(seals, place, asking) for place in range(len(seals))),
    ]
    return next((each for each in told if each != "pass"), "pass")


def _seal_holds(seals: list[Seal], place: int, asking: Asking) -> str:
    """A seal signs the sets up to its own, oldest first, itself last (section 5.1.1)."""
    seal = seals[place]
    if seal.tags["a"] != "rsa-sha256":
        return "algorithm"
    sets = seals[: place + 1]
    signed = [field for each in sets for field in (each.results, each.signature, each.seal)][:-1]
    answer = asking.ask(f"{seal.tags['s'].lower()}._domainkey.{seal.domain}", RecordType.TXT)
    tags = seal.tags | {"c": "relaxed/relaxed"}
    names = tuple(name.lower().decode() for name, _ in signed)
    # Names repeat, and are taken from the bottom up (RFC 6376 section 5.4.2).
    return check_headers(tags, names, seal.seal, signed[::-1], answer)
