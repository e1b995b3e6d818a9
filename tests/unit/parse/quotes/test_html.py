"""The HTML of a mail without its quotes, by client."""

from __future__ import annotations

import re

import pytest

from mailgate.parse.quotes.html import reply_html

WROTE = "On 16 Nov 2026, at 09:41, Ann Lee &lt;ann@example.com&gt; wrote:"
#: What each client puts below ``<p>It arrived.</p>``.
CLIENTS = {
    "gmail": f"""<br><div class="gmail_quote"><div class="gmail_attr">{WROTE}<br></div>
        <blockquote class="gmail_quote">Did it?</blockquote></div>""",
    "gmail in an unknown language": """<div class="gmail_quote"><div class="gmail_attr">Qwerty:<br></div>
        <blockquote>Did it?</blockquote></div>""",
    "gmail forward": '<div class="gmail_quote">---------- Xyz ---------<br>Abc: Ann<br><br>Did it?</div>',
    "gmail through outlook": f"""<div class="x_gmail_quote"><div class="x_gmail_attr">{WROTE}</div>
        <blockquote>Did it?</blockquote></div>""",
    "apple": f'<div><br><blockquote type="cite"><div>{WROTE}</div><br><div>Did it?</div></blockquote></div>',
    "apple contents": '<div class="AppleOriginalContents"><blockquote type="cite">Did it?</blockquote></div>',
    "thunderbird": f"""<div class="moz-cite-prefix">{WROTE}<br></div>
        <blockquote type="cite" cite="mid:x"><p>Did it?</p></blockquote>""",
    "thunderbird forward": """<div class="moz-forward-container">-------- Xyz --------
        <table><tr><th>Abc:</th><td>Q</td></tr></table>Did it?</div>""",
    "outlook": """<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
        <p class="MsoNormal"><b>Abc:</b> Ann<br><b>Def:</b> Monday<br><b>Ghi:</b> Parcel</p></div><p>Did it?</p>""",
    "outlook 2010": """<div><div style="border:none;border-top:solid #B5C4DF 1.0pt">
        <p><b>From:</b> Ann [mailto:a@example.com]<br><b>Sent:</b> Monday 16<br><b>To:</b> Bob<br><b>Subject:</b> X</p>
        </div></div><p>Did it?</p>""",
    "outlook web": """<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Abc:</b> Ann<br><b>Def:</b> X</div>
        <div>Did it?</div>""",
    "outlook mobile": '<hr><div id="x_divRplyFwdMsg"><b>From:</b> Ann</div><div>Did it?</div>',
    "outlook mac": """<span id="OLK_SRC_BODY_SECTION"><div><b>Abc:</b> Ann</div><blockquote>Did it?</blockquote>
        indeed</span>""",
    "new outlook": '<div id="mail-editor-reference-message-container"><div>Abc</div>Did it?</div>',
    "hotmail": '<hr id="stopSpelling">Abc: Monday<br>Def: Ann<br><br>Did it?',
    "outlook express": """<blockquote style="border-left: #000 2px solid"><div>----- Original Message -----</div>
        <div>Did it?</div></blockquote>""",
    "yahoo": f"""<div id="yahoo_quoted_1" class="yahoo_quoted"><div>{WROTE}</div><div>Did it?</div></div>""",
    "proton": f"""<div class="protonmail_quote">{WROTE}<br>
        <blockquote class="protonmail_quote" type="cite">Did it?</blockquote></div>""",
    "zimbra": """<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>Abc: </b>Ann</div>
        <div data-marker="__QUOTED_TEXT__">Did it?</div>""",
    "front": f"""<div class="front-blockquote"><div>{WROTE}</div>Did it?</div>""",
    "newton": f"""<div class="cm_quote">{WROTE}<br><blockquote>Did it?</blockquote></div>""",
    "spark": f"""<div name="messageReplySection">{WROTE}<br><blockquote type="cite">Did it?</blockquote></div>""",
    "mail.ru": """<br>Понедельник, 16 ноября 2026, 9:41 +03:00 от Ann &lt;ann@example.com&gt;:<br>
        <blockquote style="border-left:1px solid #0857A6">Did it?</blockquote>""",
    "yandex": """<div>16.11.2026, 09:41, "Ann" &lt;ann@example.com&gt;:</div><blockquote>Did it?</blockquote>""",
    "gmx": """<div name="quote" style="border-left:2px solid #C3D9E5"><div><b>Gesendet:</b> Mo.</div>Did it?</div>""",
    "roundcube": f"""<p id="reply-intro">{WROTE}</p><blockquote type="cite">Did it?</blockquote>""",
    "words alone": f"<div>{WROTE}</div><div>Did it?</div>",
    "words in pieces": """<div>On 16 Nov 2026, at 09:41, <b>Ann</b>
        &lt;<a href="mailto:a@example.com">a@example.com</a>&gt; wrote:</div><div>Did it?</div>""",
    "fields alone": """<p><b>Von:</b> Ann [mailto:a@example.com]<br><b>Gesendet:</b> Montag, 16.<br><b>An:</b> Bob<br>
        <b>Betreff:</b> X</p><p>Did it?</p>""",
    "marks": "&gt; Subject: X<br>&gt; From: ann@example.com<br>&gt; To: b@example.com<br>&gt; Did it?",
}


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize("client", CLIENTS)
def test_quote_of_a_client_is_left_out(client: str) -> None:
    assert words(reply_html(f"<p>It arrived.</p>{CLIENTS[client]}")) == "It arrived."


@pytest.mark.parametrize("client", CLIENTS)
def test_quote_of_a_client_is_left_out_among_many_styled_elements(client: str) -> None:
    styled = '<p class="MsoNormal">It arrived.</p>' * 40
    assert "Did it?" not in reply_html(f"{styled}{CLIENTS[client]}")


@pytest.mark.parametrize("client", CLIENTS)
def test_nothing_is_left_out_when_there_is_nothing_else(client: str) -> None:
    assert "Did it?" in words(reply_html(CLIENTS[client]))


def test_signature_stays() -> None:
    html = f"<p>Yes.</p><p>Regards,<br>Bob</p><div class='gmail_quote'>{WROTE}<blockquote>Did it?</blockquote></div>"
    assert words(reply_html(html)) == "Yes. Regards, Bob"


def test_signature_below_the_last_quote_goes_with_it() -> None:
    html = f"<p>Yes.</p><div>{WROTE}</div><blockquote>Did it?</blockquote><div>-- <br>Bob</div>"
    assert words(reply_html(html)) == "Yes."


def test_answer_below_the_quote_is_what_stays() -> None:
    html = f"<div>{WROTE}</div><blockquote type='cite'>Did it?</blockquote><p>Yes, it did.</p>"
    assert words(reply_html(html)) == "Yes, it did."


def test_quotes_between_answers_stay() -> None:
    quotes = f"<div>{WROTE}</div><blockquote>Size?</blockquote><p>Forty.</p><blockquote>Colour?</blockquote>"
    assert words(reply_html(f"<p>Hi.</p>{quotes}<p>Red.</p>")).endswith("Size? Forty. Colour? Red.")


def test_quote_below_the_last_answer_is_left_out() -> None:
    quotes = f"<div>{WROTE}</div><blockquote>Size?</blockquote><p>Forty.</p><blockquote>Colour?</blockquote>"
    assert words(reply_html(f"<p>Hi.</p>{quotes}")).endswith("Size? Forty.")


def test_indented_paragraph_is_no_quote() -> None:
    indented = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">Forty.</blockquote>'
    assert words(reply_html(f"<p>As I said:</p>{indented}<p>Please.</p>")) == "As I said: Forty. Please."


def test_picture_in_a_quote_goes_and_picture_of_the_author_stays() -> None:
    html = f"<p>See <img src='cid:a'></p><div>{WROTE}</div><blockquote>Show me<img src='cid:b'></blockquote>"
    result = reply_html(html)
    assert "cid:a" in result
    assert "cid:b" not in result


def test_preformatted_text_is_cut_inside() -> None:
    quoted = "On 16 Nov 2026, at 09:41, Ann &lt;ann@example.com&gt; wrote:\n\n&gt; Did it?\n&gt; Ann\n"
    assert words(reply_html(f"<pre>Yes.\n\n{quoted}</pre>")) == "Yes."


@pytest.mark.parametrize("html", ["", "  ", "<p></p>", "<p>Yes.</p>", "plain", "<blockquote>Did it?</blockquote>"])
def test_html_without_quotes_is_unchanged(html: str) -> None:
    assert reply_html(html) == html


@pytest.mark.parametrize("depth", [300, 5_000])
def test_any_depth_is_read(depth: int) -> None:
    html = f"{'<div>' * depth}Yes.{'</div>' * depth}<div>{WROTE}</div>{'<blockquote>' * depth}Did it?"
    assert words(reply_html(html)) == "Yes."


def test_ten_thousand_quotes_are_left_out() -> None:
    html = f"<p>Yes.</p><div>{WROTE}</div>" + "<blockquote>x</blockquote>" * 10_000
    assert words(reply_html(html)) == "Yes."
