from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from mailgate.model.limits import ParseLimits
from mailgate.parse.message import parse_message

Mail = Callable[..., bytes]


def test_attachment_is_decoded_and_hashed(mail: Mail, multipart: Callable[..., str]) -> None:
    part = "Content-Type: Application/PDF; name=a.pdf\nContent-Transfer-Encoding: base64\nContent-ID: <x@y>\n\nJVBERg=="
    (item,) = parse_message(mail(multipart(part), "multipart/mixed; boundary=b")).attachments

    assert (item.name, item.type, item.content, item.size) == ("a.pdf", "application/pdf", b"%PDF", 4)
    assert (item.sha256, item.content_id, item.inline) == (sha256(b"%PDF").hexdigest(), "x@y", False)


def test_inline_is_what_the_html_shows(mail: Mail, multipart: Callable[..., str]) -> None:
    def image(identifier: str) -> str:
        return f"Content-Type: image/png\nContent-ID: <{identifier}>\n\nx"

    html = "Content-Type: text/html\n\n<img src='CID:a%20b@x'>"
    found = parse_message(mail(multipart(html, image("a b@x"), image("c@x")), "multipart/related; boundary=b"))

    assert [item.inline for item in found.attachments] == [True, False]


def test_attachments_over_a_limit_stay_in_the_raw_mail(mail: Mail, multipart: Callable[..., str]) -> None:
    part = "Content-Type: application/x\n\n0123456789"
    raw = mail(multipart(*[part] * 9), "multipart/mixed; boundary=b")

    few = parse_message(raw, ParseLimits(attachments=5))
    small = parse_message(raw, ParseLimits(attachment_bytes=35))

    assert (len(few.attachments), few.defects) == (5, ("limit:attachments",))
    assert (len(small.attachments), small.defects) == (3, ("limit:attachment_bytes",))


def test_names_fall_back_from_step_to_step(mail: Mail, multipart: Callable[..., str]) -> None:
    parts = [
        "Content-Type: image/png; name=n.png\nContent-Disposition: inline; filename=f.png\n\nx",
        "Content-Type: image/png; name=n.png\n\nx",
        "Content-Type: message/rfc822\n\nSubject: Old matter\n\nx",
        "Content-Type: image/png\nContent-Description: d.png\n\nx",
        "Content-Type: image/png\nContent-Location: http://a.example/l.png?x\n\nx",
        "Content-Type: text/calendar\n\nx",
        "Content-Type: image/png\n\nx",
        "Content-Type: application/x-odd\nContent-Disposition: attachment; filename=..\n\nx",
    ]
    found = parse_message(mail(multipart(*parts), "multipart/mixed; boundary=b"))

    names = ["f.png", "n.png", "Old matter.eml", "d.png", "l.png", "invite.ics", "part-7.png", "part-8.bin"]
    assert [item.name for item in found.attachments] == names
