"""What is asked for on a ticket; nothing of it is done yet."""

from __future__ import annotations

from dataclasses import dataclass, field

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
