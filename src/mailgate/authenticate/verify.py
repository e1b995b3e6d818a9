"""Our own check of an author: DMARC over SPF, DKIM and trusted ARC chains (RFC 7489), without any I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mailgate.authenticate.alignment import aligned
from mailgate.authenticate.arc import author_by_chain
from mailgate.authenticate.dmarc import Policy, find_policy
from mailgate.authenticate.domains import domain_of
from mailgate.authenticate.handover import client_of, return_domain
from mailgate.authenticate.letter import Letter
from mailgate.authenticate.questions import PENDING, SILENT, Answer, Asking, Question, Standing
from mailgate.authenticate.signatures import Signature, check_signature, read_signature
from mailgate.authenticate.spf.evaluate import check_host
from mailgate.authenticate.spf.macros import Identity
from mailgate.model.envelope import Envelope
from mailgate.model.identity import Sender, Tier
from mailgate.model.server import Authentication

#: Signatures looked at, and of those that could help the ones checked; mail of people has up to four.
_SIGNATURES_READ = 20
_SIGNATURES_CHECKED = 5
#: Characters of a term that is told; it may be as long as its owner likes.
_WHY = 100
#: The reason where a sender is weak for want of answers alone: asked again, the same mail may be verified or failed.
DNS_SILENT = "dns.silent"

_PASS, _SILENT = "pass", "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything about one mail that its check needs."""

    #: In A-labels, of a clean author.
    author_domain: str
    letter: Letter
    #: Who handed the mail to us or to a relay of ours; None when nobody can know.
    client: Identity | None
    #: Of the reverse path, in A-labels; empty when there is none, or none is known.
    return_domain: str
    #: When the mail came.
    now: datetime
    #: ``d=`` of the ARC sealers that are believed.
    sealers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The tier, the stable code of what decided, and for ``explain`` what was seen."""

    tier: Tier
    #: ``dmarc.pass``, ``arc.pass``, ``dmarc.fail``, ``dmarc.not_enforced`` (``p=none``), ``dmarc.none``,
    #: ``dns.silent``, ``spf.unknown_client``.
    reason: str
    evidence: tuple[str, ...]


def case_of(sender: Sender, envelope: Envelope, raw: bytes, believed: Authentication, now: datetime) -> Case:
    """Gather what the check of one undecided sender needs."""
    letter = Letter(raw)
    return Case(
        author_domain=domain_of(sender.address),
        letter=letter,
        client=client_of(envelope, letter, believed),
        return_domain=return_domain(envelope),
        now=now,
        sealers=believed.trusted_sealers,
    )


def verify(case: Case, answers: Mapping[Question, Answer], *, final: bool = False) -> Finding | frozenset[Question]:
    """The finding, or the questions that must be answered first.

    Each call asks for all that it can know of; four rounds suffice for what people publish. A question answered with
    ``SILENT`` can make a sender weak, never failed.

    Args:
        final: Nobody will answer any more: what is missing counts as ``SILENT``, and the result is a finding.
    """
    asking = Asking(answers, otherwise=SILENT if final else PENDING)
    finding = _find(case, asking)
    return frozenset(asking.missing) if asking.missing else finding


def _find(case: Case, asking: Asking) -> Finding:
    policy = find_policy(case.author_domain, asking)
    if policy is Standing.ABSENT:
        return _weak("dmarc.none", f"dmarc {case.author_domain}: no policy")
    if policy is Standing.SILENT:
        return _weak(DNS_SILENT, f"dmarc {case.author_domain}: no answer")
    stated = _stated(case, policy)
    dkim, seen = _dkim(case, policy, asking)
    if _PASS in dkim:
        return Finding(tier=Tier.VERIFIED, reason="dmarc.pass", evidence=(stated, *seen))
    spf, told = _spf(case, policy, asking)
    seen = (*seen, told)
    if spf == _PASS:
        return Finding(tier=Tier.VERIFIED, reason="dmarc.pass", evidence=(stated, *seen))
    chain = "none"
    if case.sealers:
        chain = author_by_chain(case.letter, case.author_domain, case.sealers, case.now, asking)
        seen = (*seen, f"arc: {chain}")
    return _without_pass(policy, {*dkim, spf, chain}, (stated, *seen), chain=chain)


def _without_pass(policy: Policy | Standing, results: set[str], seen: tuple[str, ...], *, chain: str) -> Finding:
    if chain == _PASS:
        return Finding(tier=Tier.VERIFIED, reason="arc.pass", evidence=seen)
    if results & {_SILENT, "temperror"}:
        return _weak(DNS_SILENT, *seen)
    if "unknown_client" in results:
        return _weak("spf.unknown_client", *seen)
    if isinstance(policy, Policy) and policy.request == "none":
        # The owner asks to be told, not to have anything held (RFC 7489 section 6.3).
        return _weak("dmarc.not_enforced", *seen)
    return Finding(tier=Tier.FAILED, reason="dmarc.fail", evidence=seen)


def _weak(reason: str, *evidence: str) -> Finding:
    return Finding(tier=Tier.WEAK, reason=reason, evidence=evidence)


def _stated(case: Case, policy: Policy | Standing) -> str:
    return f"dmarc {policy.domain}: p={policy.request}" if isinstance(policy, Policy) else case.author_domain


def _dkim(case: Case, policy: Policy | Standing, asking: Asking) -> tuple[set[str], tuple[str, ...]]:
    """What the signatures that could speak for the author are worth, and a line about each that was read."""
    strict = isinstance(policy, Policy) and policy.strict_dkim
    results: set[str] = set()
    seen = []
    checked = 0
    for field in case.letter.named(b"dkim-signature")[:_SIGNATURES_READ]:
        signature = read_signature(field, case.now)
        if isinstance(signature, str):
            seen.append(f"dkim: {signature}")
        elif not aligned(signature.domain, case.author_domain, strict=strict):
            seen.append(f"dkim {signature.domain}: not_aligned")
        elif checked < _SIGNATURES_CHECKED:
            checked += 1
            results.add(_checked(signature, case, asking, seen))
    return results, tuple(seen[:_SIGNATURES_CHECKED]) or ("dkim: no signature",)


def _checked(signature: Signature, case: Case, asking: Asking, seen: list[str]) -> str:
    result = check_signature(signature, case.letter, asking)
    # What was checked stands before what only was read.
    seen.insert(0, f"dkim {signature.domain} {signature.selector}: {result}")
    return result


def _spf(case: Case, policy: Policy | Standing, asking: Asking) -> tuple[str, str]:
    """The result for the reverse path, or for HELO where that is null (RFC 7489 section 3.1.2), and a line about it."""
    strict = isinstance(policy, Policy) and policy.strict_spf
    domain = case.client.domain if case.client else case.return_domain
    if domain and not aligned(domain, case.author_domain, strict=strict):
        return "not_aligned", f"spf {domain}: not_aligned"
    if case.client is None:
        return "unknown_client", f"spf {domain}: unknown_client"
    found = check_host(case.client, asking)
    return found.result, f"spf {domain} from {case.client.ip}: {found.result} ({found.why[:_WHY]})"
