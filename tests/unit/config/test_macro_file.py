from __future__ import annotations

from collections.abc import Callable

import pytest

from mailgate.config.desk_json import desk_from_json, desk_to_json
from mailgate.config.load import Configuration
from mailgate.errors import ConfigurationError
from mailgate.model.command import Macro

REFUND = """
[[macro]]
name = "Refund done"
text = '''
Dear customer,
the money is on its way.
'''
status = "resolved"
add_tags = ["money"]
"""


def test_a_macro_is_words_and_fields(loaded: Callable[..., Configuration]) -> None:
    desk = loaded(desk=REFUND).desks[0].desk
    fields = {"status": "resolved", "tags.add": ["money"]}
    macro = Macro(name="Refund done", text="Dear customer,\nthe money is on its way.", fields=fields)
    assert desk.macros == (macro,)
    assert desk.macro("refund DONE") == macro
    assert desk.macro("refund") is None
    assert desk_from_json(desk_to_json(desk), 0).macros == desk.macros


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[macro]]\nname = "empty"\n', "does nothing"),
        ('[[macro]]\nname = "m"\nstatus = "merged"\n', "needs a ticket"),
        (REFUND + REFUND, "given twice"),
    ],
)
def test_what_a_macro_cannot_be(loaded: Callable[..., Configuration], text: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        loaded(desk=text)
