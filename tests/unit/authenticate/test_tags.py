from __future__ import annotations

import pytest

from mailgate.authenticate.tags import read_sound_tags, read_tags


def test_tags_keep_their_order_and_lose_white_space():
    assert list((read_tags(" v = 1;\r\n\ta=rsa-sha256 ; b=x y=; ") or {}).items()) == [
        ("v", "1"),
        ("a", "rsa-sha256"),
        ("b", "x y="),
    ]


@pytest.mark.parametrize("text", ["v=1; v=1", "v", "=1", "1v=1", "v=1; junk", "v-x=1"])
def test_a_list_with_one_fault_is_none(text):
    assert read_tags(text) is None


def test_of_a_faulty_list_the_sound_tags_are_read():
    assert read_sound_tags("v=DMARC1; junk; P=reject; p=none; =x; 1=2") == {"v": "DMARC1", "p": "reject"}
