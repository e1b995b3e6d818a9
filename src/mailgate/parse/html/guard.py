"""Markup that would make a correct HTML parser build a tree without measure, cut down before it is parsed.

The HTML standard itself asks for this growth: 19 KB of unclosed ``<font size=N><p>`` become 300 MiB of nodes, because
each paragraph opens every unclosed formatting element again (section 13.2.4.3), and scopes are searched upwards.
"""

from __future__ import annotations

import re

from mailgate.parse.html.tags import FORMATTING, SELF_CLOSING, VOID

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})((?:[^>\"']|\"[^\"]*+\"|'[^']*+')*+)>?")
_FORMATTING_TAG = re.compile(r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE)
_LONGEST_TAG = 8192
_HALF_TAG = _LONGEST_TAG // 2
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_LONGEST_TAG}}}")
_ATTRIBUTE = re.compile(r"\s+[^\s=>\"'/]+(?:\s*=\s*(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?")

#: Fewer tags than this cannot hurt, and need no look.
_FEW_TAGS = 1500
_FEW_FORMATTING_TAGS = 500
_DEPTH = 250
_REOPENED = 100_000
_ATTRIBUTES = 60


def defused(html: str, defects: set[str]) -> str:
    """HTML whose tree is at most a small multiple of its length; all text stays, only tags go."""
    tags = html.count("<")
    if tags > _FEW_TAGS or (tags > _FEW_FORMATTING_TAGS and len(_FORMATTING_TAG.findall(html)) > _FEW_FORMATTING_TAGS):
        html = _Limiter(defects).limited(html)
    elif len(html) > _LONGEST_TAG and _may_have_long_tag(html) and _LONG_TAG.search(html):
        html = _TAG.sub(lambda tag: _with_few_attributes(tag, defects), html)
    return html


def _may_have_long_tag(html: str) -> bool:
    """Whether anywhere half the length of the shortest long tag goes by without any end or beginning of one."""
    return any(
        html.find(">", start, start + _HALF_TAG) < 0 and html.find("<", start, start + _HALF_TAG) < 0
        for start in range(0, len(html) - _HALF_TAG + 1, _HALF_TAG)
    )


def _with_few_attributes(tag: re.Match[str], defects: set[str]) -> str:
    if len(tag[3]) < 4096:
        return tag[0]
    attributes = _ATTRIBUTE.findall(tag[3])
    if len(attributes) <= _ATTRIBUTES:
        return tag[0]
    defects.add("limit:html_attributes")
    return f"<{tag[1]}{tag[2]}{''.join(attributes[:_ATTRIBUTES])}>"


class _Limiter:
    """Walks the tags once, keeping count of what stands open by name."""

    def __init__(self, defects: set[str]) -> None:
        self._defects = defects
        self._open: dict[str, int] = {}
        self._dropped: dict[str, int] = {}
        self._depth = 0
        self._reopened = 0

    def limited(self, html: str) -> str:
        return _TAG.sub(self._tag, html)

    def _tag(self, tag: re.Match[str]) -> str:
        name = tag[2].lower()
        if name in VOID:
            return _with_few_attributes(tag, self._defects)
        if name in SELF_CLOSING:
            return self._reopening(_with_few_attributes(tag, self._defects))
        return self._close(name, tag[0]) if tag[1] else self._start(name, tag)

    def _start(self, name: str, tag: re.Match[str]) -> str:
        if self._depth >= _DEPTH or (self._reopened >= _REOPENED and name in FORMATTING):
            self._defects.add("limit:html_depth")
            self._dropped[name] = self._dropped.get(name, 0) + 1
            return ""
        self._depth += 1
        self._open[name] = self._open.get(name, 0) + 1
        text = _with_few_attributes(tag, self._defects)
        return text if name in FORMATTING else self._reopening(text)

    def _close(self, name: str, text: str) -> str:
        if self._dropped.get(name):
            self._dropped[name] -= 1
            return ""
        if self._open.get(name):
            self._open[name] -= 1
            self._depth -= 1
        return text if name in FORMATTING else self._reopening(text)

    def _reopening(self, text: str) -> str:
        """Count what a block boundary opens again; when that was too much, close it for good."""
        standing = [name for name in FORMATTING if self._open.get(name)]
        if not standing:
            return text
        self._reopened += sum(self._open[name] for name in standing)
        if self._reopened < _REOPENED:
            return text
        self._defects.add("limit:html_formatting")
        closers = "".join(f"</{name}>" * self._open.pop(name) for name in standing)
        return closers + text
