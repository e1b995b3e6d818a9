from __future__ import annotations

import pytest

from mailgate.commands.people import meant_by


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("ANN@agents.test", "ann@agents.test"),
        ("@dora", "dora@agents.test"),
        ("robert", "robert@agents.test"),
        ("cay", "robert@agents.test"),
        ("nobody", None),
    ],
)
def test_an_agent_is_known_by_address_or_name(make_scene, name, email):
    scene = make_scene()
    meant = meant_by(name, scene.desk, scene.agent)
    assert (meant.code, meant.value) == ("", email)


@pytest.mark.parametrize("name", ["", "x" * 500, "team:", "@", "\u202e", "ann@elsewhere.test"])
def test_a_name_that_is_none_is_said_to_be_unknown(make_scene, name):
    scene = make_scene()
    assert meant_by(name, scene.desk, scene.agent).code in ("agent.unknown", "team.unknown")
