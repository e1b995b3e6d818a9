"""Whether a text is HTML, whatever it was declared to be, and which charset it names for itself."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"<[A-Za-z!/?]|&[A-Za-z#]")
_DOCUMENT = re.compile(r"\s*(?:<!--[^>]{0,200}-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?([A-Za-z0-9_:.+-]{2,40})", re.IGNORECASE)


def is_html(text: str, *, declared: bool) -> bool:
    """Declared HTML without any markup is plain text, whose line ends count; a whole document in plain text is HTML."""
    if declared:
        return _MARKUP.search(text) is not None
    return "<" in text[:400] and _DOCUMENT.match(text) is not None


def named_charset(source: bytes) -> str:
    """What a ``meta`` element near the top says (HTML standard, section 4.2.5.4); empty without one."""
    found = _CHARSET.search(source, 0, 2048)
    return found[1].decode("ascii") if found else ""
