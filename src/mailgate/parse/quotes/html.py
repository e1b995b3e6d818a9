"""The HTML of a mail without its quoted parts."""

from __future__ import annotations

from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailgate.parse.quotes.html_lines import CUT_LINE, HtmlLines, read_lines
from mailgate.parse.quotes.kinds import NEW, QUOTE, read_kinds, says_something
from mailgate.parse.quotes.landmark import cut_at_landmark, find_landmarks, has_traces
from mailgate.parse.quotes.lines import Line, split_lines
from mailgate.parse.quotes.regions import find_quoted
from mailgate.parse.quotes.seam import Seam


def reply_html(html: str, seam: Seam | None = None) -> str:
    """The HTML without quoted parts: where clients mark them, and where their words above a quote tell them.

    Signatures stay. HTML of which nothing would be left, or in which nothing is quoted, comes back as it is. The tree
    is walked without recursion; markup bombs are the caller's to defuse.

    Args:
        seam: Where the quote begins in the text that the mail has beside its HTML.
    """
    if not html.strip():
        return html
    tree = LexborHTMLParser(html)
    landmarks = find_landmarks(tree)
    if landmarks and cut_at_landmark(tree, landmarks, seam):
        return tree.html or html
    if not landmarks and not has_traces(tree):
        return html
    document = read_lines(tree, landmarked=bool(landmarks))
    flags = quoted_lines(document)
    if not any(flags):
        return html
    _remove(tree, document, flags)
    return tree.html or html


def quoted_lines(document: HtmlLines) -> list[bool]:
    """For each line whether it is left out; none is when nothing else would be left.

    A quote between the author's own words stays, as they answer it; what is below the last quote goes with it when it
    is nothing but a signature or a notice.
    """
    text = document.text
    lines = split_lines(text)
    if not lines:
        return []
    kinds = read_kinds(text, lines, find_quoted(text, lines)).kinds
    own = [number for number, kind in enumerate(kinds) if kind is NEW and _is_own(lines[number])]
    quotes = [number for number, kind in enumerate(kinds) if kind is QUOTE]
    if not own or not quotes:
        return [False] * len(document.texts)
    flags = [kind is QUOTE for kind in kinds]
    if own[0] < quotes[0] < own[-1]:
        flags = [flag and number > own[-1] for number, flag in enumerate(flags)]
    below = next((number for number in quotes if number > own[-1]), len(lines))
    flags = [flag or number > below for number, flag in enumerate(flags)]
    return _expanded(document, lines, _without_pictures(lines, flags))


def _is_own(line: Line) -> bool:
    return says_something(line) and line.text != CUT_LINE


def _without_pictures(lines: list[Line], flags: list[bool]) -> list[bool]:
    """Lines without text, such as pictures, are left out only between lines that are."""
    found = list(flags)
    below = True
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].blank and not lines[number].depth:
            found[number] = found[number] and below
        else:
            below = found[number]
    return found


def _expanded(document: HtmlLines, lines: list[Line], flags: list[bool]) -> list[bool]:
    """One flag for each line of the document, where many were read as one."""
    found: list[bool] = []
    place = offset = 0
    for text in document.texts:
        while lines[place].end <= offset:
            place += 1
        found.append(flags[place])
        offset += len(text) + 1
    return found


def _remove(tree: LexborHTMLParser, document: HtmlLines, flags: list[bool]) -> None:
    """Take the quoted nodes out, and the elements that held nothing else."""
    kept: dict[int, list[str]] = {}
    nodes: dict[int, LexborNode] = {}
    partly: set[int] = set()
    for owners, flag in zip(document.owners, flags, strict=True):
        for node, piece in owners:
            identity = node.mem_id
            nodes[identity] = node
            if flag:
                partly.add(identity)
            else:
                kept.setdefault(identity, []).append(piece)
    alive = _ancestors(nodes[identity] for identity in kept)
    for identity in partly & kept.keys():
        nodes[identity].replace_with("\n".join(kept[identity]))
    gone = [nodes[identity] for identity in partly - kept.keys()]
    for node in _topmost(gone, alive):
        node.decompose()


def _ancestors(nodes: Iterable[LexborNode]) -> set[int]:
    found: set[int] = set()
    for node in nodes:
        parent = node.parent
        while parent is not None and parent.mem_id not in found:
            found.add(parent.mem_id)
            parent = parent.parent
    return found


def _topmost(gone: Iterable[LexborNode], alive: set[int]) -> list[LexborNode]:
    """The highest elements that hold no node that stays; each once."""
    found: dict[int, LexborNode] = {}
    passed: set[int] = set()
    for node in gone:
        top: LexborNode | None = node
        while top is not None and top.mem_id not in passed:
            passed.add(top.mem_id)
            parent = top.parent
            if parent is None or parent.mem_id in alive or parent.tag in ("body", "html"):
                found[top.mem_id] = top
                break
            top = parent
    return list(found.values())
