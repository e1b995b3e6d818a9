"""HTML as the text that a reader sees, by one walk over the tree without recursion."""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailgate.parse.html.tags import BLOCKS, PARAGRAPHS, UNSEEN
from mailgate.parse.html.writer import TextWriter

#: Outlook writes each line as such a paragraph and separates real ones by an empty one.
_TIGHT_PARAGRAPH = re.compile(r"mso|margin(?:-(?:top|bottom))?\s*:\s*0", re.IGNORECASE)
_MAY_HIDE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|\shidden\b", re.IGNORECASE)
_HIDDEN = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0(?:px)?\s*(?:;|$))",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u200b\ufeff\u2060\u00ad\u034f]")
_WEB = ("http://", "https://", "ftp://")


def html_to_text(html: str) -> str:
    """The text of HTML: blocks as lines, quotes with ``> ``, links with their address where it says more.

    Hidden elements are left out, unless nothing else has any text.
    """
    if not html.strip():
        return ""
    text = _walk(html, hide=True) if _MAY_HIDE.search(html) else _walk(html, hide=False)
    if not text.strip():
        text = _walk(html, hide=False) or _plain(html)
    return text


def _plain(html: str) -> str:
    """Last resort: everything between the tags."""
    root = LexborHTMLParser(html).root
    return "" if root is None else root.text(separator=" ", strip=True)


def _walk(html: str, *, hide: bool) -> str:
    tree = LexborHTMLParser(html)
    if hide:
        for node in tree.css("[style], [hidden]"):
            attributes = node.attributes
            if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
                node.decompose()
    root = tree.body or tree.root
    return "" if root is None else _Walker().text(root)


class _Walker:
    """Goes through the nodes in order; ``_enter`` may refuse a subtree, ``_leave`` ends what ``_enter`` began."""

    def __init__(self) -> None:
        self._writer = TextWriter()
        self._preformatted = 0
        self._tight = False
        self._lists: list[int] = []
        self._links: list[tuple[str, int]] = []
        self._link_text: list[str] = []
        self._special: dict[str, Callable[[LexborNode], None]] = {
            "br": lambda _: self._writer.line_break(),
            "hr": self._rule,
            "p": self._paragraph,
            "li": self._item,
            "ol": self._ordered,
            "ul": self._unordered,
            "pre": self._pre,
            "blockquote": lambda _: self._writer.quote(1),
            "td": lambda _: self._writer.cell(),
            "th": lambda _: self._writer.cell(),
            "a": self._anchor,
            "img": self._image,
        }

    def text(self, root: LexborNode) -> str:
        node: LexborNode | None = root
        depth = 0
        while node is not None:
            inner = node.child if self._enter(node) else None
            if inner is not None:
                node, depth = inner, depth + 1
                continue
            self._leave(node)
            while depth and node.next is None and node.parent is not None:
                node, depth = node.parent, depth - 1
                self._leave(node)
            node = node.next if depth else None
        return self._writer.result()

    def _enter(self, node: LexborNode) -> bool:
        """Begin a node; False when what is below it is not read."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "")
            return False
        if tag in UNSEEN:
            return False
        special = self._special.get(tag)
        if special is not None:
            special(node)
        elif tag in BLOCKS:
            self._writer.block()
        elif tag in PARAGRAPHS:
            self._writer.block(1)
        return True

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag
        match tag:
            case "-text":
                return
            case "a":
                self._end_link()
            case "blockquote":
                self._writer.quote(-1)
            case "pre":
                self._preformatted -= 1
                self._writer.block(1)
            case "ol" | "ul":
                self._lists.pop()
                self._writer.block(0 if self._lists else 1)
            case "p":
                self._writer.block(0 if self._tight else 1)
            case _ if tag in PARAGRAPHS:
                self._writer.block(1)
            case _ if tag in BLOCKS:
                self._writer.block()

    def _text(self, text: str) -> None:
        if not text.isascii():
            text = _INVISIBLE.sub("", text)
            if not text:
                return
        if self._links:
            self._link_text.append(text)
        if self._preformatted:
            self._writer.verbatim(text)
        else:
            self._writer.text(text)

    def _paragraph(self, node: LexborNode) -> None:
        attributes = node.attributes
        described = f"{attributes.get('class') or ''} {attributes.get('style') or ''}" if attributes else ""
        tight = _TIGHT_PARAGRAPH.search(described)
        self._tight = tight is not None
        self._writer.block(0 if tight else 1)

    def _rule(self, _: LexborNode) -> None:
        self._writer.block()
        self._writer.text("---")
        self._writer.block()

    def _pre(self, _: LexborNode) -> None:
        self._writer.block(1)
        self._preformatted += 1

    def _ordered(self, node: LexborNode) -> None:
        start = node.attributes.get("start") or ""
        self._writer.block(0 if self._lists else 1)
        self._lists.append(int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1)

    def _unordered(self, _: LexborNode) -> None:
        self._writer.block(0 if self._lists else 1)
        self._lists.append(-1)

    def _item(self, _: LexborNode) -> None:
        number = self._lists[-1] if self._lists else -1
        indent = "  " * (min(len(self._lists), 20) - 1)
        self._writer.item(indent + ("- " if number < 0 else f"{number}. "))
        if number >= 0:
            self._lists[-1] += 1

    def _anchor(self, node: LexborNode) -> None:
        self._links.append(((node.attributes.get("href") or "").strip(), len(self._link_text)))

    def _end_link(self) -> None:
        if not self._links:
            return
        href, start = self._links.pop()
        shown = "".join(self._link_text[start:]).strip()
        if not self._links:
            self._link_text.clear()
        address = _address_of(href, shown)
        if address:
            self._writer.text(f" <{address}>" if shown else address)

    def _image(self, node: LexborNode) -> None:
        if self._links and (alt := (node.attributes.get("alt") or "").strip()):
            self._text(f"[{alt}]")


def _address_of(href: str, shown: str) -> str:
    """The address that a link adds to its text; empty when the text says it already, or when it leads nowhere."""
    low = href.lower()
    if low.startswith("mailto:"):
        target = href[7:].partition("?")[0]
        return "" if not target or target.lower() in shown.lower() else target
    if not low.startswith(_WEB) or any(character.isspace() for character in href):
        return ""
    bare = low.partition("://")[2].removeprefix("www.").rstrip("/")
    said = shown.lower().partition("://")[2] if "://" in shown else shown.lower()
    return "" if said.removeprefix("www.").rstrip("/") == bare else href
