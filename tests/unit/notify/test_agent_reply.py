"""An agent's mail on its way to a customer: the words arrive, the agent's mailbox stays unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from mailgate.model.desk import Agent, Queue
from mailgate.model.message import Attachment, Author, Message, Segment, SegmentKind
from mailgate.notify.agent_reply import Words, customer_words, for_customer
from mailgate.notify.kinds.shared import ABOVE_THIS_LINE

MakeMessage = Callable[..., Message]
MakeAttachment = Callable[..., Attachment]

OWN = frozenset(("ann@acme.test", "bob@acme.test"))
ANN = Agent(email="ann@acme.test", name="Ann")
FROM_ANN = Author(address="ann@acme.test", name="Ann", clean=True)


def words_of(message: Message, queue: Queue, agent: Agent = ANN) -> Words:
    return customer_words(replace(message, author=FROM_ANN), agent, queue, OWN)


@pytest.fixture
def unsigned(queue: Queue) -> Queue:
    return replace(queue, signature="")


def test_new_words_get_the_signature_of_the_queue(message: MakeMessage, queue: Queue) -> None:
    words = words_of(message("Use water.", quote="> It burns.", signature="-- \nAnn"), queue)
    assert words.text == "Use water.\n\n-- \nAcme Support\nwe answer"
    assert words.html == "Use water.\n<p>-- <br>\nAcme Support<br>\nwe answer</p>"


@pytest.mark.parametrize("delimiter", ["-- ", "--", "--\u00a0", "  --  "])
def test_signature_is_dropped_with_or_without_the_space(message: MakeMessage, unsigned: Queue, delimiter: str) -> None:
    words = words_of(message(f"Use water.\n\n{delimiter}\nAnn Agent\n+49 30 1234"), unsigned)
    assert words.text == "Use water."
    assert "1234" not in words.html


def test_signature_without_a_delimiter_is_dropped_when_it_is_known(message: MakeMessage, unsigned: Queue) -> None:
    agent = replace(ANN, signature="Ann Agent\nACME Ltd")
    assert words_of(message("Use water.\n\nAnn Agent\nACME Ltd\n"), unsigned, agent).text == "Use water."


@pytest.mark.parametrize("line", ["a -- b", "---", "--verbose", "- - -", "-- see above"])
def test_dashes_in_the_words_are_kept(message: MakeMessage, unsigned: Queue, line: str) -> None:
    assert words_of(message(f"Try:\n{line}\nThen tell."), unsigned).text == f"Try:\n{line}\nThen tell."


@pytest.mark.parametrize("mark", ["", "> ", ">> "])
def test_notice_that_nobody_recognised_as_a_quote_is_dropped(message: MakeMessage, unsigned: Queue, mark: str) -> None:
    lead_in = "On 21 Nov 2026, Kim via Acme Support\n<support@acme.test> wrote:"
    quoted = f"{mark}{ABOVE_THIS_LINE}\n{mark}Kim wrote:\n{mark}Status open"
    assert words_of(message(f"Use water.\n\n{lead_in}\n\n{quoted}"), unsigned).text == "Use water."


HEADERS = "From: Kim via Acme Support <support@acme.test>\nSent: today\nSubject: Re: Fire"


def test_header_block_above_the_notice_is_dropped(message: MakeMessage, unsigned: Queue) -> None:
    mail = message(f"Use water.\n\n{HEADERS}\n\n{ABOVE_THIS_LINE}\nKim wrote:")
    assert words_of(mail, unsigned).text == "Use water."


def test_words_that_name_the_queue_are_kept(message: MakeMessage, unsigned: Queue) -> None:
    said = "Use water.\n\nOr write to support@acme.test"
    assert words_of(message(f"{said}\n\n{ABOVE_THIS_LINE}\nKim wrote:"), unsigned).text == said


def test_what_follows_an_unmarked_notice_is_not_taken_for_words(message: MakeMessage, unsigned: Queue) -> None:
    """Outlook marks no quote: a parser may see the header block, and take what the notice says for new words."""
    notice = f"{HEADERS}\n\n{ABOVE_THIS_LINE}\n\n"
    leak = "Assignee  Ann\n"
    plain = message("Use water.", quote=notice.strip())
    text = f"Use water.\n{notice}{leak}"
    ends = (0, 11, 11 + len(notice), len(text))
    kinds = (SegmentKind.NEW, SegmentKind.QUOTE, SegmentKind.NEW)
    segments = tuple(Segment(kind=kind, start=ends[at], end=ends[at + 1]) for at, kind in enumerate(kinds))
    assert words_of(replace(plain, text=text, segments=segments), unsigned).text == "Use water."


def test_answers_between_the_lines_of_a_marked_quote_are_kept(message: MakeMessage, unsigned: Queue) -> None:
    text = f"> {ABOVE_THIS_LINE}\n> It burns.\nUse water.\n"
    start = text.index("Use")
    segments = (
        Segment(kind=SegmentKind.QUOTE, start=0, end=start),
        Segment(kind=SegmentKind.NEW, start=start, end=len(text)),
    )
    assert words_of(message(text=text, segments=segments), unsigned).text == "Use water."


def test_words_right_above_the_notice_are_kept(message: MakeMessage, unsigned: Queue) -> None:
    assert words_of(message(f"Use water.\nTotal: 5 EUR\n\n{ABOVE_THIS_LINE}\nKim"), unsigned).text == (
        "Use water.\nTotal: 5 EUR"
    )


LEAKS = [
    "Write to ann@acme.test",
    "Write to Ann@Acme.Test or bob@acme.test.",
    "ann+direct@acme.test",
    "Answer support+r-abcdefghijklmnop234567@acme.test",
    "[ref:0123456789abcdef@desk.test]",
]


@pytest.mark.parametrize("leak", LEAKS)
def test_no_own_address_in_text_or_page(message: MakeMessage, queue: Queue, leak: str) -> None:
    pages = (
        "",
        f"<p>Use water. {leak}</p>",
        f'<p>Use water. <a href="mailto:{leak}" title="{leak}">{leak}</a></p>',
        f"<p>Use water. {leak.replace('@', '<span>@</span>')}</p>",
        f"<p>Use water.</p><div>-- <br>Ann {leak}</div>",
        f"<p>Use water. {leak}</p><div>{ABOVE_THIS_LINE}</div><p>Kim {leak}</p>",
    )
    for page in pages:
        words = words_of(message(f"Use water. {leak}", reply_html=page, html=page), queue)
        shown = f"{words.text}{words.html}".lower()
        for secret in ("ann@", "bob@", "ann+", "+r-", "[ref", "<span>@"):
            assert secret not in shown, page


def test_own_page_is_used_when_it_says_the_same(message: MakeMessage, unsigned: Queue) -> None:
    page = "<div>Use <b>water</b>.</div><div>-- </div><div>Ann</div>"
    words = words_of(message("Use *water*.", signature="-- \nAnn", reply_html=page), unsigned)
    assert words.html == "<div>Use <b>water</b>.</div>"


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote>It burns, says Kim</blockquote>",
        "<hr><p><b>From:</b> Kim via Acme<br><b>Sent:</b> today</p><p>It burns.</p>",
        "<table><tr><td>It burns.</td></tr></table>",
    ],
)
def test_page_is_cut_where_the_text_was_whatever_surrounds_the_quote(
    message: MakeMessage, unsigned: Queue, quote: str
) -> None:
    page = f"<p>Use <i>water</i>.</p>{quote}"
    assert words_of(message("Use water.", reply_html=page), unsigned).html == "<p>Use <i>water</i>.</p>"


@pytest.mark.parametrize(
    "page",
    [
        "<p>Use water, says Kim.</p>",
        "<p>Kim: It burns.</p><p>Use water.</p>",
        "<p>Use</p>",
    ],
    ids=["more in a line", "more before", "words lost"],
)
def test_page_that_says_more_or_less_gives_way_to_the_text(message: MakeMessage, unsigned: Queue, page: str) -> None:
    assert words_of(message("Use water.", reply_html=page), unsigned).html == "Use water."


def test_page_made_from_text_is_escaped(message: MakeMessage, unsigned: Queue) -> None:
    assert words_of(message("if a < b:\n  <b>go</b>"), unsigned).html == "if a &lt; b:<br>\n  &lt;b&gt;go&lt;/b&gt;"


def test_files_and_shown_pictures_go_along(message: MakeMessage, unsigned: Queue, attachment: MakeAttachment) -> None:
    page = '<p>Use water. <img src="cid:pic@x"></p>'
    picture = attachment(name="pic.png", content_id="pic@x", inline=True)
    plan = attachment(name="plan by ann@acme.test.pdf", type="application/pdf")
    words = words_of(message("Use water.", reply_html=page, html=page, attachments=(picture, plan)), unsigned)
    assert [(item.name, item.inline) for item in words.attachments] == [
        ("pic.png", True),
        ("plan by support@acme.test.pdf", False),
    ]


def test_pictures_of_the_quote_and_of_the_signature_stay_behind(
    message: MakeMessage, unsigned: Queue, attachment: MakeAttachment
) -> None:
    reply = '<p>Use water.</p><div>--<br><img src="cid:face@x"></div>'
    whole = f'{reply}<blockquote><img src="cid:fire@x"></blockquote>'
    files = (attachment(content_id="face@x", inline=True), attachment(content_id="fire@x", inline=True))
    assert words_of(message("Use water.", reply_html=reply, html=whole, attachments=files), unsigned).attachments == ()


def test_picture_of_a_page_that_gave_way_becomes_a_file(
    message: MakeMessage, unsigned: Queue, attachment: MakeAttachment
) -> None:
    page = '<p>Other words. <img src="cid:pic@x"></p>'
    files = (attachment(content_id="pic@x", inline=True),)
    (file,) = words_of(message("Use water.", reply_html=page, html=page, attachments=files), unsigned).attachments
    assert not file.inline


def test_signatures_and_cards_that_name_the_agent_stay_behind(
    message: MakeMessage, unsigned: Queue, attachment: MakeAttachment
) -> None:
    files = (
        attachment(name="smime.p7s", type="application/pkcs7-signature"),
        attachment(name="smime.p7s", type="application/x-pkcs7-signature"),
        attachment(name="key.asc", type="application/pgp-keys"),
        attachment(name="ann.vcf", type="text/vcard", content=b"BEGIN:VCARD\nEMAIL:ann@acme.test\n"),
        attachment(name="kim.vcf", type="text/vcard", content=b"BEGIN:VCARD\nEMAIL:kim@client.test\n"),
    )
    words = words_of(message("Use water.", attachments=files), unsigned)
    assert [item.name for item in words.attachments] == ["kim.vcf"]


def test_mail_of_quote_and_signature_alone_says_nothing(message: MakeMessage, queue: Queue) -> None:
    assert words_of(message("", quote="> It burns.", signature="-- \nAnn"), queue) == Words("", "", ())


def test_file_without_words_goes_with_the_signature(
    message: MakeMessage, queue: Queue, attachment: MakeAttachment
) -> None:
    words = words_of(message("", attachments=(attachment(),)), queue)
    assert words.text == "-- \nAcme Support\nwe answer"
    assert len(words.attachments) == 1


def test_agent_with_the_queues_own_address_can_name_it(message: MakeMessage, unsigned: Queue) -> None:
    page = "<p>Write to <b>support@acme.test</b></p>"
    own = OWN | {"support@acme.test"}
    mail = message("Write to support@acme.test", reply_html=page)
    assert customer_words(mail, ANN, unsigned, own).html == page


def test_words_from_elsewhere_are_guarded_too(queue: Queue) -> None:
    words = for_customer(Words("Ask ann@acme.test <now>", "", ()), OWN, queue)
    assert words.text == "Ask support@acme.test <now>"
    assert words.html == "Ask support@acme.test &lt;now&gt;"
