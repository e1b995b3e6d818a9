"""A mail is held: it waits for a person's yes or, over a rate, for its turn; its agents are told."""

from __future__ import annotations

from dataclasses import replace

from mailgate.metrics import LIMITS
from mailgate.model.envelope import InboxState
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Plan
from mailgate.pipeline.held.notices import notices
from mailgate.pipeline.held.rate_notices import rate_notice
from mailgate.pipeline.inbound.putting_aside import put_aside
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.situation import Situation
from mailgate.store.database import Connection
from mailgate.store.inbound import held

#: The one reason for which a mail is released by the clock.
RATE = "held.rate"


def hold(
    conn: Connection, situation: Situation, plan: Plan, *, code: str, mails: tuple[OutboundMail, ...] = ()
) -> Outcome:
    """Record that the mail waits, why, and until when."""
    told, later = notices(conn, situation, code)
    outcome = put_aside(situation, plan, code=code, state=InboxState.HELD, mails=(*mails, *told))
    outcome = replace(outcome, recording=replace(outcome.recording, notices=later))
    if code != RATE:
        return outcome
    LIMITS.fired(18)
    mail = situation.mail
    mails = (*outcome.recording.mails, *rate_notice(conn, situation))
    outcome = replace(outcome, recording=replace(outcome.recording, mails=mails))
    turn = held.next_turn(conn, mail.desk, situation.found.contact, mail.sender.address, now=situation.now)
    return replace(outcome, until=turn.at, waits_for=turn.line)
