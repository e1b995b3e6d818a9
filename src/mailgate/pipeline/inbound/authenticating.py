"""Our own check of the senders of a batch: four rounds of questions, asked for all mails at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import structlog

from mailgate.authenticate.questions import SILENT, Answer, Question
from mailgate.authenticate.sender import is_undecided
from mailgate.authenticate.verify import Case, Finding, case_of, verify
from mailgate.model.identity import Sender
from mailgate.model.server import Authentication
from mailgate.pipeline.inbound.resolving import Resolver
from mailgate.pipeline.inbound.understanding import Understood

_LOG = structlog.get_logger()

T = TypeVar("T")

_ROUNDS = 4
#: For all rounds of a batch together.
_PATIENCE_S = 3.0
#: Of one mail in one round; a policy that needs more takes more rounds, and no time of others.
_QUESTIONS = 40


class SenderCheck:
    """Decides what the mail itself and the relays before us left open."""

    def __init__(
        self, resolver: Resolver, believed: Authentication, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._resolver = resolver
        self._believed = believed
        self._clock = clock

    def __call__(self, mails: Sequence[Understood]) -> list[Understood]:
        """The same mails in order, each undecided sender with a finding; one whose check fails stays undecided."""
        cases = {mail.item.id: case for mail in mails if (case := self._case(mail)) is not None}
        findings = self._findings(cases)
        return [_with_finding(mail, findings.get(mail.item.id)) for mail in mails]

    def _case(self, mail: Understood) -> Case | None:
        if not is_undecided(mail.sender):
            return None
        item = mail.item
        return _kept_safe(
            item.id, lambda: case_of(mail.sender, item.envelope, item.raw, self._believed, item.received_at)
        )

    def _findings(self, cases: Mapping[int, Case]) -> dict[int, Finding]:
        ends = self._clock() + _PATIENCE_S
        answers: dict[Question, Answer] = {}
        findings: dict[int, Finding] = {}
        for turn in range(_ROUNDS + 1):
            missing: set[Question] = set()
            for inbox_id in cases.keys() - findings.keys():
                told = _verified(inbox_id, cases[inbox_id], answers, final=turn == _ROUNDS)
                if isinstance(told, Finding):
                    findings[inbox_id] = told
                elif told is not None:
                    missing.update(sorted(told, key=lambda question: (question.name, question.type))[:_QUESTIONS])
            if not missing:
                break
            # Half of what is left, so that one mail's slow name server leaves time for the others' next questions.
            left = ends - self._clock()
            answers |= self._answers(missing, left / 2 if turn < _ROUNDS - 1 else left)
        return findings

    def _answers(self, questions: set[Question], patience_s: float) -> dict[Question, Answer]:
        try:
            return self._resolver.resolve(questions, max(0.0, patience_s))
        except Exception:
            # Without a single mail to blame: all of them go on with nothing known.
            _LOG.exception("authenticate.resolver_failed")
            return dict.fromkeys(questions, SILENT)


def _verified(
    inbox_id: int, case: Case, answers: Mapping[Question, Answer], *, final: bool
) -> Finding | frozenset[Question] | None:
    return _kept_safe(inbox_id, lambda: verify(case, answers, final=final))


def _kept_safe(inbox_id: int, check: Callable[[], T]) -> T | None:
    """Whatever a mail makes our code do, nothing more is then known of its sender, and its neighbours go on."""
    try:
        return check()
    except Exception:
        _LOG.exception("authenticate.failed", inbox=inbox_id)
        return None


def _with_finding(mail: Understood, finding: Finding | None) -> Understood:
    if finding is None:
        return mail
    sender: Sender = replace(mail.sender, tier=finding.tier, reason=finding.reason, evidence=finding.evidence)
    return replace(mail, sender=sender)
