"""From an author and what is known of the mail's way to a sender with a tier (DESIGN section 4)."""

from __future__ import annotations

import re

from mailgate.authenticate.domains import domain_of
from mailgate.authenticate.results import dmarc_result
from mailgate.model.envelope import Envelope
from mailgate.model.identity import Sender, Tier
from mailgate.model.message import Message
from mailgate.model.server import Authentication

#: Fields of a trusted relay stand on top.
_HEADER_BYTES = 64 * 1024
_RESULTS = re.compile(rb"\n(?i:authentication-results)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)")
_NOTHING_KNOWN = "nothing_known"


def authenticate(message: Message, envelope: Envelope, believed: Authentication, raw: bytes) -> Sender:
    """Say how far the author may be believed by what the mail itself and the relays before us say.

    An author that is not exactly one mailbox in exactly one From header is failed, whatever a relay says: nobody can
    know which of several the result is about.
    """
    author = message.author
    tier, reason = Tier.WEAK, _NOTHING_KNOWN
    if not author.clean:
        tier, reason = Tier.FAILED, f"author.{author.defect or 'malformed'}"
    elif envelope.trusted_peer and believed.trusted_authserv_ids:
        domain = author.address.rpartition("@")[2].lower()
        result = dmarc_result(_results_fields(raw), believed.trusted_authserv_ids, domain)
        if result == "pass":
            tier, reason = Tier.VERIFIED, "dmarc.pass"
        elif result == "fail":
            tier, reason = Tier.FAILED, "dmarc.fail"
    return Sender(address=author.address.lower(), name=author.name, tier=tier, reason=reason)


def is_undecided(sender: Sender) -> bool:
    """True when only a check of our own can say more; an author without a domain of the DNS is nobody to check."""
    return sender.reason == _NOTHING_KNOWN and bool(domain_of(sender.address))


def _results_fields(raw: bytes) -> list[str]:
    head = re.split(rb"\n\r?\n", b"\n" + raw[:_HEADER_BYTES], maxsplit=1)[0]
    return [value.decode("utf-8", "replace") for value in _RESULTS.findall(head)]
