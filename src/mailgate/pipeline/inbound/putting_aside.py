"""Mail that touches no ticket: duplicates, own loops, reports of nothing we know, and what waits for a person's yes."""

from __future__ import annotations

from dataclasses import replace

from mailgate.model.envelope import InboxState
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Plan
from mailgate.model.recording import Recording
from mailgate.pipeline.journal import mail_event
from mailgate.pipeline.outbound.mailing import own_ids
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.rules.ruling import remembered
from mailgate.pipeline.situation import Situation


def put_aside(
    known: Situation, plan: Plan, *, code: str, state: InboxState, mails: tuple[OutboundMail, ...] = ()
) -> Outcome:
    """Record the mail and why it went no further; ``mails`` tell an agent of it."""
    recording = Recording(
        tenant=known.mail.item.tenant,
        revision=known.mail.desk.revision,
        events=(mail_event(known, plan, outcome=code),),
        event_ids=tuple(known.tools.rows(1)),
        references=own_ids(mails),
        mails=mails,
        inbox_id=known.mail.item.id,
        asked=True,
        **remembered(known.tools, replace(plan, marks=()), known.mail.ingest),
    )
    return Outcome(state=state, code=code, recording=recording, ticket_id=known.found.facts.known_ticket)
