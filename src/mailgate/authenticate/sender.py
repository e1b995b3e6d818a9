"""From an author and what is known of the mail's way to a sender with a tier (DESIGN section 4)."""

from __future__ import annotations

from mailgate.authenticate.results import dmarc_result
from mailgate.model.envelope import Envelope
from mailgate.model.identity import Sender, Tier
from mailgate.model.message import Message
from mailgate.model.server import Authentication


def authenticate(message: Message, envelope: Envelope, believed: Authentication) -> Sender:
    """Say how far the author may be believed.

    An author that is not exactly one mailbox in exactly one From header is failed, whatever a relay says: nobody can
    know which of several the result is about.
    """
    author = message.author
    tier, reason = Tier.WEAK, "nothing_known"
    if not author.clean:
        tier, reason = Tier.FAILED, f"author.{author.defect or 'malformed'}"
    elif envelope.trusted_peer and believed.trusted_authserv_ids:
        domain = author.address.rpartition("@")[2].lower()
        result = dmarc_result(message.headers, believed.trusted_authserv_ids, domain)
        if result == "pass":
            tier, reason = Tier.VERIFIED, "dmarc.pass"
        elif result == "fail":
            tier, reason = Tier.FAILED, "dmarc.fail"
    return Sender(address=author.address.lower(), name=author.name, tier=tier, reason=reason)
