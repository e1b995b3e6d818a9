"""The place where the quote begins that ends a text, found again in the HTML that says the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from operator import attrgetter

from selectolax.lexbor import LexborNode

from mailgate.model.message import Segment, SegmentKind
from mailgate.parse.html.tags import UNSEEN, VOID

#: Characters on either side of it that are compared where a client marks the place, and that are read for them.
_COMPARED = 60
_READ = 600
#: White space, and the marks of which HTML has none.
_SQUEEZED = b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f>"
#: The name of a tag, with its slash.
_TAG = re.compile(r'<(/?[a-z0-9]+)(?:[^">]|"[^"]*")*>')
_NOT_WORDS = re.compile("<(?:img|hr|pre)")


@dataclass(frozen=True, slots=True)
class Seam:
    """The text above and from the first line of its only quote on, which goes on to the end."""

    own: str
    quote: str


def find_seam(text: str, segments: Sequence[Segment]) -> Seam | None:
    """None where there is no quote or several, something stands below it, or nothing new above."""
    kinds = [segment.kind for segment in segments]
    if SegmentKind.NEW not in kinds or kinds.count(SegmentKind.QUOTE) != 1 or kinds[-1] is not SegmentKind.QUOTE:
        return None
    start = segments[-1].start
    return Seam(text[:start], text[start:])


def squeezed(text: str) -> str:
    """The characters that HTML and text have in common."""
    if text.isascii():
        return text.encode().translate(None, _SQUEEZED).decode()
    return "".join(text.replace(">", " ").split())


def visible_text(node: LexborNode) -> str:
    """The words of a node and of all below it, lines apart."""
    tag = node.tag or ""
    if tag == "-text":
        return node.text_content or ""
    return "" if tag in UNSEEN else node.text(separator="\n")


def following(node: LexborNode) -> Iterator[LexborNode]:
    """Everything below a node, as the following siblings of it and of all around it."""
    return _beside(node, attrgetter("next"))


def preceding(node: LexborNode) -> Iterator[LexborNode]:
    """Everything above a node, nearest first."""
    return _beside(node, attrgetter("prev"))


def _beside(node: LexborNode, nearest: Callable[[LexborNode], LexborNode | None]) -> Iterator[LexborNode]:
    around: LexborNode | None = node
    while around is not None and around.tag != "body":
        sibling = nearest(around)
        while sibling is not None:
            yield sibling
            sibling = nearest(sibling)
        around = around.parent


def is_seam(seam: Seam, node: LexborNode) -> bool:
    """Whether the HTML from a node on begins as the quote does, and ends above it as the text does."""
    above = below = ""
    for sibling in preceding(node):
        above = squeezed(visible_text(sibling)[-_READ:]) + above
        if len(above) >= _COMPARED:
            break
    if above[-_COMPARED:] != squeezed(seam.own[-_READ:])[-_COMPARED:]:
        return False
    for sibling in (node, *following(node)):
        below += squeezed(visible_text(sibling)[:_READ])
        if len(below) >= _COMPARED:
            break
    return below[:_COMPARED] == squeezed(seam.quote[:_READ])[:_COMPARED]


def reply_above(seam: Seam, html: str) -> str:
    """What stands above the quote in sanitised HTML that says the same as the text there and at its end.

    Empty where that is not sure: where the words differ, the quote begins inside an element with other words, or
    pictures and rules stand below. No tree is made: what ``html.safe`` gives closes every element, and has no bare
    ``"`` inside an attribute.
    """
    start = _start_of_elements(html, html.find(escape(_first_words(seam.quote), quote=False)))
    if start < 0 or _NOT_WORDS.search(html, start):
        return ""
    reply = html[:start]
    same = (
        _words(reply[-_READ:])[-_COMPARED:] == squeezed(seam.own[-_READ:])[-_COMPARED:]
        and _words(html[start : start + _READ])[:_COMPARED] == squeezed(seam.quote[:_READ])[:_COMPARED]
        and _words(html[max(start, len(html) - _READ) :])[-_COMPARED:] == squeezed(seam.quote[-_READ:])[-_COMPARED:]
    )
    return reply.strip() if same else ""


def _first_words(quote: str) -> str:
    """The head of the first line, as far as HTML surely has it in one piece: an address may be a link."""
    return quote.strip(" >\n").partition("\n")[0].partition("<")[0].strip()[:_COMPARED]


def _start_of_elements(html: str, place: int) -> int:
    """Where the elements begin that open right before a place; -1 where one began earlier, or the place is no text."""
    tags = list(_TAG.finditer(html, 0, max(0, place)))
    if not tags or "<" in html[tags[-1].end() : place]:
        return -1
    start = place
    names = [tag[1] for tag in tags if tag[1] not in VOID]
    around = len(names) - 2 * sum(name[0] == "/" for name in names)
    for tag in reversed(tags[len(tags) - around :] if around else []):
        if tag[1][0] == "/" or tag[1] in VOID or html[tag.end() : start].strip():
            return -1
        start = tag.start()
    return start


def _words(html: str) -> str:
    return squeezed(unescape(_TAG.sub(" ", html)))
