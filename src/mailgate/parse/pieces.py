"""Stretches of a body, and how they are put together in the order of the mail."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from mailgate.parse.html.text import html_to_text

#: Texts shorter than this may only say that the mail is in HTML.
_STAND_IN = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the body as text, as HTML (unsanitised), or as both."""

    text: str = ""
    html: str = ""

    def as_text(self) -> str:
        """The text; that of the HTML where there is none, and both where the HTML says something else."""
        if not self.html:
            return self.text
        if not self.text.strip():
            return html_to_text(self.html)
        return _with_what_only_html_says(self.text, self.html) if _is_odd_pair(self.text, self.html) else self.text

    def as_html(self) -> str:
        return self.html or (f"<div>{escape(self.text)}</div>".replace("\n", "<br>\n") if self.text.strip() else "")


def joined_text(pieces: list[Piece]) -> str:
    return "\n".join(text for piece in pieces if (text := piece.as_text()).strip())


def joined_html(pieces: list[Piece]) -> str:
    """Empty when no piece has HTML."""
    if not any(piece.html for piece in pieces):
        return ""
    return "\n".join(html for piece in pieces if (html := piece.as_html()))


def merged_twins(pieces: list[Piece]) -> list[Piece]:
    """Text followed by the same words as HTML is one piece: a client that meant alternatives and wrote them mixed."""
    merged: list[Piece] = []
    for piece in pieces:
        before = merged[-1] if merged else Piece()
        if before.text and not before.html and piece.html and not piece.text and _same_words(before.text, piece.html):
            merged[-1] = Piece(before.text, piece.html)
        else:
            merged.append(piece)
    return merged


def _is_odd_pair(text: str, html: str) -> bool:
    """A look at the lengths alone: HTML is longer than its text, by tens of times only where the text is a stand-in."""
    return len(html) < len(text) or (len(text) < _STAND_IN and len(html) > len(text) * 20)


def _with_what_only_html_says(text: str, html: str) -> str:
    shown = html_to_text(html)
    said, known = set(shown.lower().split()), set(text.lower().split())
    if known <= said and len(said) > 2 * len(known):
        return shown
    return text if len(said & known) * 3 >= len(said) else f"{text}\n\n{shown}"


def _same_words(text: str, html: str) -> bool:
    ours = "".join(filter(str.isalnum, text))
    theirs = "".join(filter(str.isalnum, html_to_text(html)))
    return bool(ours) and (ours in theirs or theirs in ours) and len(ours) * 10 >= len(theirs) * 6
