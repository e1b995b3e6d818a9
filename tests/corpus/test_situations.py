"""Every mail of this folder becomes what the file beside it says.

``<situation>.json`` holds some of the fields that ``mailgate parse`` prints. A plain field is compared as a whole, an
attachment in what is given of it. ``<field>_has`` and ``<field>_lacks`` list strings.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailgate.parse.message import parse_message
from mailgate.parse.render_json import as_json

FOLDER = Path(__file__).parent
SITUATIONS = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.eml"))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_mail_is_read_as_described(situation: str) -> None:
    raw = (FOLDER / f"{situation}.eml").read_bytes()
    expected = json.loads((FOLDER / f"{situation}.json").read_text(encoding="utf-8"))

    found = json.loads(as_json(situation, parse_message(raw), 0.0))

    assert {name: actual(found, name, wanted) for name, wanted in expected.items()} == expected


def actual(found: dict[str, object], name: str, wanted: object) -> object:
    """What the mail gave, cut to what the expectation speaks of."""
    if name.endswith("_has"):
        text = " ".join(str(found[name.removesuffix("_has")]).split())
        return [words for words in wanted if words in text] or text
    if name.endswith("_lacks"):
        return [words for words in wanted if words not in str(found[name.removesuffix("_lacks")])]
    if name == "attachments":
        given = found[name]
        keys = [item.keys() for item in wanted] + [wanted[-1].keys() if wanted else {"name"}] * len(given)
        return [{key: item[key] for key in asked} for item, asked in zip(given, keys, strict=False)]
    return found[name]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_line_ends_of_the_transport_change_no_verdict(situation: str) -> None:
    raw = (FOLDER / f"{situation}.eml").read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    lf, crlf, cr = (verdict(raw.replace(b"\n", end)) for end in (b"\n", b"\r\n", b"\r"))

    assert crlf == lf
    assert cr == lf


def verdict(raw: bytes) -> dict[str, object]:
    """All that is said of a mail but its repairs and its files, whose bytes may hold line ends of their own."""
    found = json.loads(as_json("", parse_message(raw), 0.0))
    return {name: value for name, value in found.items() if name not in ("defects", "attachments")}
