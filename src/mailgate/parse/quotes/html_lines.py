"""HTML as lines that remember the nodes they were read from."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailgate.parse.html.tags import BLOCKS, PARAGRAPHS, UNSEEN
from mailgate.parse.html.writer import collapsed
from mailgate.parse.quotes.grammar.landmarks import CONTAINERS, CUT_BORDERS, CUTS, INDENTS, WHOLE

#: Written in place of a landmark below which everything is quoted.
CUT_LINE = "-----Original Message-----"
_BREAKING = BLOCKS | PARAGRAPHS | {"ul", "ol", "blockquote", "tr"}
_FIELDS_BELOW_BORDER = 2
_OWNED = frozenset({"img", "hr"})
#: All other elements change nothing, unless they are landmarks.
_TELLING = _BREAKING | _OWNED | {"br"}


@dataclass(slots=True)
class HtmlLines:
    """The lines of a document; ``owners`` holds for each the text nodes, images and rules on it."""

    texts: list[str] = field(default_factory=list)
    owners: list[list[tuple[LexborNode, str]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All lines, each with its end."""
        return "".join(f"{line}\n" for line in self.texts)


def read_lines(tree: LexborHTMLParser, *, landmarked: bool = True) -> HtmlLines:
    """The document as lines; quoted elements have ``>`` marks, and a cut is a separator line.

    Args:
        landmarked: False when it is known that no client marks anything there by class or id.
    """
    root = tree.body or tree.root
    return HtmlLines() if root is None else _Walker(tree, landmarked=landmarked).read(root)


def _landmarks(tree: LexborHTMLParser) -> tuple[set[int], set[int]]:
    """Memory ids of the elements that are quoted, and of those that begin a quote."""
    marked = {node.mem_id for node in tree.css(", ".join(WHOLE))}
    for node in tree.css(", ".join(CONTAINERS)):
        if node.tag == "blockquote" or node.css_first("blockquote") is None:
            marked.add(node.mem_id)
    return marked, {node.mem_id for node in tree.css(", ".join(CUTS))}


class _Walker:
    """Goes through the nodes in order, without recursion."""

    def __init__(self, tree: LexborHTMLParser, *, landmarked: bool) -> None:
        self._marked, self._cuts = _landmarks(tree) if landmarked else (set[int](), set[int]())
        self._cuts |= {node.mem_id for node in tree.css("[style*=border-top i]") if _is_cut_border(node)}
        self._landmarks = bool(self._marked or self._cuts)
        self._lines = HtmlLines()
        self._pieces: list[str] = []
        self._owners: list[tuple[LexborNode, str]] = []
        self._depth = 0
        self._preformatted = 0

    def read(self, root: LexborNode) -> HtmlLines:
        """All lines below a node."""
        node, depth = root, 0
        while True:
            inner = self._enter(node)
            if inner is not None:
                node, depth = inner, depth + 1
                continue
            while depth and (following := node.next) is None:
                above = node.parent
                assert above is not None
                node, depth = above, depth - 1
                self._leave(node, node.tag or "")
            if not depth or following is None:
                break
            node = following
        self._break()
        return self._lines

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """Begin a node, and end it when it has no child to go on with."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node)
            return None
        if tag in UNSEEN:
            return None
        if tag in _TELLING or self._landmarks:
            self._open(node, tag)
        inner = node.child
        if inner is None:
            self._leave(node, tag)
        return inner

    def _open(self, node: LexborNode, tag: str) -> None:
        if tag in _BREAKING or tag == "br":
            self._break()
        identity = node.mem_id
        if identity in self._cuts:
            self._break()
            self._lines.texts.append(CUT_LINE)
            self._lines.owners.append([])
        if tag in _OWNED:
            self._owned(node, tag)
        if identity in self._marked or (tag == "blockquote" and not _is_indent(node)):
            self._break()
            self._depth += 1
            self._marked.add(identity)
            self._landmarks = True
        if tag == "pre":
            self._preformatted += 1

    def _leave(self, node: LexborNode, tag: str) -> None:
        if tag in _BREAKING:
            self._break()
        if self._landmarks and node.mem_id in self._marked:
            self._break()
            self._depth -= 1
        if tag == "pre":
            self._preformatted -= 1

    def _owned(self, node: LexborNode, tag: str) -> None:
        if tag == "hr":
            self._break()
            self._pieces.append("---")
        self._owners.append((node, ""))
        if tag == "hr":
            self._break()

    def _text(self, node: LexborNode) -> None:
        content = node.text_content or ""
        if not self._preformatted:
            self._put(node, content)
            return
        first, *others = content.split("\n")
        self._put(node, first, verbatim=True)
        for line in others:
            self._break(blank=True)
            self._put(node, line, verbatim=True)

    def _put(self, node: LexborNode, content: str, *, verbatim: bool = False) -> None:
        words = content if verbatim else collapsed(content)
        if words.strip() and not verbatim:
            before = " " if content[0].isspace() and self._pieces else ""
            self._pieces.append(f"{before}{words}{' ' if content[-1].isspace() else ''}")
        elif words.strip():
            self._pieces.append(content)
        elif content and self._pieces:
            self._pieces.append(" ")
        self._owners.append((node, content))

    def _break(self, *, blank: bool = False) -> None:
        """End the line; without any text it is kept only for what it owns."""
        if not self._pieces and not self._owners and not blank:
            return
        text = "".join(self._pieces).rstrip()
        self._lines.texts.append(f"{'> ' * min(self._depth, 20)}{text}".rstrip() if self._depth else text)
        self._lines.owners.append(self._owners)
        self._pieces, self._owners = [], []


def _is_indent(node: LexborNode) -> bool:
    style = (node.attributes.get("style") or "").casefold().replace(": ", ":")
    kind = node.attributes.get("type") or ""
    return kind.casefold() != "cite" and "border-left" not in style and any(indent in style for indent in INDENTS)


def _is_cut_border(node: LexborNode) -> bool:
    style = (node.attributes.get("style") or "").casefold()
    if "border-top" not in style:
        return False
    plain = style.replace(" ", "")
    if not any(border in plain for border in CUT_BORDERS):
        return False
    return node.text(deep=True)[:2000].count(":") >= _FIELDS_BELOW_BORDER
