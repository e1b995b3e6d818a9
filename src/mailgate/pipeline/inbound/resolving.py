"""Answers of the DNS: many questions at once, within a patience, remembered for a while."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from typing import Any, Protocol

import dns.asyncresolver
import dns.message
import dns.resolver
import structlog

from mailgate.authenticate.questions import ABSENT, SILENT, Answer, Question, Standing, found
from mailgate.model.server import Listener

_LOG = structlog.get_logger()

#: Questions under way at once; each has a socket.
_AT_ONCE = 200
#: Until a server that does not answer is asked again.
_TRY_S = 0.7
#: Answers remembered, and their bytes: a single TXT set may have 64 KiB.
_ANSWERS = 20_000
_BYTES = 8 * 1024 * 1024
#: Bounds of what a record's owner asks for, in seconds: shortest and longest, by what is remembered.
_KEPT_S = {Standing.FOUND: (60.0, 3600.0), Standing.ABSENT: (60.0, 900.0), Standing.SILENT: (10.0, 10.0)}


class Resolver(Protocol):
    """Whoever answers questions."""

    def resolve(self, questions: Collection[Question], patience_s: float) -> dict[Question, Answer]:
        """Answer every question within ``patience_s``; what has no answer by then is ``SILENT``."""


class DnsResolver:
    """The resolvers of the system, or one given; for one thread."""

    def __init__(self, server: Listener | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._resolver = _configured(server)
        self._cache = _Cache(clock)

    def resolve(self, questions: Collection[Question], patience_s: float) -> dict[Question, Answer]:
        known = {question: answer for question in questions if (answer := self._cache.get(question))}
        unknown = [question for question in questions if question not in known]
        if not unknown:
            return known
        if patience_s <= 0 or not self._resolver.nameservers:
            return known | dict.fromkeys(unknown, SILENT)
        return known | asyncio.run(self._ask_all(unknown, patience_s))

    async def _ask_all(self, questions: Iterable[Question], patience_s: float) -> dict[Question, Answer]:
        turn = asyncio.Semaphore(_AT_ONCE)
        tasks = {question: asyncio.create_task(self._ask(question, patience_s, turn)) for question in questions}
        _, late = await asyncio.wait(tasks.values(), timeout=patience_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        answers = {}
        for question, task in tasks.items():
            answer, ttl = (SILENT, 0.0) if task.cancelled() else task.result()
            self._cache.put(question, answer, ttl)
            answers[question] = answer
        return answers

    async def _ask(self, question: Question, patience_s: float, turn: asyncio.Semaphore) -> tuple[Answer, float]:
        """The answer, and for how many seconds its owner says that it holds."""
        async with turn:
            try:
                told = await self._resolver.resolve(
                    f"{question.name}.", question.type, lifetime=patience_s, raise_on_no_answer=False, search=False
                )
            except dns.resolver.NXDOMAIN as error:
                responses = error.kwargs["responses"].values()
                return ABSENT, min((_ttl(response) for response in responses), default=0.0)
            except Exception:
                # Nobody answered, or with bytes that are no answer: all that is known is that nothing is known.
                return SILENT, 0.0
        records = _records(question, told)
        return (found(*records) if records else ABSENT), _ttl(told.response)


class _Cache:
    """Answers by question, the longest unused given up first."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: OrderedDict[Question, tuple[float, int, Answer]] = OrderedDict()
        self._bytes = 0

    def get(self, question: Question) -> Answer | None:
        kept = self._kept.get(question)
        if kept is None:
            return None
        ends, _, answer = kept
        if ends <= self._clock():
            self._drop(question)
            return None
        self._kept.move_to_end(question)
        return answer

    def put(self, question: Question, answer: Answer, ttl: float) -> None:
        self._drop(question)
        shortest, longest = _KEPT_S[answer.standing]
        size = sum(len(record) for record in answer.records)
        self._kept[question] = (self._clock() + min(max(ttl, shortest), longest), size, answer)
        self._bytes += size
        while len(self._kept) > _ANSWERS or self._bytes > _BYTES:
            self._drop(next(iter(self._kept)))

    def _drop(self, question: Question) -> None:
        kept = self._kept.pop(question, None)
        self._bytes -= kept[1] if kept else 0


def _configured(server: Listener | None) -> dns.asyncresolver.Resolver:
    try:
        resolver = dns.asyncresolver.Resolver(configure=server is None)
    except dns.resolver.NoResolverConfiguration as error:
        _LOG.warning("resolver.not_configured", error=str(error))
        resolver = dns.asyncresolver.Resolver(configure=False)
    if server is not None:
        resolver.nameservers = [server.host]
        resolver.port = server.port
    resolver.timeout = _TRY_S
    # Larger answers come by TCP (RFC 9715).
    resolver.use_edns(0, 0, 1232)
    return resolver


def _ttl(response: dns.message.Message) -> float:
    """Of the records, or of their absence (RFC 2308 section 5)."""
    assert isinstance(response, dns.message.QueryMessage)
    return float(response.resolve_chaining().minimum_ttl)


def _records(question: Question, told: dns.resolver.Answer) -> list[str]:
    if told.rrset is None:
        return []
    rows = list(told.rrset)
    if question.type == "MX":
        rows.sort(key=lambda row: (row.preference, row.exchange))
    return [_TEXTS[question.type.value](row) for row in rows]


_TEXTS: dict[str, Callable[[Any], str]] = {
    "A": lambda row: str(row.address),
    "AAAA": lambda row: str(row.address),
    "MX": lambda row: _host(row.exchange),
    "PTR": lambda row: _host(row.target),
    "TXT": lambda row: b"".join(row.strings).decode("latin-1"),
}


def _host(name: Any) -> str:
    """Lower case without final dot; the root, which as mail exchanger stands for none (RFC 7505), is ``.``."""
    return name.to_text(omit_final_dot=True).lower() or "."
