from __future__ import annotations

import json
from collections.abc import Callable

from mailgate.parse.message import parse_message
from mailgate.parse.render_json import as_json, error_json

FIELDS = """
    file error seconds subject from from_name to cc reply_to date message_id in_reply_to references body reply_text
    signature html reply_html attachments kind is_bounce temporary bounced_recipient status action diagnostic
    original_message_id is_auto_reply is_feedback_report feedback_type language segments defects
"""


def test_object_has_exactly_the_fields_of_the_contract(mail: Callable[..., bytes]) -> None:
    line = as_json("a.eml", parse_message(mail("Grüße\n")), 0.25)
    found = json.loads(line)

    assert line.isascii()
    assert "\n" not in line
    assert set(found) == set(FIELDS.split())
    assert (found["file"], found["error"], found["seconds"], found["from"]) == (
        "a.eml",
        None,
        0.25,
        "ann@customer.example",
    )
    assert (found["date"], found["kind"], found["reply_text"]) == ("2026-11-16T08:12:30+00:00", "human", "Grüße")


def test_attachment_has_its_fields(mail: Callable[..., bytes], multipart: Callable[..., str]) -> None:
    raw = mail(multipart("Content-Type: image/png; name=a.png\n\nx"), "multipart/mixed; boundary=b")
    (item,) = json.loads(as_json("x", parse_message(raw), 0))["attachments"]

    assert set(item) == {"name", "type", "size", "disposition", "inline", "content_id", "sha256"}


def test_unreadable_file_has_its_error() -> None:
    assert json.loads(error_json("a.eml", "No such file")) == {"file": "a.eml", "error": "No such file"}
