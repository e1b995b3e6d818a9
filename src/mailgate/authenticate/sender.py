"""From an author and what relays say to a sender with a tier (DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Sequence

from mailgate.authenticate.domains import domain_of
from mailgate.authenticate.results import about_author
from mailgate.model.identity import Sender, Tier
from mailgate.model.message import Author

_NOTHING_KNOWN = "nothing_known"
#: Characters of a relay's field that are kept.
_EVIDENCE = 500


def authenticate(author: Author, results: Sequence[str]) -> Sender:
    """Say how far the author may be believed by the mail itself and by the relays before us.

    An author that is not exactly one mailbox in exactly one From header is failed, whatever a relay says: nobody can
    know which of several the result is about.

    Args:
        results: Of trusted relays (``relay_results``). Only the topmost counts: those below may have come with the
            mail (RFC 8601 section 5).
    """
    tier, reason = Tier.WEAK, _NOTHING_KNOWN
    if not author.clean:
        tier, reason = Tier.FAILED, f"author.{author.defect or 'malformed'}"
    elif results:
        result = about_author(results[0], author.address.rpartition("@")[2].lower())
        if result == "pass":
            tier, reason = Tier.VERIFIED, "dmarc.pass"
        elif result == "fail":
            tier, reason = Tier.FAILED, "dmarc.fail"
    evidence = tuple(" ".join(value.split())[:_EVIDENCE] for value in results[:1])
    return Sender(address=author.address.lower(), name=author.name, tier=tier, reason=reason, evidence=evidence)


def is_undecided(sender: Sender) -> bool:
    """True when only a check of our own can say more; an author without a domain of the DNS is nobody to check."""
    return sender.reason == _NOTHING_KNOWN and bool(domain_of(sender.address))
