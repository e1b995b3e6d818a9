from __future__ import annotations

import pytest

from mailgate.parse.subject_refs import subject_numbers


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("Re: Printer [#2026-11-00042]", ("2026-11-00042",)),
        ("[# 2026-11-00042 ] AW: [#2026-11-00043]", ("2026-11-00042", "2026-11-00043")),
        ("[#A1] [#A1]", ("A1",)),
        ("【＃2026-11-00042】", ("2026-11-00042",)),
        ("Issue #42, [42], [#]", ()),
        ("[#" + "9" * 80 + "]", ()),
    ],
)
def test_numbers_between_the_marks(subject: str, numbers: tuple[str, ...]) -> None:
    assert subject_numbers(subject) == numbers
