"""How much was sent lately: every limit's count for a whole batch in one statement, each count from an index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from itertools import groupby

from sqlalchemy import Connection, TextClause, bindparam, text

from mailgate.model.outbound import OutboundKind
from mailgate.notify.governor import CALLS, TO_CUSTOMERS, Limit, Question
from mailgate.store.tables.columns import Instant


def _listed(kinds: Iterable[OutboundKind]) -> str:
    return ", ".join(f"'{kind.value}'" for kind in sorted(kinds))


_REPLY = f"kind = '{OutboundKind.REPLY.value}'"
_TRANSCRIPT = f"kind = '{OutboundKind.TRANSCRIPT.value}'"
_AUTOMATIC = f"kind <> '{OutboundKind.REPLY.value}'"
#: Automatic mail to one recipient that has no limit of its own.
_NOTICE = f"kind NOT IN ('{OutboundKind.REPLY.value}', '{OutboundKind.TRANSCRIPT.value}')"
#: What each limit counts; ``k.a`` is the ticket and ``k.b`` the name asked for. Kinds are listed where an index has
#: them before the time.
_COUNTED = {
    Limit.ACKS_PER_UNVERIFIED: f"tenant = :tenant AND recipient = k.b AND kind IN ({_listed(TO_CUSTOMERS)})",
    Limit.ACKS_PER_ADDRESS: f"tenant = :tenant AND recipient = k.b AND kind = '{OutboundKind.ACKNOWLEDGEMENT.value}'",
    Limit.ACKS_PER_TENANT: f"tenant = :tenant AND kind IN ({_listed(TO_CUSTOMERS)})",
    Limit.TRANSCRIPTS_PER_AGENT: f"tenant = :tenant AND recipient = k.b AND {_TRANSCRIPT}",
    Limit.PAGES_PER_RECIPIENT: f"tenant = :tenant AND recipient = k.b AND kind IN ({_listed(sorted(CALLS))})",
    Limit.AUTOMATIC_PER_TICKET: f"ticket_id = k.a AND recipient = k.b AND {_NOTICE}",
    Limit.AUTOMATIC_PER_RECIPIENT: f"tenant = :tenant AND recipient = k.b AND {_NOTICE}",
    Limit.AUTOMATIC_PER_DOMAIN: f"tenant = :tenant AND domain <> '' AND domain = k.b AND {_AUTOMATIC}",
    Limit.AUTOMATIC_PER_TENANT: (
        f"tenant = :tenant AND kind IN ({_listed(kind for kind in OutboundKind if kind is not OutboundKind.REPLY)})"
    ),
    Limit.REPLIES_PER_RECIPIENT: f"tenant = :tenant AND recipient = k.b AND {_REPLY}",
    Limit.REPLIES_PER_TENANT: f"tenant = :tenant AND {_REPLY}",
}
_KEYS = {
    "sqlite": "(SELECT json_extract(value, '$[0]') AS a, json_extract(value, '$[1]') AS b FROM json_each({keys})) AS k",
    "postgresql": (
        "(SELECT CAST(value ->> 0 AS bigint) AS a, value ->> 1 AS b"
        " FROM json_array_elements(CAST({keys} AS json))) AS k"
    ),
}


def count(
    conn: Connection, tenant: str, asked: Iterable[Question], caps: Mapping[Limit, int], *, now: datetime
) -> dict[Question, int]:
    """Answer questions about one tenant in one statement.

    Args:
        caps: Nobody need count a limit's mails further than that.
    """
    ordered = sorted(asked, key=lambda question: (question.limit, question.window, question.ticket_id, question.key))
    groups = [list(group) for _, group in groupby(ordered, key=lambda question: (question.limit, question.window))]
    if not groups:
        return {}
    values: dict[str, object] = {"tenant": tenant}
    for place, group in enumerate(groups):
        values[f"keys{place}"] = json.dumps([[question.ticket_id, question.key] for question in group])
        values[f"since{place}"] = now - group[0].window
        values[f"cap{place}"] = caps[group[0].limit]
    statement = _statement(tuple(group[0].limit for group in groups), conn.dialect.name)
    counts = {(place, a, b): counted for place, a, b, counted in conn.execute(statement, values)}
    return {
        question: counts[place, question.ticket_id, question.key]
        for place, group in enumerate(groups)
        for question in group
    }


@cache
def _statement(limits: tuple[Limit, ...], dialect: str) -> TextClause:
    """One row for each key: the place of its limit, the key, and how many mails were made since then."""
    parts = [
        # Put together from the texts above alone; every value is bound.
        f"SELECT {place}, k.a, k.b, (SELECT count(*) FROM (SELECT 1 FROM outbox WHERE {_COUNTED[limit]}"  # noqa: S608
        f" AND created_at > :since{place} LIMIT :cap{place}) AS seen)"
        f" FROM {_KEYS[dialect].format(keys=f':keys{place}')}"
        for place, limit in enumerate(limits)
    ]
    since = [bindparam(f"since{place}", type_=Instant) for place in range(len(limits))]
    return text(" UNION ALL ".join(parts)).bindparams(*since)
