"""What holds for every choice of mails to work on at once."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from mailgate.store.inbound.inbox_claims import choose, keys_of

_KEY = st.sampled_from(["", "a", "b", "c", "d"])
_ROW = st.builds(
    SimpleNamespace,
    tenant=st.sampled_from(["acme", "globex"]),
    contact_key=_KEY,
    message_id_key=_KEY,
    refer_keys=st.lists(_KEY, max_size=3),
    size_bytes=st.integers(0, 100),
    alone=st.booleans(),
)
_DUE = st.lists(_ROW, max_size=12)
_BUSY = st.sets(st.tuples(st.sampled_from(["acme", "globex"]), st.sampled_from("abcd")), max_size=3)


@given(_DUE, _BUSY)
def test_nothing_chosen_shares_a_key_with_what_is_at_work_or_beside_it(due, busy):
    seen = set(busy)
    for row in choose(due, busy, items=12, size=1000):
        assert seen.isdisjoint(keys_of(row))
        seen |= keys_of(row)


@given(_DUE, st.integers(1, 5), st.integers(0, 200))
def test_a_choice_stays_within_its_limits_unless_it_is_one_mail(due, items, size):
    chosen = choose(due, set(), items=items, size=size)
    assert len(chosen) <= items
    assert len(chosen) <= 1 or sum(row.size_bytes for row in chosen) <= size
    assert len(chosen) <= 1 or not any(row.alone for row in chosen)


@given(_DUE, st.integers(0, 200))
def test_the_oldest_mail_is_chosen_whenever_nothing_at_work_touches_it(due, size):
    chosen = choose(due, set(), items=4, size=size)
    assert not due or chosen[0] is due[0]


@given(_DUE, _BUSY)
def test_no_mail_overtakes_an_older_one_that_shares_a_key_with_it(due, busy):
    chosen = choose(due, busy, items=4, size=150)
    left: set = set()
    for row in due:
        if any(row is one for one in chosen):
            assert left.isdisjoint(keys_of(row))
        else:
            left |= keys_of(row)
