"""Folder names and strings as they stand in an IMAP command."""

from __future__ import annotations

import binascii
import re

_PLAIN = re.compile(r"[\x20-\x7e]+")
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")
_RUN = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")


def quoted(text: str) -> str:
    """A quoted string (RFC 3501 section 4.3).

    Raises:
        ValueError: The text holds NUL, CR or LF, which no quoted string can.
    """
    if any(char in text for char in "\0\r\n"):
        raise ValueError("NUL, CR and LF are not possible in an IMAP string")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def folder(name: str) -> str:
    """A folder's name, in modified UTF-7 and quoted (RFC 3501 section 5.1.3)."""
    return quoted("".join(_encoded(run) for run in _RUN.findall(name)))


def readable(written: str) -> str:
    """The folder's name of a LIST response, without quotes and modified UTF-7; as it stands where it is neither."""
    if len(written) > 1 and written[0] == written[-1] == '"':
        written = re.sub(r"\\(.)", r"\1", written[1:-1])
    try:
        return _SHIFTED.sub(lambda found: _decoded(found[1]), written)
    except ValueError:
        return written


def _decoded(packed: str) -> str:
    padded = packed.replace(",", "/") + "=" * (-len(packed) % 4)
    return binascii.a2b_base64(padded).decode("utf-16-be") if packed else "&"


def _encoded(run: str) -> str:
    if _PLAIN.fullmatch(run):
        return run.replace("&", "&-")
    packed = binascii.b2a_base64(run.encode("utf-16-be"), newline=False).rstrip(b"=")
    return f"&{packed.decode('ascii').replace('/', ',')}-"
