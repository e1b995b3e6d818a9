"""Stretches of a body, and how they are put together in the order of the mail."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from mailgate.parse.html.text import html_to_text


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the body as text, as HTML (unsanitised), or as both."""

    text: str = ""
    html: str = ""

    def as_text(self) -> str:
        return self.text if self.text.strip() or not self.html else html_to_text(self.html)

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


def _same_words(text: str, html: str) -> bool:
    ours = "".join(filter(str.isalnum, text))
    theirs = "".join(filter(str.isalnum, html_to_text(html)))
    return bool(ours) and (ours in theirs or theirs in ours) and len(ours) * 10 >= len(theirs) * 6
