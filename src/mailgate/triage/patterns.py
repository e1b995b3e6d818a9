"""A desk's regular expressions: each a search in linear time, and many of one field looked for at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

import re2

from mailgate.triage.fields import Reading

#: Expressions of one field that are put together; with more, RE2 forgets states faster than it finds them.
_TOGETHER = 64
#: Words that are put together.
_WORDS_TOGETHER = 512
#: Fewer are asked one by one.
_FEW = 4


@dataclass(slots=True, kw_only=True)
class Patterns:
    """Expressions by field, in the order in which rules name them; ``test`` only once all of them were added."""

    _by_field: dict[str, list[str]] = field(default_factory=dict)
    _words: dict[str, dict[str, int]] = field(default_factory=dict)
    _word_chunks: dict[tuple[str, int], Callable[[Reading], bool]] = field(default_factory=dict)
    _chunks: dict[tuple[str, int], Callable[[Reading], bool]] = field(default_factory=dict)

    def add(self, name: str, pattern: str) -> None:
        known = self._by_field.setdefault(name, [])
        if pattern not in known:
            known.append(pattern)

    def test(self, name: str, pattern: str) -> Callable[[Reading], bool]:
        """Whether one of the field's texts has a match.

        Where a field has many expressions, it is first asked whether any of a few dozen matches at all: of most mails
        none does.

        Raises:
            ValueError: RE2 refuses the expression.
        """
        search = compiled(pattern)
        known = self._by_field.get(name, [])

        def alone(reading: Reading) -> bool:
            return any(search(text) is not None for text in reading.of(name).encoded)

        if len(known) <= _FEW or pattern not in known:
            return alone
        any_of_them = self._chunk(name, known.index(pattern) // _TOGETHER)
        return lambda reading: any_of_them(reading) and alone(reading)

    def add_words(self, name: str, words: Iterable[str]) -> None:
        """Words that one of the field's texts may contain, in lower case."""
        known = self._words.setdefault(name, {})
        for word in words:
            known.setdefault(word, len(known))

    def contains(self, name: str, words: Collection[str]) -> Callable[[Reading], bool]:
        """Whether one of the field's texts contains one of the words; asked first of hundreds of them at once."""

        def alone(reading: Reading) -> bool:
            return any(word in text for text in reading.of(name).texts for word in words)

        known = self._words.get(name, {})
        if len(known) <= _FEW or not all(word in known for word in words):
            return alone
        chunks = [self._word_chunk(name, place) for place in {known[word] // _WORDS_TOGETHER for word in words}]
        return lambda reading: any(chunk(reading) for chunk in chunks) and alone(reading)

    def _word_chunk(self, name: str, place: int) -> Callable[[Reading], bool]:
        made = self._word_chunks.get((name, place))
        if made is None:
            its = list(self._words[name])[place * _WORDS_TOGETHER : (place + 1) * _WORDS_TOGETHER]
            made = self._word_chunks[name, place] = _any_of(f"{name}#words{place}", name, its)
        return made

    def _chunk(self, name: str, place: int) -> Callable[[Reading], bool]:
        made = self._chunks.get((name, place))
        if made is None:
            made = self._chunks[name, place] = self._made(name, place)
        return made

    def _made(self, name: str, place: int) -> Callable[[Reading], bool]:
        together = self._by_field[name][place * _TOGETHER : (place + 1) * _TOGETHER]
        try:
            search = compiled("|".join(f"(?:{pattern})" for pattern in together))
        except ValueError:
            # Each is fine on its own, or its own rule says what is wrong with it; together they are too large.
            return lambda reading: True
        key = f"{name}#{place}"

        def asked(reading: Reading) -> bool:
            answer = reading.found.get(key)
            if answer is None:
                texts = reading.of(name).encoded
                answer = reading.found[key] = any(search(text) is not None for text in texts)
            return answer

        return asked


def _any_of(key: str, name: str, words: list[str]) -> Callable[[Reading], bool]:
    try:
        search = compiled("|".join(re2.escape(word) for word in words))
    except ValueError:
        return lambda reading: True

    def asked(reading: Reading) -> bool:
        answer = reading.found.get(key)
        if answer is None:
            answer = reading.found[key] = any(search(text) is not None for text in reading.of(name).folded)
        return answer

    return asked


def compiled(pattern: str) -> Callable[[bytes], object]:
    """A search that takes time linear in the text, whatever the pattern (T-19); it minds case unless told not to.

    Raises:
        ValueError: RE2 refuses the expression.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        search: Callable[[bytes], object] = re2.compile(pattern, options).search
    except re2.error as error:
        reason = error.args[0]
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
    return search
