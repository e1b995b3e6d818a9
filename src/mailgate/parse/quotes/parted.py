"""HTML taken apart: what is the author's, and the quote that ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode


@dataclass(frozen=True, slots=True)
class Parted:
    """HTML without its quoted parts, unsanitised."""

    reply: str
    #: What was taken out, where that was the end of the body: then the whole document says ``reply`` and after it this.
    #: Empty where it was not, or where nothing was.
    quote: str = ""


def take_out(tree: LexborHTMLParser, nodes: Sequence[LexborNode]) -> Parted:
    """What is left of a document without these nodes, of which none holds another."""
    gone = {node.mem_id for node in nodes}
    end = _end_of_body(tree, gone)
    # A parser drops the first line end in ``pre``: written out and read again, the whole would lose it.
    whole = gone <= {node.mem_id for node in end} and tree.css_first("pre") is None
    quote = "".join([node.html or "" for node in end]) if whole else ""
    for node in end if whole else nodes:
        node.decompose()
    return Parted(tree.html or "", quote)


def _end_of_body(tree: LexborHTMLParser, gone: set[int]) -> list[LexborNode]:
    """The last nodes of the body as far as they are taken out or blank, in order."""
    found: list[LexborNode] = []
    node = tree.body.last_child if tree.body is not None else None
    while node is not None and (node.mem_id in gone or _is_blank(node)):
        found.append(node)
        node = node.prev
    return found[::-1]


def _is_blank(node: LexborNode) -> bool:
    return node.tag == "-text" and not (node.text_content or "").strip()
