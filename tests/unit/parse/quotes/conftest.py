"""How the tests of quotes look at a segmented text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailgate.model.message import SegmentKind
from mailgate.parse.quotes.segments import segment_text


class Told:
    """A text as told apart: the trimmed words of each kind."""

    def __init__(self, text: str, html: str = "") -> None:
        self.text = text
        self.segments, self.language = segment_text(text, html=html)

    def _words(self, kind: SegmentKind) -> str:
        return "".join(self.text[part.start : part.end] for part in self.segments if part.kind is kind).strip()

    @property
    def new(self) -> str:
        return self._words(SegmentKind.NEW)

    @property
    def quote(self) -> str:
        return self._words(SegmentKind.QUOTE)

    @property
    def signature(self) -> str:
        return self._words(SegmentKind.SIGNATURE)

    @property
    def disclaimer(self) -> str:
        return self._words(SegmentKind.DISCLAIMER)


@pytest.fixture
def tell() -> Callable[..., Told]:
    return Told
