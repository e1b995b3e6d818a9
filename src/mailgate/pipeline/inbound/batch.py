"""A worker's step: claim a batch, carry each mail to its outcome, record them all in one group."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from mailgate.errors import Conflict, MailgateError, StoreUnavailable
from mailgate.model.envelope import InboxItem
from mailgate.model.identity import Tier
from mailgate.model.message import MailClass
from mailgate.pipeline.completing import complete
from mailgate.pipeline.inbound.ingesting import ingested
from mailgate.pipeline.inbound.recording import Failed, put_back, record_all
from mailgate.pipeline.inbound.road import decide, inquiry
from mailgate.pipeline.inbound.taken_as import taken_as
from mailgate.pipeline.inbound.understanding import Understood, understand
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.engine.failures import StatementFailed
from mailgate.store.inbound import inbox
from mailgate.store.inquiry import Found, find

_LOG = structlog.get_logger()

LEASE = timedelta(seconds=15)
_DECISIONS = 5
#: An idle worker looks for itself this often, should a hint be lost.
_IDLE = timedelta(seconds=1)
#: How long until a mail that waits for another one may be ready.
_WAITING = timedelta(milliseconds=100)

#: Gives back the same mails in order, each with what our own check found of its sender.
SenderChecks = Callable[[Sequence[Understood]], list[Understood]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How many mails were claimed, and how long there is nothing to do unless a hint comes."""

    claimed: int
    pause: timedelta


class BatchWorker:
    """Works the inbox for one process; not for several threads, but for ``renew`` and ``at_hand``."""

    def __init__(self, *, tools: Tools, node: str, name: str, check_senders: SenderChecks | None = None) -> None:
        self._tools = tools
        self._check_senders = check_senders
        self._node = node
        self._name = name
        self._at_hand: tuple[float, tuple[InboxItem, ...]] = (0.0, ())
        #: Claimed, and not recorded because the database went away.
        self._cut_off: list[InboxItem] = []

    @property
    def at_hand(self) -> tuple[float, tuple[InboxItem, ...]]:
        """Since when (monotonic seconds) the mail at hand is worked on, and the batch it belongs to."""
        return self._at_hand

    def use(self, tools: Tools) -> None:
        """Work under another desk revision from the next batch on."""
        self._tools = tools

    def renew(self, items: Sequence[InboxItem], now: datetime) -> None:
        """Keep the leases of a batch."""
        self._tools.database.write(lambda conn: inbox.renew(conn, items, now=now, lease=LEASE))

    def step(self, clock: Callable[[], datetime]) -> Step:
        """Claim and carry one batch.

        Args:
            clock: Read before the claim, and again after it: whoever waited for a claim must not date an answer before
                the mail that it answers.

        Raises:
            StoreUnavailable: The database is away; the next step goes on with what was claimed.
        """
        now = clock()
        items = self._resume(now) if self._cut_off else []
        if not items:
            due = self._tools.database.read(inbox.next_due)
            if due is None or due > now:
                return Step(claimed=0, pause=_IDLE if due is None else min(due - now, _IDLE))
            items = self._claim(now)
        if not items:
            # What is due waits for a mail that another worker has, or for the one it answers.
            return Step(claimed=0, pause=_WAITING)
        self._cut_off = items
        try:
            self._carry(items, clock())
        finally:
            self._at_hand = (0.0, ())
        self._cut_off = []
        return Step(claimed=len(items), pause=timedelta(0))

    def _resume(self, now: datetime) -> list[InboxItem]:
        """What is still ours of a batch that was cut off: a lease left to run out would count as a worker's death."""
        renew = partial(inbox.renew, items=self._cut_off, now=now, lease=LEASE)
        ours = set(self._tools.database.write(renew))
        items, self._cut_off = [item for item in self._cut_off if item.id in ours], []
        return items

    def _claim(self, now: datetime) -> list[InboxItem]:
        claim = partial(inbox.claim, node=self._node, worker=self._name, now=now, lease=LEASE)
        # In a commit of its own: on PostgreSQL claims take turns, and the turn lasts until the commit.
        return self._tools.database.write(claim, alone=True)

    def _carry(self, items: list[InboxItem], now: datetime) -> None:
        database = self._tools.database
        waiting: dict[int, InboxItem] = {item.id: item for item in items}
        for _ in range(_DECISIONS):
            decided = self._decide_all(list(waiting.values()), items, now)
            failed = record_all(database, [(waiting[row], found) for row, found in decided.items()], now)
            # A decision that lost against another is made again; a failure to record is the mail's own.
            broken = [(waiting[row], Failed(error)) for row, error in failed.items() if not _lost(error)]
            record_all(database, broken, now)
            waiting = {row: waiting[row] for row, error in failed.items() if _lost(error)}
            if not waiting:
                return
        self._put_back(waiting.values(), now)

    def _decide_all(self, items: list[InboxItem], batch: list[InboxItem], now: datetime) -> dict[int, Outcome | Failed]:
        """Decide every mail on one snapshot; where that snapshot itself fails, each mail on its own."""
        understood = {item.id: self._understand(item, batch) for item in items}
        if self._check_senders is not None:
            read = [mail for mail in understood.values() if isinstance(mail, Understood)]
            understood |= {mail.item.id: mail for mail in self._check_senders(read)}
        understood = {row: self._ingest(mail, now) for row, mail in understood.items()}
        try:
            return self._on_snapshot(understood, batch, now)
        except StoreUnavailable:
            raise
        except Exception as error:  # one mail's values may be what the database does not take
            if len(items) == 1:
                _LOG.exception("inbox.failed", inbox=items[0].id, attempt=items[0].attempts)
                return {items[0].id: Failed(error)}
        found: dict[int, Outcome | Failed] = {}
        for item in items:
            found |= self._decide_all([item], batch, now)
        return found

    def _understand(self, item: InboxItem, batch: list[InboxItem]) -> Understood | Failed:
        self._at_hand = (time.monotonic(), tuple(batch))
        try:
            return understand(item, self._tools)
        except Exception as error:  # whatever a mail makes our code do, it is kept and its neighbours go on
            _LOG.exception("inbox.failed", inbox=item.id, attempt=item.attempts)
            return Failed(error)

    def _ingest(self, mail: Understood | Failed, now: datetime) -> Understood | Failed:
        if isinstance(mail, Failed):
            return mail
        try:
            return ingested(mail, self._tools, now)
        except Exception as error:
            _LOG.exception("inbox.failed", inbox=mail.item.id)
            return Failed(error)

    def _on_snapshot(
        self, understood: dict[int, Understood | Failed], batch: list[InboxItem], now: datetime
    ) -> dict[int, Outcome | Failed]:
        tools = self._tools

        def decided(conn: Connection, mail: Understood, found: Found) -> Outcome | Failed:
            self._at_hand = (time.monotonic(), tuple(batch))
            try:
                return decide(conn, mail, found, tools, now)
            except (StatementFailed, MailgateError):
                raise
            except Exception as error:
                _LOG.exception("inbox.failed", inbox=mail.item.id, attempt=mail.item.attempts)
                return Failed(error)

        failed = {row: mail for row, mail in understood.items() if isinstance(mail, Failed)}
        read = {row: mail for row, mail in understood.items() if not isinstance(mail, Failed)}
        mails = {row: taken_as(mail, tools.book) for row, mail in read.items()}
        inquiries = [inquiry(mail, now) for mail in mails.values()]

        def all_decided(conn: Connection) -> dict[int, Outcome | Failed]:
            found = dict(zip(mails, find(conn, inquiries), strict=True))
            outcomes = {row: decided(conn, mail, found[row]) for row, mail in mails.items()}
            return failed | _governed(conn, tools, mails, outcomes, now)

        return tools.database.read(all_decided)

    def _put_back(self, items: Iterable[InboxItem], now: datetime) -> None:
        for item in items:
            # The lease itself may be what was lost: then somebody else has the mail.
            with contextlib.suppress(Conflict):
                self._tools.database.write(partial(put_back, item=item, now=now))


def _governed(
    conn: Connection,
    tools: Tools,
    mails: Mapping[int, Understood],
    outcomes: Mapping[int, Outcome | Failed],
    now: datetime,
) -> dict[int, Outcome | Failed]:
    """The outcomes with their mails looked at together; whoever wrote as a person reads mail again."""
    done = {row: outcome for row, outcome in outcomes.items() if not isinstance(outcome, Failed)}
    heard = {(mails[row].item.tenant, mails[row].sender.address) for row in done if _by_a_person(mails[row])}
    recordings = complete(conn, tools, [outcome.recording for outcome in done.values()], now, heard=heard)
    looked_at = zip(done.items(), recordings, strict=True)
    return {**outcomes, **{row: replace(outcome, recording=recording) for (row, outcome), recording in looked_at}}


def _by_a_person(mail: Understood) -> bool:
    sender = mail.sender
    named = bool(sender.address and mail.item.envelope.mail_from) and not sender.form
    return named and sender.tier is not Tier.FAILED and mail.message.mail_class is MailClass.HUMAN


def _lost(error: Exception) -> bool:
    return isinstance(error, Conflict)
