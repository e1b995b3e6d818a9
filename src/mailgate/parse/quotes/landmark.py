"""Cuts HTML at a client's landmark where nothing but the quote can follow, without reading all of its words."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailgate.parse.quotes.field_block import has_fields
from mailgate.parse.quotes.grammar.landmarks import CONTAINERS, CUTS, WHOLE
from mailgate.parse.quotes.kinds import NEW, read_kinds, says_something
from mailgate.parse.quotes.lines import split_lines
from mailgate.parse.quotes.regions import find_quoted
from mailgate.parse.quotes.seam import Seam, following, is_seam, preceding, visible_text

_CUTS = ", ".join(CUTS)
_SELECTORS = (*WHOLE, *CONTAINERS, *CUTS, 'blockquote[type="cite"]')
_LANDMARKS = ", ".join(_SELECTORS)
#: What a selector looks for: a value where it names one, else an attribute or an element.
_NEEDLE = re.compile(r'"([^"]+)"|([\w-]{5,})')
_NEEDLES = {selector: "".join(_NEEDLE.findall(selector)[-1]).lower() for selector in _SELECTORS}
_FIRST = f"{_LANDMARKS}, blockquote"
#: Longest attribution inside a container.
_ATTRIBUTION = 300
#: No landmark is without one of these.
_ATTRIBUTED = "[class], [id], [name], [type], [data-marker], [data-o-mail-quote], includetail"
_MARKED_LINE = re.compile(r"\n[ \t]{0,4}>")
_ENDS_IN_COLON = re.compile(r":[ *_\u00a0]{0,4}\n")
#: Of so few elements with such attributes, these tell which selectors are worth a try: all take long.
_FEW = 30
#: Characters of a text that are read for words of the author's own.
_READ = 2_000


def has_traces(tree: LexborHTMLParser) -> bool:
    """Whether anything in a document without landmarks could stand above or mark a quote."""
    body = tree.body
    if body is None or body.css_first("blockquote, pre, hr, [style*='border-top']") is not None:
        return True
    return _has_traces(body.text(separator="\n"))


def _has_traces(text: str) -> bool:
    """What text without a quote does not have: marks, drawn rules, lines that end in a colon, header fields."""
    if "---" in text or "___" in text or (">" in text and _MARKED_LINE.search(f"\n{text}")):
        return True
    return ":" in text and (_ENDS_IN_COLON.search(f"{text}\n") is not None or has_fields(text))


def find_landmarks(tree: LexborHTMLParser) -> list[LexborNode]:
    """Elements that clients mark as quoted or as the beginning of it, in document order."""
    attributed = tree.css(_ATTRIBUTED)
    if len(attributed) > _FEW:
        return tree.css(_LANDMARKS)
    said = " ".join([_said(node) for node in attributed])
    likely = [selector for selector, needle in _NEEDLES.items() if needle in said]
    return tree.css(", ".join(likely)) if likely else []


def _said(node: LexborNode) -> str:
    """An element's name, and the names and values of its attributes, in lower case."""
    attributes = node.attributes
    return f"{node.tag} {' '.join(attributes)} {' '.join(filter(None, attributes.values()))}".lower()


def _may_cut(node: LexborNode) -> bool:
    said = _said(node)
    return any(_NEEDLES[selector] in said for selector in CUTS)


def cut_at_landmark(tree: LexborHTMLParser, landmarks: list[LexborNode], seam: Seam | None = None) -> bool:
    """Remove the quote below the first landmark; False, and nothing changed, when words decide what is quoted.

    They do when anything stands below the quote or inside it, when the author has nothing above it, and when what is
    above ends as an attribution does.

    Args:
        seam: Where the quote begins in the mail's text; where it begins there in the HTML, too, nothing above is read.
    """
    first = landmarks[0]
    known = {node.mem_id for node in landmarks}
    if _is_below_blockquote(tree, first, known):
        return False
    cuts = _may_cut(first) and any(node.mem_id == first.mem_id for node in tree.css(_CUTS))
    below = list(following(first))
    if not cuts and any(_says(node) and node.mem_id not in known for node in below):
        return False
    if not cuts and _is_answered(first, known):
        return False
    if not (seam and is_seam(seam, first)) and not _is_answer(_text_above(first)):
        return False
    before = _previous_element(first)
    for node in [*below, first]:
        if cuts or node.mem_id in known:
            node.decompose()
    if before is not None and before.tag == "hr":
        before.decompose()
    return True


def _is_below_blockquote(tree: LexborHTMLParser, first: LexborNode, known: set[int]) -> bool:
    """Whether a ``blockquote`` that no client marks stands above the first landmark."""
    quote = tree.css_first("blockquote")
    if quote is None or quote.mem_id in known:
        return False
    above = tree.css_first(_FIRST)
    return above is None or above.mem_id != first.mem_id


def _says(node: LexborNode) -> bool:
    return bool(visible_text(node).strip())


def _is_answered(container: LexborNode, known: set[int]) -> bool:
    """Whether a container that holds a ``blockquote`` holds words beside it and an attribution."""
    if container.tag == "blockquote" or container.css_first("blockquote") is None:
        return False
    quoted = False
    child = container.child
    while child is not None:
        quoted |= child.tag == "blockquote"
        if child.tag != "blockquote" and child.mem_id not in known:
            words = visible_text(child).strip()
            if words and (quoted or len(words) > _ATTRIBUTION or not words.endswith(":")):
                return True
        child = child.next
    return False


def _text_above(node: LexborNode) -> str:
    return "\n".join([visible_text(sibling) for sibling in preceding(node)][::-1])


def _is_answer(text: str) -> bool:
    """Whether a text has words of the author's own, and no trace of a quote."""
    if _has_traces(text):
        return False
    text = text[:_READ]
    lines = split_lines(text)
    kinds = read_kinds(text, lines, find_quoted(text, lines)).kinds
    return any(kind is NEW and says_something(line) for kind, line in zip(kinds, lines, strict=True))


def _previous_element(node: LexborNode) -> LexborNode | None:
    sibling = node.prev
    while sibling is not None and not _says(sibling) and sibling.tag != "hr":
        sibling = sibling.prev
    return sibling
