"""MAPI property lists as TNEF carries them (MS-OXTNEF section 2.1.3.4): those values that a mail shows."""

from __future__ import annotations

from mailgate.parse.text.charset_names import codec_for

_STRING8, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_VARIABLE = frozenset({_STRING8, _UNICODE, _OBJECT, _BINARY})
_MULTIPLE = 0x1000
_FIXED_SIZES = {2: 4, 3: 4, 4: 4, 0x0A: 4, 0x0B: 4, 5: 8, 6: 8, 7: 8, 0x14: 8, 0x40: 8, 0x48: 16}
#: Code pages that are not called by their number elsewhere.
_CODE_PAGES = {
    20127: "ascii",
    20866: "koi8-r",
    20932: "euc_jp",
    21866: "koi8-u",
    50220: "iso2022_jp",
    51932: "euc_jp",
    51949: "cp949",
    54936: "gb18030",
}
#: Properties above this one are named and carry their name.
_FIRST_NAMED = 0x8000


class Properties:
    """Values by property id; of several values the first. Reading stops where the bytes make no sense any more."""

    def __init__(self, data: bytes, codepage: str) -> None:
        self._codepage = codepage
        self._values: dict[int, tuple[int, bytes]] = {}
        self._data = data
        self._at = 4
        # Every property takes at least four bytes, so a count made up to keep us busy ends with the data.
        for _ in range(min(_u32(data, 0), len(data) // 4)):
            if not self._read_one():
                break

    def raw(self, identifier: int) -> bytes:
        """The bytes of a property, empty when it is missing; an object's without its interface id."""
        kind, value = self._values.get(identifier, (0, b""))
        return value[16:] if kind == _OBJECT else value

    def text(self, identifier: int) -> str:
        """A string property; a binary one is read as bytes in the message's code page."""
        kind, value = self._values.get(identifier, (0, b""))
        text = value.decode("utf-16-le", "replace") if kind == _UNICODE else value.decode(self._codepage, "replace")
        return text.rstrip("\0")

    def number(self, identifier: int) -> int:
        return _u32(self._values.get(identifier, (0, b""))[1], 0)

    def _read_one(self) -> bool:
        kind, identifier = _u16(self._data, self._at), _u16(self._data, self._at + 2)
        self._at += 4
        if identifier >= _FIRST_NAMED:
            self._skip_name()
        base = kind & ~_MULTIPLE
        variable = base in _VARIABLE
        count = 1
        if variable or kind & _MULTIPLE:
            count = _u32(self._data, self._at)
            self._at += 4
        if not variable and base not in _FIXED_SIZES:
            return False
        for number in range(count):
            if self._at >= len(self._data):
                return False
            value = self._value(base, variable)
            if number == 0:
                self._values.setdefault(identifier, (base, value))
        return True

    def _skip_name(self) -> None:
        self._at += 16
        by_name = _u32(self._data, self._at)
        self._at += 4
        self._at += 4 + (_padded(_u32(self._data, self._at)) if by_name else 0)

    def _value(self, base: int, variable: bool) -> bytes:
        if variable:
            size = _u32(self._data, self._at)
            self._at += 4
        else:
            size = _FIXED_SIZES[base]
        value = self._data[self._at : self._at + size]
        self._at += _padded(size)
        return value


def codepage_name(number: int) -> str:
    """The codec for a Windows code page number; windows-1252 for the unknown."""
    label = f"iso-8859-{number - 28590}" if 28591 <= number <= 28606 else f"cp{number}"
    return _CODE_PAGES.get(number) or codec_for(label) or "cp1252"


def _u16(data: bytes, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 2], "little")


def _u32(data: bytes, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 4], "little")


def _padded(size: int) -> int:
    return (size + 3) & ~3
