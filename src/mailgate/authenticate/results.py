"""Authentication-Results of relays we trust (RFC 8601); everybody else's say nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailgate.authenticate.domains import ascii_domain

#: ``method=result`` or ``ptype.property=value``; comments are gone by then, and white space may stand around the ``=``.
_PAIR = re.compile(r'([^\s="]++)\s*+=\s*+("(?:[^"\\]|\\.)*+"|[^\s"]++)')
_VERSION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodResult:
    """What one method said (RFC 8601 section 2.2), all in lower case: ``dmarc``, ``pass``, ``header.from`` → domain."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)


def server_of(value: str) -> str:
    """The ``authserv-id`` of a field, in lower case; empty when the field is not ours to read."""
    return _server_id(_segments(value)[0])


def about_author(value: str, author_domain: str) -> str:
    """What one field says of the author by DMARC: ``pass``, ``fail`` or another keyword of RFC 7489 section 11.2.

    Of several results the worst; empty when the field says nothing.
    A result for another domain than the author's says nothing of this author. A ``pass`` must name the domain; a
    ``fail`` is believed without, because disbelief does no harm.
    """
    wanted = _comparable(author_domain)
    results = []
    for each in _methods(value):
        if each.method != "dmarc":
            continue
        named = each.properties.get("header.from", "").rpartition("@")[2]
        if _comparable(named) == wanted if named else each.result == "fail":
            results.append(each.result)
    return _worst(results)


def _methods(value: str) -> list[MethodResult]:
    _, *told = _segments(value)
    return [found for each in told if (found := _method(each))]


def _worst(results: list[str]) -> str:
    by_harm = ("fail", *(result for result in results if result != "pass"), "pass")
    return next((result for result in by_harm if result in results), "")


def _server_id(segment: str) -> str:
    """The id before the results; empty when a version follows that is not ours to read (RFC 8601 section 2.2)."""
    words = segment.split()
    if not words or words[1:] not in ([], [_VERSION]):
        return ""
    return _plain(words[0])


def _method(segment: str) -> MethodResult | None:
    """The first property of a name counts."""
    if _PAIR.match(segment.lstrip()) is None:
        return None
    (method, result), *properties = ((name.lower(), _plain(value)) for name, value in _PAIR.findall(segment))
    return MethodResult(method=method.partition("/")[0], result=result, properties=dict(reversed(properties)))


def _segments(value: str) -> list[str]:
    """What stands between semicolons, without comments (RFC 5322 section 3.2.2: they nest, and have escapes)."""
    segments = [""]
    depth, quoted, escaped = 0, False, False
    for char in value:
        if escaped or (char == "\\" and (depth or quoted)):
            escaped = not escaped
        elif quoted:
            quoted = char != '"'
        elif char == "(":
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            # A comment parts words as white space does.
            segments[-1] += " "
            continue
        elif not depth and char == ";":
            segments.append("")
            continue
        elif not depth and char == '"':
            quoted = True
        if not depth:
            segments[-1] += char
    return segments


def _plain(text: str) -> str:
    """Lower case, without the quotes of a quoted string."""
    if text.startswith('"'):
        text = re.sub(r"\\(.)", r"\1", text.strip('"'))
    return text.lower()


def _comparable(domain: str) -> str:
    """A domain in the one spelling in which two are compared; one without such a spelling equals itself alone."""
    return ascii_domain(domain) or domain.lower()
