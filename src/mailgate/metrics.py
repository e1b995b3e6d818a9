"""What Prometheus may know of this process: a registry of our own, so that nothing else slips in."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Callable, Iterator, Mapping
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Gauge, Info, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from mailgate import __version__

#: Values by their labels.
Labelled = Mapping[tuple[str, ...], float]

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class FiredLimits(Collector):
    """How often each limit fired, by its number in the specification ("L-18"); safe from many threads."""

    def __init__(self) -> None:
        self._counts: Counts[int] = Counts()
        self._lock = Lock()
        #: Told of each instead of counting it: a worker tells its front, which is the one that is asked.
        self.told: Callable[[int], None] | None = None

    def fired(self, number: int) -> None:
        """Limit ``number`` kept somebody from something."""
        if self.told is not None:
            self.told(number)
            return
        with self._lock:
            self._counts[number] += 1

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(
            "mailgate_limits_fired", "How often each limit fired, by its id.", labels=["limit"]
        )
        with self._lock:
            counts = sorted(self._counts.items())
        for number, count in counts:
            family.add_metric([f"L-{number}"], count)
        yield family


#: Of this process and, in a front, of its workers.
LIMITS = FiredLimits()


class Metrics:
    """Counters of one process, and gauges that are set when somebody looks."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        Info("mailgate_build", "Version of the running code.", registry=self._registry).info({"version": __version__})
        self._requests = Counter(
            "mailgate_http_requests",
            "HTTP requests answered, by route template and status code.",
            ("method", "route", "code"),
            registry=self._registry,
        )
        self._inbox = self._gauge("mailgate_inbox_mails", "Accepted mails that are not done, by state.", "state")
        self._age = self._gauge("mailgate_inbox_oldest_seconds", "Age of the oldest accepted mail that is not done.")
        self._outbox = self._gauge("mailgate_outbox_mails", "Outbound mails that are not done, by state.", "state")
        self._registry.register(LIMITS)
        self._mailbox = self._gauge(
            "mailgate_mailbox_mails",
            "Mails of an IMAP folder: on the server, known to us, unread.",
            "account",
            "folder",
            "which",
        )
        self._mailbox_age = self._gauge(
            "mailgate_mailbox_seconds",
            "Seconds since an IMAP folder was read, since it fails, and since its oldest unread mail was seen.",
            "account",
            "folder",
            "since",
        )
        self._login = self._gauge(
            "mailgate_mailbox_login_seconds",
            "Seconds since the tokens of an IMAP account were renewed, since that fails, and until its login ends.",
            "account",
            "which",
        )
        self._up = self._gauge("mailgate_up", "1 while a part of the node is up.", "part")

    def answered(self, method: str, route: str, code: int) -> None:
        """Count one request; ``route`` is a template, so that its values are few."""
        self._requests.labels(method, route, str(code)).inc()

    def show_parts(self, up: Mapping[str, bool]) -> None:
        """Which parts of the node are up."""
        _set_all(self._up, {part: float(value) for part, value in up.items()})

    def show_queues(self, inbox: Mapping[str, int], outbox: Mapping[str, int], oldest_seconds: float) -> None:
        """How many mails stand where; empty mappings when the store does not say."""
        _set_all(self._inbox, inbox)
        _set_all(self._outbox, outbox)
        self._age.set(oldest_seconds)

    def show_mailboxes(self, mails: Labelled, seconds: Labelled, logins: Labelled) -> None:
        """What is known by ``(account, folder, which)``, ``(account, folder, since)`` and ``(account, which)``."""
        for gauge, values in ((self._mailbox, mails), (self._mailbox_age, seconds), (self._login, logins)):
            gauge.clear()
            for labels, value in values.items():
                gauge.labels(*labels).set(value)

    def text(self) -> bytes:
        """Everything, in the text format of Prometheus."""
        return generate_latest(self._registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, registry=self._registry)


def _set_all(gauge: Gauge, values: Mapping[str, float]) -> None:
    """What is not named any more is not shown any more."""
    gauge.clear()
    for label, value in values.items():
        gauge.labels(label).set(value)
