from __future__ import annotations

import pytest

from mailgate.model.match import Purpose
from mailgate.model.message import DeliveryReport
from mailgate.thread.pointers import pointers
from mailgate.thread.reply_token import TokenKeys, sign

OURS = "mg.abcdefghijklmnopqrstuvwxyz@desk.test"


def _token(keys: TokenKeys, **more) -> str:
    return sign(keys, "acme", **({"purpose": Purpose.CUSTOMER, "subject_id": 1, "holder": 7} | more))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Thanks!\n\n> It works.\n>\n> [ref:{OURS}]\n", (OURS,)),
        (f"[ref:{OURS}<mailto:{OURS}>]", (OURS,)),
        (f"[ref:{OURS} <mailto:{OURS}>]", (OURS,)),
        (f"Support \u00b7 [ref:{OURS}]", (OURS,)),
        (f"[ref:{OURS}] again [ref:{OURS}] [ref:b@desk.test]", (OURS, "b@desk.test")),
        ("[ref:] [ref: ] [ref:a b] [REF:a@b] ref:a@b", ()),
        ("[ref:" + "a" * 301 + "]", ()),
    ],
)
def test_markers_are_found_in_the_quoted_part_as_clients_leave_them(make_message, keys, text, found):
    assert pointers(make_message(text=text), (), "acme", keys).markers == found


def test_only_the_first_five_markers_are_looked_up(make_message, keys):
    text = " ".join(f"[ref:{number}@desk.test]" for number in range(1000))

    assert pointers(make_message(text=text), (), "acme", keys).markers == tuple(f"{n}@desk.test" for n in range(5))


@pytest.mark.parametrize("piece", ["[ref:", "[ref:a", "[ref:a<mailto:", "[ref:a <mailto:b", "[[[[", "[ref: "])
def test_a_mail_full_of_beginnings_costs_no_more_than_its_length(make_message, keys, piece):
    # A quadratic search of a mebibyte would run into the time limit of the test.
    assert pointers(make_message(text=piece * (2**20 // len(piece))), (), "acme", keys).markers == ()


def test_ids_stand_strongest_first_and_once(make_message, keys):
    message = make_message(in_reply_to=("c@x", "a@x"), references=("a@x", "b@x"), text="[ref:m@x] [ref:b@x]")

    found = pointers(message, (), "acme", keys)

    assert found.references == ("b@x", "a@x")
    assert found.message_ids == ("c@x", "a@x", "b@x", "m@x")


def test_report_points_by_the_id_of_the_mail_it_is_about(make_message, keys):
    message = make_message(report=DeliveryReport(recipients=(), temporary=False, original_message_id="own@desk.test"))

    assert pointers(message, (), "acme", keys).in_reply_to == ("own@desk.test",)


def test_ids_beyond_fifty_are_not_looked_up(make_message, keys):
    message = make_message(in_reply_to=tuple(f"{number}@x" for number in range(400)))

    assert len(pointers(message, (), "acme", keys).message_ids) == 50


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("Re: [#2026-11-00042] Printer", ("2026-11-00042",)),
        ("[#2026-11-00042] [#2026-11-00042] [#2026-12-00001]", ("2026-11-00042", "2026-12-00001")),
        ("[#42] #2026-11-00042 [2026-11-00042] [#2026-11-42]", ()),
        # Other scripts have digits too; none of ours is written in them.
        ("[#\u0662\u0660\u0662\u0666-\u0661\u0661-\u0660\u0660\u0660\u0664\u0662]", ()),
        (" ".join(f"[#2026-11-{number:05d}]" for number in range(9)), tuple(f"2026-11-0000{n}" for n in range(5))),
    ],
)
def test_ticket_numbers_are_read_from_the_subject(make_message, keys, subject, numbers):
    assert pointers(make_message(subject=subject), (), "acme", keys).numbers == numbers


def test_tokens_of_the_envelope_count_before_those_of_to_and_cc_and_once(make_message, keys):
    first, second = _token(keys, subject_id=1), _token(keys, subject_id=2)
    message = make_message(to=(f"support+{second}@desk.test", f"Support+{first.upper()}@desk.test"))

    found = pointers(message, (f"support+{first}@desk.test",), "acme", keys)

    assert [token.subject_id for token in found.tokens] == [1, 2]


@pytest.mark.parametrize("detail", ["c-", "c-aaaa", "x-1", "newsletter", "", "c-" + "a" * 44])
def test_plus_addresses_that_are_no_tokens_point_nowhere(make_message, keys, detail):
    assert pointers(make_message(), (f"support+{detail}@desk.test",), "acme", keys).tokens == ()


def test_token_of_another_tenant_points_nowhere(make_message, keys):
    assert pointers(make_message(), (f"support+{_token(keys)}@desk.test",), "other", keys).tokens == ()
