"""Cutting sanitised HTML at a line, and finding the part of it that says the same as a text.

The HTML comes out of ``parse``: every tag is closed, and ``<`` in text is escaped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from html import unescape

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>")
_BREAKING = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote br caption center dd details div dl dt figcaption figure footer h1 h2 h3 h4"
        " h5 h6 header hr li main ol p pre section summary table tbody td tfoot th thead tr ul",
    )
)
_VOID = frozenset(("area", "br", "col", "hr", "img", "wbr"))
#: What clients write into the text for what is no word in the HTML: where a link leads, an image.
_NOT_WORDS = re.compile(r"\[(?:image|cid):[^\]]*\]|<?(?:https?://|mailto:|tel:)[^\s<>\])]*>?", re.IGNORECASE)
#: Stands for an image in a line.
_PICTURE = "\ufffc"
_WORD = re.compile(r"[^\W_]+")
#: A number this short may be that of a list item, which HTML does not spell out.
_ITEM_NUMBER = 3


def cut_before(html: str, ends: Callable[[str], bool]) -> str:
    """``html`` up to the first line that ``ends``, its open elements closed; all of it when no line does.

    Args:
        ends: Gets each line as a reader sees it, without markup.
    """
    for start, line in _lines(html):
        if ends(line):
            return _closed(html[:start])
    return html


def cut_behind(html: str, lines: Collection[str]) -> str:
    """``html`` without its first lines, as far as a reader sees only ``lines`` in them; what was open stays open."""
    known = {" ".join(line.split()) for line in lines}
    for start, line in _lines(html):
        if line.strip() and " ".join(line.split()) not in known:
            return "".join(tag for _, tag in _open_at(html[:start])) + html[start:]
    return ""


def visible_text(html: str) -> str:
    """What a reader sees, lines apart; markup inside a word does not part it."""
    return unescape(_TAG.sub(lambda tag: "\n" if tag["name"].lower() in _BREAKING else "", html))


def part_saying(html: str, text: str, ends: Callable[[str], bool]) -> str:
    """The beginning of ``html`` that says just the words of ``text``, its open elements closed; empty if none does.

    So HTML is cut where the text was, whatever markup its client puts around a quote. Pictures behind the last word
    belong to it.
    """
    missing = Counter(_words(text))
    for start, line in _lines(html):
        said = Counter(_words(line))
        if ends(line) or any(missing[word] < count for word, count in said.items()):
            html = _closed(html[:start])
            break
        missing.subtract(said)
    return "" if any(missing.values()) else html


def _lines(html: str) -> Iterator[tuple[int, str]]:
    """Each line as it is read, with the place in ``html`` where it starts: before the elements that open with it."""
    start, position, words = 0, 0, ""
    for tag in _TAG.finditer(html):
        name = tag["name"].lower()
        words += html[position : tag.start()] + (_PICTURE if name == "img" else "")
        position = tag.end()
        if name not in _BREAKING:
            continue
        yield start, unescape(words)
        if tag["end"] or name in _VOID:
            start = position
        elif words.strip():
            start = tag.start()
        words = ""
    yield start, unescape(words + html[position:])


def _last_content(html: str) -> int:
    """Where trailing blank lines and rules begin."""
    end = len(html)
    while True:
        while end and html[end - 1].isspace():
            end -= 1
        tag = _TAG.fullmatch(html, html.rfind("<", 0, end), end) if html.endswith(">", 0, end) else None
        if tag is None or tag["name"].lower() not in ("br", "hr"):
            return end
        end = tag.start()


def _closed(html: str) -> str:
    html = html[: _last_content(html)]
    return html + "".join(f"</{name}>" for name, _ in reversed(_open_at(html)))


def _open_at(html: str) -> list[tuple[str, str]]:
    """The elements that are open where ``html`` ends, outermost first: each name with its tag."""
    opened: list[tuple[str, str]] = []
    for tag in _TAG.finditer(html):
        name = tag["name"].lower()
        if tag["end"] and any(name == known for known, _ in opened):
            while opened.pop()[0] != name:
                pass
        elif not tag["end"] and name not in _VOID:
            opened.append((name, tag[0]))
    return opened


def _words(text: str) -> list[str]:
    words = _WORD.findall(_NOT_WORDS.sub(" ", text).lower())
    return [word for word in words if not (word.isdigit() and len(word) <= _ITEM_NUMBER)]
