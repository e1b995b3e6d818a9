"""What the owner of a domain asks to be done with mail that is not theirs: DMARC records (RFC 7489 section 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailgate.authenticate.alignment import organisational
from mailgate.authenticate.questions import Answer, Asking, RecordType, Standing
from mailgate.authenticate.tags import read_sound_tags

_VERSION = re.compile(r"v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|\Z)")
_REQUESTS = ("none", "quarantine", "reject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy in force for an author domain."""

    #: Where the record stands.
    domain: str
    #: ``none``, ``quarantine`` or ``reject``; ``pct`` is passed over, a sample is no reason to believe a forgery.
    request: str
    strict_dkim: bool
    strict_spf: bool


def find_policy(domain: str, asking: Asking) -> Policy | Standing:
    """The policy for mail of ``domain`` (section 6.6.3).

    ``ABSENT``: none is published, or several, or none that can be read; ``SILENT`` and ``PENDING`` as for an answer.
    """
    top = organisational(domain)
    own = asking.ask(f"_dmarc.{domain}", RecordType.TXT)
    # Asked for at once, so that one round answers both.
    above = asking.ask(f"_dmarc.{top}", RecordType.TXT) if top != domain else own
    if own.standing in (Standing.PENDING, Standing.SILENT):
        return own.standing
    records = _records(own)
    if records or top == domain:
        return _only(records, domain, subdomain=False)
    if above.standing in (Standing.PENDING, Standing.SILENT):
        return above.standing
    return _only(_records(above), top, subdomain=True)


def _records(answer: Answer) -> list[str]:
    return [text for text in answer.records if _VERSION.match(text)]


def _only(records: list[str], domain: str, *, subdomain: bool) -> Policy | Standing:
    """Several records are as good as none (section 6.6.3 step 5)."""
    if len(records) != 1:
        return Standing.ABSENT
    tags = read_sound_tags(records[0])
    request = tags.get("p", "").lower()
    if subdomain:
        request = tags.get("sp", request).lower()
    if request not in _REQUESTS:
        # Step 6: a record that asks for reports alone asks for nothing else.
        if not tags.get("rua"):
            return Standing.ABSENT
        request = "none"
    return Policy(
        domain=domain,
        request=request,
        strict_dkim=tags.get("adkim", "r").lower() == "s",
        strict_spf=tags.get("aspf", "r").lower() == "s",
    )
