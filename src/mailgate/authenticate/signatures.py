"""DKIM signatures (RFC 6376); dkimpy does the arithmetic, what may be believed is decided here."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import dkim  # type: ignore[import-untyped]

from mailgate.authenticate.domains import ascii_domain, is_host_domain
from mailgate.authenticate.letter import Letter
from mailgate.authenticate.questions import Answer, Asking, RecordType, Standing
from mailgate.authenticate.tags import read_tags

#: Real signature fields have a few hundred bytes; more only costs time.
_FIELD_BYTES = 4096
#: 4096 bits in base64 and some more (RFC 8301 section 3.2); the arithmetic of longer keys can be made to take minutes.
_KEY_CHARACTERS = 1000
#: Clocks differ; a signature from farther ahead is not one.
_CLOCKS = timedelta(hours=10)
#: rsa-sha1 must not be believed any more (RFC 8301 section 3.1).
_ALGORITHMS = {"rsa-sha256": "rsa", "ed25519-sha256": "ed25519"}
_CANONICALISATIONS = ("simple", "relaxed")
_NUMBER = re.compile(r"[0-9]{1,20}")
_SELECTOR = re.compile(r"[A-Za-z0-9._-]{1,190}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A DKIM-Signature or ARC-Message-Signature whose tags are in order (RFC 6376 section 3.5)."""

    #: The field, name and value as they stand.
    field: tuple[bytes, bytes]
    tags: dict[str, str]
    #: ``d=`` in A-labels.
    domain: str
    selector: str
    #: Lower-case names of the fields that are signed.
    signed: tuple[str, ...]
    #: Canonicalisation of the body: ``simple`` or ``relaxed``.
    body: str
    #: ``l=``, None without it.
    length: int | None


def read_signature(field: tuple[bytes, bytes], now: datetime, *, sealed: bool = False) -> Signature | str:
    """The signature, or the code of what is wrong with it (RFC 6376 section 6.1.1).

    Args:
        sealed: An ARC-Message-Signature: it has an instance in place of version and identity, and always relaxes
            (RFC 8617 section 4.1.2).
    """
    tags = read_tags(field[1].decode("ascii", "replace")) if len(field[1]) <= _FIELD_BYTES else None
    if tags is None or not {"a", "b", "bh", "d", "h", "s"} <= tags.keys():
        return "malformed"
    domain = ascii_domain(tags["d"])
    canonical = (tags.get("c") or ("relaxed/relaxed" if sealed else "simple/simple")).split("/")
    header, body = canonical[0], canonical[1] if len(canonical) > 1 else "simple"
    signed = tuple(name.strip().lower() for name in tags["h"].split(":"))
    if tags["a"] not in _ALGORITHMS:
        return "algorithm"
    in_order = (
        (sealed or tags.get("v") == "1")
        and len(canonical) <= 2
        and {header, body} <= set(_CANONICALISATIONS)
        and is_host_domain(domain)
        and _SELECTOR.fullmatch(tags["s"])
        and "from" in signed
        and "dns/txt" in tags.get("q", "dns/txt").replace(" ", "").split(":")
        and (sealed or _speaks_for(tags.get("i", f"@{domain}"), domain))
    )
    if not in_order or not _NUMBER.fullmatch(tags.get("l", "0")):
        return "malformed"
    if not _in_time(tags, now):
        return "expired"
    length = int(tags["l"]) if "l" in tags else None
    tags["c"] = f"{header}/{body}"
    return Signature(
        field=field, tags=tags, domain=domain, selector=tags["s"].lower(), signed=signed, body=body, length=length
    )


def check_signature(signature: Signature, letter: Letter, asking: Asking) -> str:
    """``pass``, ``pending``, ``silent``, or the code of what is wrong."""
    digest = letter.body_digest(signature.body, signature.length)
    if digest is None:
        return "body_not_covered"
    if digest != _decoded(signature.tags["bh"]):
        return "body_changed"
    answer = asking.ask(f"{signature.selector}._domainkey.{signature.domain}", RecordType.TXT)
    fields = [field for field in letter.fields if field[0].lower().decode() in signature.signed]
    return check_headers(signature.tags, signature.signed, signature.field, fields, answer)


def check_headers(
    tags: dict[str, str],
    signed: tuple[str, ...],
    field: tuple[bytes, bytes],
    fields: list[tuple[bytes, bytes]],
    answer: Answer,
) -> str:
    """The signature over header fields alone, with the key that ``answer`` holds: codes as of ``check_signature``."""
    if answer.standing in (Standing.PENDING, Standing.SILENT):
        return answer.standing.value
    keys = [record for record in answer.records if _usable(record, tags)]
    if not keys:
        return "no_key"
    return "pass" if any(_holds(tags, signed, field, fields, key) for key in keys[:2]) else "wrong"


def _holds(
    tags: dict[str, str],
    signed: tuple[str, ...],
    field: tuple[bytes, bytes],
    fields: list[tuple[bytes, bytes]],
    key: str,
) -> bool:
    signer = dkim.DKIM(logger=_NoLog())
    signer.headers = fields
    # The body was compared already: dkimpy's own comparison takes quadratic time on long runs of blanks.
    wanted = {name.encode(): value.encode() for name, value in tags.items() if name not in ("bh", "l")}
    try:
        return bool(
            signer.verify_sig(wanted, [name.encode() for name in signed], field, lambda *_, **__: key.encode("latin-1"))
        )
    except Exception:
        # Keys and signatures are bytes of strangers, and dkimpy lets several kinds of error through.
        return False


class _NoLog:
    """dkimpy would log what strangers wrote, line ends and all."""

    def debug(self, *_: object) -> None:
        pass

    error = debug


def _usable(record: str, signature: dict[str, str]) -> bool:
    """Whether a key record may verify this signature (RFC 6376 section 3.6.1); an empty ``p=`` is a revoked key.

    ``t=y`` is passed over, as everybody does: domains leave it for years.
    """
    tags = read_tags(record)
    if tags is None or tags.get("v", "DKIM1") != "DKIM1" or ("v" in tags and next(iter(tags)) != "v"):
        return False
    listed = {name: [each.strip() for each in tags[name].split(":")] for name in ("h", "s", "t") if name in tags}
    identity = signature.get("i", "@" + signature["d"]).rpartition("@")[2]
    return (
        0 < len(tags.get("p", "")) <= _KEY_CHARACTERS
        and tags.get("k", "rsa") == _ALGORITHMS[signature["a"]]
        and "sha256" in listed.get("h", ["sha256"])
        and bool({"*", "email"} & set(listed.get("s", ["*"])))
        and ("s" not in listed.get("t", []) or identity.lower() == signature["d"].lower())
    )


def _speaks_for(identity: str, domain: str) -> bool:
    """``i=`` is of the signing domain or of one below it."""
    own = ascii_domain(identity.rpartition("@")[2])
    return own == domain or own.endswith(f".{domain}")


def _in_time(tags: dict[str, str], now: datetime) -> bool:
    """``t=`` is not ahead, ``x=`` not past and not before ``t=``."""
    made, ends = tags.get("t", "0"), tags.get("x")
    if not _NUMBER.fullmatch(made) or (ends is not None and not _NUMBER.fullmatch(ends)):
        return False
    if int(made) > (now + _CLOCKS).timestamp():
        return False
    return ends is None or (int(ends) >= now.timestamp() and int(ends) >= int(made))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
