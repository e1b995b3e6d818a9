"""The DATA reader against a plain reading of RFC 5321, however the mail is cut into chunks."""

import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.model.limits import MIB, SessionLimits
from mailgate.receive import replies
from mailgate.receive.data import DataSection, hides_an_end
from mailgate.receive.memory import Budget

SMALL = SessionLimits(message_size=60, lines=8, line_length=30, hops=1)
PIECES = [b"a", b"text", b".", b"..", b"\r", b"\n", b"\r\n", b"\x00", b"\r\n.", b"Received: x\r\n", b"x" * 20]


def read(chunks, limits):
    """What a session would do: the mail or its refusal, and what came behind it."""
    section = DataSection(limits, Budget(1000 * MIB))
    for place, chunk in enumerate(chunks):
        rest = section.feed(chunk)
        if rest is not None:
            return section.finish(), section.refusal, rest + b"".join(chunks[place + 1 :])
    raise AssertionError("no end of data")


def read_plainly(data, limits):
    """The same, line by line and with no thought of speed."""
    end = (b"\r\n" + data).index(b"\r\n.\r\n")
    content, rest = data[:end], data[end + 3 :]
    lines = content.split(b"\n")
    if len(lines) - 1 > limits.lines:
        return None, rest
    if any(len(line) + 1 > limits.line_length for line in lines[:-1]):
        return None, rest
    if re.search(rb"[\r\n]\x00*\.\x00*[\r\n]", b"\r\n" + content):
        return None, rest
    plain = re.sub(rb"(\A|(?<=\r\n))\.", b"", content)
    mail = re.sub(rb"(?<!\r)\n", b"\r\n", plain)
    headers = mail.partition(b"\r\n\r\n")[0]
    if len(mail) > limits.message_size or len(re.findall(rb"(?m)^Received:", headers)) > limits.hops:
        return None, rest
    return mail, rest


@st.composite
def cut_data(draw):
    data = b"".join(draw(st.lists(st.sampled_from(PIECES), max_size=25))) + b"\r\n.\r\n"
    data += draw(st.sampled_from([b"", b"NOOP\r\n", b"\r\n.\r\n"]))
    cuts = sorted(draw(st.sets(st.integers(1, len(data) - 1), max_size=8)))
    return data, [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]


@given(cut_data())
def test_chunks_are_read_as_the_whole_is(cut):
    data, chunks = cut
    mail, refusal, rest = read(chunks, SMALL)
    assert (mail, rest) == read_plainly(data, SMALL)
    assert (mail is None) == (refusal is not None)


@given(cut_data())
def test_memory_is_given_back_whole(cut):
    _, chunks = cut
    budget = Budget(1000)
    section = DataSection(SMALL, budget)
    for chunk in chunks:
        if section.feed(chunk) is not None:
            break
    section.finish()
    section.release()
    section.release()
    assert budget.take(1000)
    assert not budget.take(1)


@pytest.mark.parametrize("lax", [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\n\x00.\n", b"\r\n.\x00\n"])
def test_lone_dot_in_other_clothes_is_found(lax):
    assert hides_an_end(b"\r\ntext" + lax + b"text\r\n")


def test_budget_that_is_spent_puts_a_mail_off():
    section = DataSection(SessionLimits(), Budget(100))
    section.feed(b"x" * 101)
    assert section.feed(b"\r\n.\r\n") == b""
    assert (section.finish(), section.refusal) == (None, replies.TEMPORARY)


@pytest.fixture
def traced():
    tracemalloc.start()
    yield tracemalloc.get_traced_memory
    tracemalloc.stop()


def feed_all(section, chunk, times):
    for _ in range(times):
        section.feed(chunk)
    section.feed(b".\r\n")


def test_largest_mail_takes_little_more_than_twice_its_size(traced):
    section = DataSection(SessionLimits(), Budget(100 * MIB))
    # 25 MiB in all, with transparency dots and bare line feeds to take care of.
    chunk = (b"..".ljust(9999, b"x") + b"\n" + b".".ljust(9998, b"y") + b"\r\n") * 4
    times = 25 * MIB // len(chunk)
    feed_all(section, chunk, times)
    mail = section.finish()
    assert mail is not None
    assert traced()[1] < 2.3 * len(mail)


def test_twenty_five_mebibytes_of_empty_lines_are_not_stored(traced):
    section = DataSection(SessionLimits(), Budget(100 * MIB))
    feed_all(section, b"\r\n" * 32768, 400)
    assert (section.finish(), section.refusal) == (None, replies.TOO_MANY_LINES)
    assert traced()[1] < 4 * MIB


def test_one_endless_line_is_not_stored(traced):
    section = DataSection(SessionLimits(), Budget(100 * MIB))
    for _ in range(400):
        section.feed(b"x" * 65536)
    section.feed(b"\r\n.\r\n")
    assert (section.finish(), section.refusal) == (None, replies.BODY_LINE_TOO_LONG)
    assert traced()[1] < MIB
