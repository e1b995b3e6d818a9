"""What is under a path, and its mails."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailgate.errors import NotFound, Refused
from mailgate.receive.files.sources import look_at

LARGEST = 1000


def raws(path: Path) -> list[bytes | None]:
    return [one.raw for one in look_at(path).mails(LARGEST)]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_a_maildir_gives_what_is_delivered_in_the_order_of_delivery(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    write(tmp_path / "new" / "2.x", "Subject: 2\n\n")
    write(tmp_path / "cur" / "1.x:2,S", "Subject: 1\n\n")
    write(tmp_path / "tmp" / "0.x", "Subject: half writ")
    assert look_at(tmp_path).kind == "maildir"
    assert raws(tmp_path) == [b"Subject: 1\r\n\r\n", b"Subject: 2\r\n\r\n"]


def test_a_folder_gives_its_eml_files_at_any_depth_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "b" / "2.EML", "Subject: 2\r\n\r\n")
    write(tmp_path / "a.eml", "Subject: 1\n\n")
    write(tmp_path / "notes.txt", "Subject: 3\n\n")
    assert raws(tmp_path) == [b"Subject: 1\r\n\r\n", b"Subject: 2\r\n\r\n"]


def test_one_mail_in_a_file_is_a_source_too(tmp_path: Path) -> None:
    assert raws(write(tmp_path / "saved", "Subject: 1\n\nHello")) == [b"Subject: 1\r\n\r\nHello\r\n"]


@pytest.mark.parametrize(
    "content",
    [
        b"-----BEGIN NOTE-----\nMIIB\n",
        b"\x89PNG\r\n\x1a\n" + bytes(600),
        b"Dear all,\n\nSubject: 1\n",
        b"\n\n",
        b"Note\n",
    ],
    ids=["a key", "a picture", "a letter", "empty lines", "a word"],
)
def test_a_file_that_begins_with_no_header_is_no_mail(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(Refused, match="neither an mbox nor a mail"):
        look_at(tmp_path / "file")


@pytest.mark.parametrize(
    "begin",
    ["\n\n", "\ufeff", "Return-Path : <>\n", "X-" + "a" * 5000 + ": 1\n"],
    ids=["empty lines", "a mark", "old spacing", "a long name"],
)
def test_what_other_programs_put_before_a_mail_does_no_harm(tmp_path: Path, begin: str) -> None:
    assert look_at(write(tmp_path / "1.eml", begin + "Subject: 1\n\n")).kind == "eml"


def test_a_from_line_of_a_single_file_is_the_envelope_and_no_header(tmp_path: Path) -> None:
    write(tmp_path / "1.eml", "From cora@customers.test Fri Jul  8 12:08:34 2011\nSubject: 1\n\n")
    (found,) = look_at(tmp_path).mails(LARGEST)
    assert (found.raw, found.mail_from) == (b"Subject: 1\r\n\r\n", "cora@customers.test")


def test_a_file_over_the_limit_is_named_and_not_read(tmp_path: Path) -> None:
    large = write(tmp_path / "1.eml", "x" * (LARGEST + 1))
    (found,) = look_at(tmp_path).mails(LARGEST)
    assert (found.raw, found.place) == (None, str(large))


def test_positions_end_where_the_source_does(tmp_path: Path) -> None:
    text = "From a@x.test Fri Jul  8 12:08:34 2011\nSubject: 1\n\none\n\n"
    source = look_at(write(tmp_path / "box", text * 3))
    assert [one.position for one in source.mails(LARGEST)] == [len(text), 2 * len(text), 3 * len(text)]
    assert source.size_bytes == 3 * len(text)


@pytest.mark.parametrize("text", ["", None], ids=["empty file", "empty folder"])
def test_where_no_mail_is_there_is_nothing_to_import(tmp_path: Path, text: str | None) -> None:
    path = tmp_path if text is None else write(tmp_path / "box", text)
    with pytest.raises(Refused):
        look_at(path)


def test_a_path_to_nothing_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        look_at(tmp_path / "nothing")
