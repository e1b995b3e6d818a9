"""Plain text being written piece by piece, with the white space rules of HTML."""

from __future__ import annotations


def collapsed(text: str) -> str:
    """The words of a text with one blank between them."""
    if text.isprintable() and "  " not in text:
        # No white space but single blanks: most text needs no splitting.
        return text.strip(" ")
    return " ".join(text.split())


class TextWriter:
    """Collapses white space as CSS does, keeps asked-for line breaks, and begins each line with the quote marks."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._breaks = 0
        self._space = False
        self._depth = 0
        self._last_depth = 0
        self._blank = True
        self._marker = ""
        self._held_open = False

    @property
    def length(self) -> int:
        """Number of pieces written; grows when visible text was."""
        return len(self._out)

    def text(self, text: str) -> None:
        """Running text; white space at its edges joins with its neighbours'."""
        words = collapsed(text)
        if not words:
            # A no-break space alone keeps a line open that would vanish otherwise: an editor's empty paragraph.
            self._held_open = self._held_open or "\xa0" in text
            self._space = True
            return
        if text[0].isspace():
            self._space = True
        self._put(words)
        self._space = text[-1].isspace()

    def verbatim(self, text: str) -> None:
        """Preformatted text: every space and line end counts."""
        lines = text.split("\n")
        for index, line in enumerate(lines):
            if index:
                self._breaks += 1
            if line:
                self._space = False
                self._put(line)

    def line_break(self) -> None:
        """One more line end, as ``<br>``."""
        self._breaks += 1
        self._space = False

    def block(self, blank_lines: int = 0) -> None:
        """A new line, with at least so many blank lines before it."""
        self._breaks = max(self._breaks, 1 + blank_lines)
        if self._held_open:
            self._breaks, self._held_open = self._breaks + 1, False
        self._space = False

    def cell(self) -> None:
        """A column boundary."""
        if not self._breaks and not self._blank:
            self._out.append("\t")
            self._space = False

    def item(self, marker: str) -> None:
        """The next text begins a list item."""
        self.block()
        self._marker = marker

    def quote(self, change: int) -> None:
        """One level of quoting more or less, from the next line on."""
        self.block(1)
        self._depth = max(0, self._depth + change)

    def result(self) -> str:
        """What was written, without trailing white space."""
        return "\n".join(line.rstrip() for line in "".join(self._out).split("\n")).strip("\n")

    def _put(self, text: str) -> None:
        if self._breaks or self._blank:
            self._start_line()
        elif self._space:
            self._out.append(" ")
        if self._marker:
            self._out.append(self._marker)
            self._marker = ""
        self._out.append(text)
        self._space = False

    def _start_line(self) -> None:
        if not self._blank:
            common = "> " * min(self._last_depth, self._depth)
            self._out.append("\n" + (common.rstrip() + "\n") * (min(self._breaks, 3) - 1))
        self._out.append("> " * min(self._depth, 20))
        self._breaks, self._blank, self._space, self._held_open = 0, False, False, False
        self._last_depth = self._depth
