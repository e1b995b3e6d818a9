"""Mail that was held over a rate is released when its turn comes; it is then decided as if it had just come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mailgate.pipeline.tools import Tools
from mailgate.store.inbound import held


def release_due(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Release what is due; the answer is how many.

    Raises:
        StoreUnavailable: The database is away; what was not released is still due.
    """
    now = clock()
    # Most looks find nothing, and a look that only reads takes no writer's turn.
    turn = tools.database.read(held.next_release)
    if turn is None or turn > now:
        return 0
    return tools.database.write(lambda conn: held.release_due(conn, now=now))
