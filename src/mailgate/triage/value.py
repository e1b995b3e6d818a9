"""One field's value in the forms in which operators want it, each worked out once."""

from __future__ import annotations

import math
from collections.abc import Collection
from functools import cached_property


class Value:
    """Text, number, instant, truth value, a collection of texts, or None for what is missing."""

    def __init__(self, raw: object) -> None:
        self.raw = raw

    @cached_property
    def spelled(self) -> tuple[str, ...]:
        """As texts in their own case; nothing for what is missing or empty."""
        if self.raw is None or self.raw == "":
            return ()
        if isinstance(self.raw, Collection) and not isinstance(self.raw, str | bytes):
            return tuple(str(item) for item in self.raw)
        return (str(self.raw),)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """In lower case: rules compare without case."""
        return tuple(text.lower() for text in self.spelled)

    @cached_property
    def encoded(self) -> tuple[bytes, ...]:
        """In UTF-8, as RE2 reads; header bytes that were no text arrive as lone surrogates."""
        return tuple(text.encode("utf-8", "replace") for text in self.spelled)

    @cached_property
    def folded(self) -> tuple[bytes, ...]:
        """In lower case and in UTF-8."""
        return tuple(text.encode("utf-8", "replace") for text in self.texts)

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """Every number in it, also those that stand as text in custom fields and headers; other text is no zero."""
        found = (_number(text) for text in self.texts)
        return tuple(number for number in found if number is not None)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
