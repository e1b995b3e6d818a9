"""The ``[limits]`` of the server file: every bound of a session, of the parser and of what we send."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

from pydantic import model_validator

from mailgate.config.table import Table, several
from mailgate.config.values import Duration, OptionalByteRate, OptionalRate, Rates, Size, bounded
from mailgate.model.limits import MIB, MailLimits, ParseLimits, SessionLimits
from mailgate.model.server import ServerLimits

_KIB = 1_024
_SESSION = SessionLimits()
_PARSE = ParseLimits()
_MAIL = MailLimits()
_SERVER = ServerLimits()


class LimitsTable(Table):
    """Named as the fields of the model; what is left out keeps the default of spec section 4."""

    message_size: Annotated[Size, bounded(_KIB, 1_024 * MIB)] = _SESSION.message_size
    lines: Annotated[int, bounded(1_000, 10_000_000)] = _SESSION.lines
    line_length: Annotated[Size, bounded(998, MIB)] = _SESSION.line_length
    # RFC 5321 section 4.5.3.1.8 makes 100 recipients the least that must be taken.
    recipients: Annotated[int, bounded(100, 1_000)] = _SESSION.recipients
    messages_per_session: Annotated[int, bounded(1, 100_000)] = _SESSION.messages_per_session
    connections: Annotated[int, bounded(1, 10_000)] = _SESSION.connections
    connections_per_ip: Annotated[int, bounded(1, 10_000)] = _SESSION.connections_per_ip
    new_connections_per_ip: OptionalRate = _SESSION.new_connections_per_ip
    messages_per_ip: OptionalRate = _SESSION.messages_per_ip
    bytes_per_ip: OptionalByteRate = _SESSION.bytes_per_ip
    soft_errors: Annotated[int, bounded(1, 1_000)] = _SESSION.soft_errors
    hard_errors: Annotated[int, bounded(1, 1_000)] = _SESSION.hard_errors
    error_delay: Annotated[Duration, bounded(0, 60)] = _SESSION.error_delay
    command_timeout: Annotated[Duration, bounded(1, 3_600)] = _SESSION.command_timeout
    stress_timeout: Annotated[Duration, bounded(1, 3_600)] = _SESSION.stress_timeout
    data_timeout: Annotated[Duration, bounded(1, 3_600)] = _SESSION.data_timeout
    minimum_rate: Annotated[Size, bounded(0, MIB)] = _SESSION.minimum_rate
    session_time: Annotated[Duration, bounded(10, 86_400)] = _SESSION.session_time
    hops: Annotated[int, bounded(5, 1_000)] = _SESSION.hops
    memory_stress: Annotated[Size, bounded(128 * MIB, 1_024 * 1_024 * MIB)] = _SESSION.memory_stress
    memory_full: Annotated[Size, bounded(256 * MIB, 1_024 * 1_024 * MIB)] = _SESSION.memory_full
    free_space_reserve: Annotated[Size, bounded(0, 1_024 * 1_024 * MIB)] = _SESSION.free_space_reserve

    header_bytes: Annotated[Size, bounded(_KIB, MIB)] = _PARSE.header_bytes
    headers_bytes: Annotated[Size, bounded(_KIB, 16 * MIB)] = _PARSE.headers_bytes
    header_count: Annotated[int, bounded(10, 10_000)] = _PARSE.header_count
    address_header_bytes: Annotated[Size, bounded(_KIB, 64 * _KIB)] = _PARSE.address_header_bytes
    mime_depth: Annotated[int, bounded(2, 50)] = _PARSE.mime_depth
    mime_parts: Annotated[int, bounded(2, 10_000)] = _PARSE.mime_parts
    # RFC 2046 section 5.1.1 allows boundaries of 70 characters.
    boundary_length: Annotated[int, bounded(70, 2_048)] = _PARSE.boundary_length
    parameters: Annotated[int, bounded(5, 1_000)] = _PARSE.parameters
    attachments: Annotated[int, bounded(0, 1_000)] = _PARSE.attachments
    attachment_bytes: Annotated[Size, bounded(0, 1_024 * MIB)] = _PARSE.attachment_bytes
    text_bytes: Annotated[Size, bounded(_KIB, 16 * MIB)] = _PARSE.text_bytes
    references: Annotated[int, bounded(1, 500)] = _PARSE.references

    api_requests: OptionalRate = _SERVER.api_requests

    acks_per_address: Rates = _MAIL.acks_per_address
    acks_per_unverified: Rates = _MAIL.acks_per_unverified
    acks_per_tenant: Rates = _MAIL.acks_per_tenant
    transcripts_per_agent: Rates = _MAIL.transcripts_per_agent
    automatic_per_ticket: Rates = _MAIL.automatic_per_ticket
    pages_per_recipient: Rates = _MAIL.pages_per_recipient
    automatic_per_recipient: Rates = _MAIL.automatic_per_recipient
    automatic_per_domain: Rates = _MAIL.automatic_per_domain
    automatic_per_tenant: Rates = _MAIL.automatic_per_tenant
    replies_per_recipient: Rates = _MAIL.replies_per_recipient
    replies_per_tenant: Rates = _MAIL.replies_per_tenant

    @model_validator(mode="after")
    def _memory_in_order(self) -> LimitsTable:
        if self.memory_full < self.memory_stress:
            raise several(
                [(("memory_full",), "memory_full: it must be memory_stress or more; idle peers have to go first")]
            )
        return self

    @model_validator(mode="after")
    def _errors_in_order(self) -> LimitsTable:
        if self.hard_errors < self.soft_errors:
            raise several(
                [(("hard_errors",), "hard_errors: it must be soft_errors or more; a session slows down first")]
            )
        return self

    def build(self) -> ServerLimits:
        return ServerLimits(
            session=SessionLimits(**self._of(SessionLimits)),
            parse=ParseLimits(**self._of(ParseLimits)),
            api_requests=self.api_requests,
            mail=MailLimits(**self._of(MailLimits)),
        )

    def _of(self, kind: type[SessionLimits | ParseLimits | MailLimits]) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(kind)}
