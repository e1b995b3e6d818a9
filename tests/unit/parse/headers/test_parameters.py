from __future__ import annotations

import pytest

from mailgate.model.limits import ParseLimits
from mailgate.parse.headers.parameters import read_parameters


def read(value: str, defects: set[str] | None = None) -> tuple[str, dict[str, str]]:
    return read_parameters(value, ParseLimits(), set() if defects is None else defects)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Text/Plain", ("text/plain", {})),
        ('text/plain; Charset="UTF-8"; format=flowed', ("text/plain", {"charset": "UTF-8", "format": "flowed"})),
        ("text/plain charset=utf-8", ("text/plain", {"charset": "utf-8"})),
        ("charset=utf-8", ("", {"charset": "utf-8"})),
        ('a/b; x="q\\"r\\\\s"', ("a/b", {"x": 'q"r\\s'})),
        ('a/b; name="C:\\dir\\f"', ("a/b", {"name": "C:\\dir\\f"})),
        ("attachment; filename=my file.pdf; size=3", ("attachment", {"filename": "my file.pdf", "size": "3"})),
        ('attachment; filename="a "b" c.pdf"; size=3', ("attachment", {"filename": 'a "b" c.pdf', "size": "3"})),
        ('a/b; charset="utf-8" boundary="x"', ("a/b", {"charset": "utf-8", "boundary": "x"})),
        ('a/b; name="open; size=3', ("a/b", {"name": "open", "size": "3"})),
        ("a/b; x=1; x=2", ("a/b", {"x": "1"})),
        ("a/b;;; ; x = 1 ;", ("a/b", {"x": "1"})),
        ("a/b; n*=utf-8'de'%C3%A4", ("a/b", {"n": "ä"})),
        ("a/b; n=a; n*=utf-8''%C3%A4", ("a/b", {"n": "ä"})),
        ("a/b; n*0*=utf-8''%C3; n*1*=%A4; n*2=b", ("a/b", {"n": "äb"})),
        ("a/b; n*1=b; n*0=a", ("a/b", {"n": "ab"})),
        ("a/b; n*0=a; n*1*=%C3%A4", ("a/b", {"n": "aä"})),
        ("a/b; n*=%C3%A4", ("a/b", {"n": "ä"})),
        ("a/b; n=utf-8''%C3%A4", ("a/b", {"n": "ä"})),
        ('a/b; n="=?utf-8?q?=C3=A4?="', ("a/b", {"n": "ä"})),
        ('a/b; n*0="=?utf-8?q?=C3"; n*1="=A4?="', ("a/b", {"n": "ä"})),
        ("a/b; n*=x-none''abc", ("a/b", {"n": "abc"})),
    ],
)
def test_parameters_as_clients_write_them(value: str, expected: tuple[str, dict[str, str]]) -> None:
    assert read(value) == expected


def test_only_a_hundred_parameters_are_read() -> None:
    defects: set[str] = set()

    _, parameters = read("a/b; " + "; ".join(f"p{number}=x" for number in range(5_000)), defects)

    assert (len(parameters), defects) == (100, {"limit:parameters"})
