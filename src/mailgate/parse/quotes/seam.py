"""The place where the quote begins that ends a text, found again in the HTML that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailgate.model.message import Segment, SegmentKind
from mailgate.parse.html.tags import UNSEEN

#: Characters on either side of it that are compared where a client marks the place, and that are read for them.
_COMPARED = 60
_READ = 600
#: White space, and the marks of which HTML has none.
_SQUEEZED = b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f>"
#: What may say more, or something else, than its words.
_TELLING = "blockquote, pre, hr, img, table, [style*='border-top']"


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
    around: LexborNode | None = node
    while around is not None and around.tag != "body":
        sibling = around.next
        while sibling is not None:
            yield sibling
            sibling = sibling.next
        around = around.parent


def preceding(node: LexborNode) -> Iterator[LexborNode]:
    """Everything above a node, nearest first."""
    around: LexborNode | None = node
    while around is not None and around.tag != "body":
        sibling = around.prev
        while sibling is not None:
            yield sibling
            sibling = sibling.prev
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


def quote_below(seam: Seam, tree: LexborHTMLParser) -> list[LexborNode]:
    """The last nodes of the body that say what the quote says, where all above says what the text says.

    Empty where they do not: then the HTML is read for itself.
    """
    body = tree.body
    if body is None or body.css_first(_TELLING) is not None:
        return []
    left = squeezed(seam.quote)
    found: list[LexborNode] = []
    node = body.last_child
    while node is not None and left:
        words = squeezed(visible_text(node))
        if not left.endswith(words):
            return []
        left = left.removesuffix(words)
        found.append(node)
        node = node.prev
    above = "".join([visible_text(sibling) for sibling in preceding(found[-1])][::-1]) if found else ""
    return found[::-1] if above and not left and squeezed(above) == squeezed(seam.own) else []
