"""Lists of ``tag=value`` as DKIM, ARC and DMARC write them (RFC 6376 section 3.2)."""

from __future__ import annotations

import re

_TAG = re.compile(r"[A-Za-z]\w*", re.ASCII)


def read_tags(text: str) -> dict[str, str] | None:
    """The tags in order, white space around names and values dropped; None when a tag is malformed or stands twice."""
    tags: dict[str, str] = {}
    for part in _parts(text):
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals or name in tags or not _TAG.fullmatch(name):
            return None
        tags[name] = value.strip()
    return tags


def read_sound_tags(text: str) -> dict[str, str]:
    """The same of a list whose malformed parts are passed over (RFC 7489 section 6.3); names in lower case."""
    tags: dict[str, str] = {}
    for part in _parts(text):
        name, equals, value = part.partition("=")
        if equals and _TAG.fullmatch(name.strip()):
            tags.setdefault(name.strip().lower(), value.strip())
    return tags


def _parts(text: str) -> list[str]:
    return [part for part in text.split(";") if part.strip()]
