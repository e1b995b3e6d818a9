"""${message[:1].upper() + message[1:]}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
# The oldest code that may work on the tables as they are after this step, named by the newest step it knows.
# Raise it only with a step that takes away what older code needs.
oldest_code = 1


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
