"""The Authentication-Results that a relay of ours wrote, and none that came with the mail (RFC 8601 section 5)."""

from __future__ import annotations

import re
from dataclasses import replace

from mailgate.authenticate.results import server_of
from mailgate.model.envelope import Envelope
from mailgate.model.message import Headers, Message
from mailgate.model.server import Authentication

#: Fields of a trusted relay stand on top.
_HEADER_BYTES = 64 * 1024
_FIELD = re.compile(rb"\n(?i:authentication-results)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)")
_NAME = "authentication-results"


def relay_results(raw: bytes, envelope: Envelope, believed: Authentication) -> tuple[str, ...]:
    """Values under a trusted name from a trusted peer, topmost first, as they stand in the mail.

    Never decoded: no encoded word may stand there, and a relay that removes fields under its own name lets one pass
    that would only decode to it.
    """
    if not envelope.trusted_peer or not believed.trusted_authserv_ids:
        return ()
    wanted = {name.lower() for name in believed.trusted_authserv_ids}
    head = re.split(rb"\n\r?\n", b"\n" + raw[:_HEADER_BYTES], maxsplit=1)[0]
    values = (value.decode("utf-8", "replace") for value in _FIELD.findall(head))
    return tuple(value for value in values if server_of(value) in wanted)


def without_foreign_results(message: Message, results: tuple[str, ...]) -> Message:
    """The message as rules may see it: of these fields only ``results`` are left."""
    if _NAME not in message.headers:
        return message
    others = tuple(field for field in message.headers.fields if field[0] != _NAME)
    ours = tuple((_NAME, " ".join(value.split())) for value in results)
    return replace(message, headers=Headers(fields=(*ours, *others)))
