"""What is read from response lines."""

from __future__ import annotations

from mailgate.receive.imap.answers import Fetched, Selected, fetched, found_uids, selected


def test_a_folder_is_opened_with_what_the_server_says_of_it() -> None:
    lines = [b"FLAGS (\\Seen)", b"17 EXISTS", b"OK [UIDVALIDITY 99] valid", b"OK [uidnext 41] next", b"done"]
    assert selected(lines) == Selected(uidvalidity=99, uidnext=41, exists=17)


def test_a_server_that_says_nothing_of_uids_is_zero() -> None:
    assert selected([b"0 EXISTS", b"done"]) == Selected(uidvalidity=0, uidnext=0, exists=0)


def test_numbers_in_the_last_line_of_a_search_are_no_uids() -> None:
    assert found_uids([b"9 3", b"12", b"SEARCH done in 5 ms"]) == [3, 9, 12]


def test_the_uid_may_stand_before_or_behind_the_mail() -> None:
    lines = [b"1 FETCH (UID 7 BODY[] {2}", bytearray(b"ab"), b")", b"2 FETCH (BODY[] {2}", bytearray(b"cd"), b" UID 8)"]
    found = list(fetched([*lines, b"done"]))
    assert found == [Fetched(uid=7, size=None, content=b"ab"), Fetched(uid=8, size=None, content=b"cd")]


def test_flags_that_come_unasked_are_no_mail() -> None:
    lines = [b"1 FETCH (FLAGS (\\Seen))", b"2 FETCH (UID 8 FLAGS ())", b"3 FETCH (UID 9 RFC822.SIZE 12)", b"done"]
    assert [(one.uid, one.size, one.content) for one in fetched(lines)] == [(8, None, None), (9, 12, None)]


def test_an_empty_mail_may_come_as_an_empty_string() -> None:
    assert [one.content for one in fetched([b'1 FETCH (UID 7 BODY[] "")', b"done"])] == [b""]
