from __future__ import annotations

from mailgate.commands.nearest import advice, nearest, shown


def test_a_slip_is_led_to_the_name():
    assert nearest("Fornt", ("front", "billing")) == "front"
    assert nearest("zzz", ("front", "billing")) == ""
    assert nearest("x" * 10_000, ("x" * 20,)) == ""


def test_without_a_near_name_there_is_a_list_to_choose_from():
    assert advice("zzz", ("front", "billing")) == "There is: front, billing."
    assert advice("zzz", ()) == "There is none to choose from."
    assert advice("zzz", [f"team{n}" for n in range(99)]).endswith(", ...")


def test_what_is_repeated_is_short():
    assert len(shown("x" * 10_000)) < 100
