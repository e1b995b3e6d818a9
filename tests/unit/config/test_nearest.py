from __future__ import annotations

import pytest

from mailgate.config.nearest import advice


@pytest.mark.parametrize(
    ("name", "known", "words"),
    [
        ("frnt", ["front", "back"], 'did you mean "front"?'),
        ("FRONT", ["front"], 'did you mean "front"?'),
        ("xyz", ["front", "back"], "known: front, back"),
        ("bbo@acme.test", ["ann@acme.test", "bob@acme.test"], 'did you mean "bob@acme.test"?'),
        ("zoe@acme.test", ["ann@acme.test"], "known: ann@acme.test"),
        ("ann@acmee.test", ["ann@acme.test"], 'did you mean "ann@acme.test"?'),
        ("xyz", [], "none is defined here"),
        ("xyz", [str(number) for number in range(99)], "there are 99 to choose from; the sample files name them"),
    ],
)
def test_advice_names_the_nearest_or_what_there_is(name: str, known: list[str], words: str) -> None:
    assert advice(name, known) == words
