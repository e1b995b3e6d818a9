"""Mails of ours while the past happens again: each is shown to the rules for mail that leaves, as it left."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailgate.model.outbound import OutboundKind
from mailgate.model.rule import OUTBOUND_EVENT
from mailgate.parse.message import parse_message
from mailgate.pipeline.rules.replay_state import State
from mailgate.pipeline.rules.replay_views import Side
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.outbound import outbox_rows
from mailgate.store.outbound.outbox_rows import OutboxRow
from mailgate.triage.conditions import leaves
from mailgate.triage.occasion import Occasion, Outgoing
from mailgate.triage.outbound import outbound

_EVENTS = (OUTBOUND_EVENT,)
#: What rules had us send is another set of mails under other rules.
_BY_RULES = (OutboundKind.RULE_MAIL, OutboundKind.FORWARD, OutboundKind.RULE_ALERT)


@dataclass(slots=True, kw_only=True)
class Leaving:
    """Shows mails to both sides, and counts those that it cannot show."""

    conn: Connection
    tools: Tools
    sides: tuple[Side, Side]
    shown: int = 0
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def wanted(self) -> bool:
        """Whether any rule looks at mails that leave."""
        return any(side.rules.of(_EVENTS) for side in self.sides)

    def show(self, row: OutboxRow, states: tuple[State, State] | None) -> None:
        """Have both sides look at one mail of ours about a ticket of theirs."""
        if row.cause.endswith(":cc"):
            return
        reason = (
            "that rules had sent" if row.kind in _BY_RULES else "about tickets that are older" if not states else ""
        )
        if reason or states is None:
            self.left_out[reason] = self.left_out.get(reason, 0) + 1
            return
        self.shown += 1
        text = self._text(row)
        for side, state in zip(self.sides, states, strict=True):
            if state.ticket is not None:
                occasion = Occasion(
                    events=_EVENTS,
                    desk=side.desk,
                    ticket=state.ticket,
                    before=None,
                    now=row.created_at,
                    actor="system",
                    channel="outbox",
                    outgoing=Outgoing(kind=row.kind, recipient=row.recipient.lower(), text=text),
                )
                state.heard(outbound(occasion, side.rules), f"{row.kind.value} to {row.recipient}")

    def _text(self, row: OutboxRow) -> str:
        """Read only where a rule asks for it."""
        asked = (each.rule.condition for side in self.sides for each in side.rules.of(_EVENTS))
        if not any(leaf.field == "mail.text" for condition in asked for leaf in leaves(condition)):
            return ""
        raw = outbox_rows.raw(self.conn, row.id)
        return parse_message(raw, self.tools.server.limits.parse).text if raw else ""
