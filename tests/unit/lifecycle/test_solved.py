from __future__ import annotations

import pytest

from mailgate.lifecycle.solved import is_solved, says_more


@pytest.mark.parametrize(
    "words",
    [
        "Yes",
        "yes.",
        "YES!\n\nKim",
        "Yes, thanks!",
        "Ja",
        "ja, danke",
        "Oui",
        "oui, merci",
        "Sí",
        "si",
        "Sì",
        "Sim",
        "> \nyes",
    ],
)
def test_a_short_yes_in_six_languages(words: str) -> None:
    assert is_solved(words.removeprefix("> \n")) is True


@pytest.mark.parametrize(
    "words",
    ["No", "no!", "Not yet", "Nein", "Nein, noch nicht.", "Non", "Pas encore", "Todavía no", "Non ancora", "Não"],
)
def test_a_short_no_in_six_languages(words: str) -> None:
    assert is_solved(words) is False


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Yes, but the second one still burns",
        "Thanks, solved, but it is broken again",
        "No idea what you mean",
        "Yesterday it worked",
        "I think so\nyes",
        "Not sure",
        "Yes and no",
        "Nein danke",
    ],
)
def test_anything_else_is_an_ordinary_reply(words: str) -> None:
    assert is_solved(words) is None


@pytest.mark.parametrize(("words", "more"), [("yes", False), ("yes\n\n", False), ("yes\nBut call me.", True)])
def test_words_below_the_first_line_are_told(words: str, more: bool) -> None:
    assert says_more(words) is more
