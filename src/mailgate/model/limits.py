"""Limits with the ids of ``spec`` section 4; sizes in bytes, rates as a count in a window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """At most ``count`` in any ``window``; None where a rate is wanted means no limit."""

    count: int
    window: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseLimits:
    """Bounds of the parser (L-2 to L-11); what is over one is kept raw and named in ``Message.defects``."""

    header_bytes: int = 64 * 1024
    headers_bytes: int = 512 * 1024
    header_count: int = 1_000
    address_header_bytes: int = 8 * 1024
    mime_depth: int = 20
    mime_parts: int = 500
    boundary_length: int = 200
    parameters: int = 100
    attachments: int = 100
    attachment_bytes: int = 25 * MIB
    text_bytes: int = MIB
    references: int = 50


def _rates(*rates: tuple[int, int]) -> tuple[Rate, ...]:
    return tuple(Rate(count=count, window=timedelta(minutes=minutes)) for count, minutes in rates)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLimits:
    """Bounds of what is sent (L-23, L-24; spec/features.md A.2.7), each in several windows; an empty one is no limit.

    Automatic mail is everything but an agent's own words to customers.
    """

    acks_per_address: tuple[Rate, ...] = _rates((5, 60), (20, 24 * 60))
    #: To an address that is known from the author line of an unverified mail alone; not where nobody can be verified.
    acks_per_unverified: tuple[Rate, ...] = _rates((1, 24 * 60))
    acks_per_tenant: tuple[Rate, ...] = _rates((6000, 10))
    #: Answers to commands, which fall under neither of the next two.
    transcripts_per_agent: tuple[Rate, ...] = _rates((30, 10), (90, 60), (400, 24 * 60))
    #: Pages of escalations to one person; what is over it is told together a minute later.
    pages_per_recipient: tuple[Rate, ...] = _rates((3, 1), (20, 60))
    #: To one recipient about one ticket.
    automatic_per_ticket: tuple[Rate, ...] = _rates((10, 10), (15, 30), (25, 60), (50, 180), (100, 600))
    automatic_per_recipient: tuple[Rate, ...] = _rates((30, 10), (60, 30), (120, 60), (240, 180), (360, 600))
    #: To customers of one domain.
    automatic_per_domain: tuple[Rate, ...] = _rates((5000, 10))
    automatic_per_tenant: tuple[Rate, ...] = _rates((12000, 10))
    replies_per_recipient: tuple[Rate, ...] = _rates((60, 10), (300, 600))
    replies_per_tenant: tuple[Rate, ...] = _rates((6000, 60))

    def of(self, name: str) -> tuple[Rate, ...]:
        rates: tuple[Rate, ...] = getattr(self, name)
        return rates


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """Bounds of an SMTP or LMTP session (L-1, L-2, L-13 to L-22)."""

    message_size: int = 25 * MIB
    lines: int = 500_000
    line_length: int = 64 * 1024
    recipients: int = 100
    messages_per_session: int = 100
    connections: int = 200
    connections_per_ip: int = 20
    new_connections_per_ip: Rate | None = Rate(count=300, window=timedelta(minutes=1))
    messages_per_ip: Rate | None = Rate(count=500, window=timedelta(minutes=1))
    bytes_per_ip: Rate | None = Rate(count=1024 * MIB, window=timedelta(minutes=1))
    soft_errors: int = 10
    hard_errors: int = 20
    error_delay: timedelta = timedelta(seconds=1)
    command_timeout: timedelta = timedelta(seconds=300)
    #: Instead of ``command_timeout`` while few places are left, or from ``memory_stress`` on.
    stress_timeout: timedelta = timedelta(seconds=10)
    data_timeout: timedelta = timedelta(seconds=60)
    #: Bytes a second, counted after the first 10 s of DATA.
    minimum_rate: int = 500
    session_time: timedelta = timedelta(minutes=15)
    hops: int = 50
    #: Memory of the front from which on idle peers have less time, and from which on nobody new is let in (L-34).
    memory_stress: int = 512 * MIB
    memory_full: int = 768 * MIB
    #: Kept free beyond 1.5 x ``message_size``.
    free_space_reserve: int = 256 * MIB
