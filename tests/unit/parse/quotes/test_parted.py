"""What is taken out of HTML, and when it is known to be its end."""

from __future__ import annotations

import pytest

from mailgate.parse.html.safe import safe_html, safe_parts
from mailgate.parse.quotes.html import part_html

QUOTE = (
    '<div class="gmail_quote">On 16 Nov 2026, Ann &lt;ann@example.com&gt; wrote:<blockquote>Did it?</blockquote></div>'
)


@pytest.mark.parametrize(
    "html",
    [
        f"<html><body><p>Yes.</p>\n{QUOTE}\n</body></html>\n",
        f"<p>Yes.<p>Really.\n{QUOTE}",
        "<div>Yes.</div><hr><div id=divRplyFwdMsg><b>From:</b> Ann</div><div>Did it?</div>",
        "<p>Yes.</p><p>On 16 Nov 2026, Ann &lt;ann@example.com&gt; wrote:</p>\n<p>&gt; Did it?</p>",
    ],
)
def test_both_parts_of_a_document_make_the_whole(html: str) -> None:
    parted = part_html(html)

    assert "Did it?" in parted.quote
    assert safe_parts(parted.reply, parted.quote) == (safe_html(html), safe_html(parted.reply))


@pytest.mark.parametrize(
    "html",
    [
        f"<p>Yes.</p>{QUOTE}<img src='cid:logo'>",
        f"<div><p>Yes.</p>{QUOTE}</div>",
        f"<pre>\n\nYes.</pre>{QUOTE}",
        "Yes.<pre>On 16 Nov 2026, Ann &lt;ann@example.com&gt; wrote:\n&gt; Did it?</pre>",
    ],
    ids=["followed", "not of the body", "preformatted", "preformatted quote"],
)
def test_quote_that_may_not_be_the_end_is_not_told_apart(html: str) -> None:
    parted = part_html(html)

    assert parted.quote == ""
    assert "Did it?" not in parted.reply
