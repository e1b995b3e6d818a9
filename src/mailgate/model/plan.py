"""What is asked for on a ticket; nothing of it is done yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mailgate.model.event import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One wish. ``field`` is a name of ``Ticket`` (``status``, ``priority``, ``category``, ``type``, ``assigned_to``,
    ``assigned_team``, ``sla_policy``, ``snoozed_until``, ``custom.NAME``) or ``tags.add`` / ``tags.remove``."""

    field: str
    #: Of the field's own type; a tuple of names for tags; None clears.
    value: object
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An effect beyond the ticket's fields: ``add_note``, ``reply``, ``notify``, ``forward``, ``call_webhook``,
    ``add_watchers``, ``start_escalation``, ``log``, ...; ``value`` as the action names it."""

    name: str
    value: object
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrace:
    """Why a rule did or did not fire, for ``explain``."""

    rule: str
    matched: bool
    #: The first condition that failed, as text; empty when it matched.
    failing: str = ""
    #: Actions that could not be carried out, each with its reason.
    failures: tuple[str, ...] = ()
    #: How many rules had to match, one because of another, until this one was asked.
    depth: int = 0
    #: What it changed: ``priority: medium to high``.
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMark:
    """What is remembered of one rule on one ticket, for ``once``."""

    rule: str
    #: Its condition held when it was last asked.
    holds: bool
    #: When it was last carried out.
    fired_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTimes:
    """When one time rule is due on one ticket, as far as anybody can know."""

    rule: str
    due: tuple[datetime, ...] = ()
    #: What was awaited later than this is awaited no more; None: nothing is.
    keep_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The answer of ``triage``."""

    changes: tuple[Change, ...] = ()
    requests: tuple[Request, ...] = ()
    #: Reason code when the mail is to wait for a person's yes; empty otherwise.
    hold: str = ""
    #: Rule that said it is spam; empty otherwise.
    spam: str = ""
    trace: tuple[RuleTrace, ...] = field(default=())
    #: What is to be remembered from now on.
    marks: tuple[RuleMark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestPlan:
    """What rules say to a mail before it is screened; empty texts say nothing."""

    #: Names of the rules that said so: the mail ends here, waits, is spam.
    drop: str = ""
    hold: str = ""
    spam: str = ""
    #: Key of the queue that takes it.
    queue: str = ""
    #: The customer's address, of a mail that somebody's form wrote for him.
    sender: str = ""
    trace: tuple[RuleTrace, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundPlan:
    """What rules say to a mail before it leaves."""

    #: Name of the rule that keeps it back.
    block: str = ""
    #: Further recipients, lower-case.
    cc: tuple[str, ...] = ()
    #: Lines below the words.
    footers: tuple[str, ...] = ()
    trace: tuple[RuleTrace, ...] = ()
