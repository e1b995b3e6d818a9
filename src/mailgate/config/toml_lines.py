"""Where in a TOML text each key and array element stands; tomllib reads values but forgets their lines."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

#: Keys and array indices from the root: ``("queue", 0, "aliases", 1)``.
Place = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# Dates may hold a space, so a bare value ends where the surrounding structure goes on, not at white space.
_BARE_VALUE = re.compile(r"[^,\]}#\n]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)


class Lines:
    """Line numbers, from 1, of everything in one TOML text that tomllib accepts."""

    def __init__(self, text: str) -> None:
        #: Every place that the text names itself.
        self.places = _Scanner(text).places()

    def of(self, place: Place) -> int:
        """The line of ``place``, or of the nearest table or array around it."""
        for length in range(len(place), 0, -1):
            line = self.places.get(place[:length])
            if line is not None:
                return line
        return 1


class _Scanner:
    """One pass over a text that is known to be valid, so it asks no questions that a parser would."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.found: dict[Place, int] = {}
        self.lengths: dict[Place, int] = {}
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def places(self) -> dict[Place, int]:
        table: Place = ()
        self.skip(_BLANK)
        while self.position < len(self.text):
            table = self.header() if self.text[self.position] == "[" else self.pair(table)
            self.skip(_BLANK)
        return self.found

    def header(self) -> Place:
        """``[a.b]`` or ``[[a.b]]``; the table that the following keys belong to."""
        start = self.position
        repeated = self.text.startswith("[[", start)
        self.position += 2 if repeated else 1
        place: Place = ()
        keys = self.dotted_key()
        for key in keys[:-1]:
            place = self.newest((*place, key))
            self.note(place, start)
        place = (*place, keys[-1])
        if repeated:
            self.note(place, start)
            self.lengths[place] = self.lengths.get(place, 0) + 1
            place = self.newest(place)
        self.note(place, start)
        self.position += 2 if repeated else 1
        return place

    def newest(self, place: Place) -> Place:
        """A name of an array of tables means its last table so far (TOML 1.0, "Array of Tables")."""
        return (*place, self.lengths[place] - 1) if place in self.lengths else place

    def pair(self, table: Place) -> Place:
        """``a.b = value``; answers ``table`` unchanged."""
        start = self.position
        place = table
        for key in self.dotted_key():
            place = (*place, key)
            self.note(place, start)
        self.position += 1
        self.skip(_SPACE)
        self.value(place)
        return table

    def dotted_key(self) -> list[str]:
        """One or more keys; stops at the ``=`` or ``]`` after them."""
        keys: list[str] = []
        while True:
            self.skip(_SPACE)
            if self.text[self.position] in "\"'":
                keys.append(tomllib.loads(f"key = {self.take(_STRING)}")["key"])
            else:
                keys.append(self.take(_BARE_KEY))
            self.skip(_SPACE)
            if self.text[self.position] != ".":
                return keys
            self.position += 1

    def value(self, place: Place) -> None:
        opening = self.text[self.position]
        if opening == "[":
            self.array(place)
        elif opening == "{":
            self.inline_table(place)
        else:
            self.skip(_STRING if opening in "\"'" else _BARE_VALUE)

    def array(self, place: Place) -> None:
        index = 0
        self.position += 1
        self.skip(_BLANK)
        while self.text[self.position] != "]":
            self.note((*place, index), self.position)
            self.value((*place, index))
            index += 1
            self.next_member()
        self.position += 1

    def inline_table(self, place: Place) -> None:
        self.position += 1
        self.skip(_BLANK)
        while self.text[self.position] != "}":
            self.pair(place)
            self.next_member()
        self.position += 1

    def next_member(self) -> None:
        self.skip(_BLANK)
        if self.text[self.position] == ",":
            self.position += 1
            self.skip(_BLANK)

    def note(self, place: Place, position: int) -> None:
        self.found.setdefault(place, bisect_right(self.line_starts, position))

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.position)
        if match:
            self.position = match.end()

    def take(self, pattern: re.Pattern[str]) -> str:
        start = self.position
        self.skip(pattern)
        return self.text[start : self.position]
