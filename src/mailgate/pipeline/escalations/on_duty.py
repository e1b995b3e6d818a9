"""Who is on call now, or at another time, with what people changed in the rotations since."""

from __future__ import annotations

from datetime import datetime

from mailgate.escalation.rotation import who
from mailgate.model.desk import Desk
from mailgate.notify.recipients import OnDuty
from mailgate.store.database import Connection
from mailgate.store.people import oncall_overrides


def on_duty(conn: Connection, desk: Desk, at: datetime) -> OnDuty:
    """By key of each rotation who is on call at an instant; empty: nobody. No rotations, no question."""
    if not desk.oncalls:
        return {}
    made = oncall_overrides.still(conn, desk.tenant, since=at)
    return {rotation.key: who(rotation, at, made.get(rotation.key, ())) for rotation in desk.oncalls}
