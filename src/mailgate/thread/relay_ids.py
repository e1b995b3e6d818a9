"""Relays that give our mails Message-IDs of their own, which customers' clients then answer (spec/mail.md B11)."""

from __future__ import annotations

import re

#: Amazon SES: ``250 Ok 0100019a-...-000000``; the region's name stands in the host, and in the domain of its ids
#: everywhere but in the first region.
_SES = re.compile(r"email-smtp(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com")
_SES_DOMAINS = {"us-east-1": "email.amazonses.com"}
#: The id is the last word of the answer; one that is short is a queue's number, and comes again.
_ID = re.compile(r"^2\d\d .*?\b([0-9A-Za-z][0-9A-Za-z-]{19,120})$")


def renaming_domain(host: str) -> str:
    """The domain of the ids that a relay of this name puts in place of ours; empty where it is not known to."""
    region = _SES.fullmatch(host.lower())
    return _SES_DOMAINS.get(region[1], f"{region[1]}.amazonses.com") if region else ""


def renamed_id(answer: str, domain: str) -> str:
    """The Message-ID that a mail left with, from the relay's answer to it; empty where it kept ours."""
    found = _ID.match(answer.strip()) if domain else None
    return f"{found[1]}@{domain}" if found else ""
