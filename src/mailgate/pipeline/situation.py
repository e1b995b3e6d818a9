"""Everything known when a mail's effect is carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.authenticate.verify import DNS_SILENT
from mailgate.model.identity import Tier
from mailgate.model.mark import Verdict
from mailgate.model.match import Match
from mailgate.model.ticket import Ticket
from mailgate.pipeline.inbound.understanding import Understood
from mailgate.pipeline.tools import Tools
from mailgate.store.inquiry import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A mail, what was found of it, and the decision which ticket it is about."""

    mail: Understood
    found: Found
    verdict: Verdict
    #: None while nobody asked which ticket it is about.
    match: Match | None
    tools: Tools
    now: datetime

    @property
    def unverified(self) -> bool:
        """The author could have been verified, and was not; while name servers are silent nobody could have been."""
        believed, sender = self.tools.server.authentication, self.mail.sender
        return believed.verifies and sender.tier is not Tier.VERIFIED and sender.reason != DNS_SILENT

    @property
    def decided(self) -> Match:
        """The match, once there is one."""
        assert self.match is not None
        return self.match

    @property
    def ticket(self) -> Ticket:
        """The matched ticket; only for effects that have one."""
        assert self.decided.ticket_id is not None
        return self.found.tickets[self.decided.ticket_id]
