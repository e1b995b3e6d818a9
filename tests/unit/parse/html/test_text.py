from __future__ import annotations

import pytest

from mailgate.parse.html.text import html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("just words", "just words"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<div>one<br></div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("<p class=MsoNormal>one</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>two</p>", "one\n\ntwo"),
        ("<p style='margin:0'>one</p><p style='margin:0'>two</p>", "one\ntwo"),
        ("a <b> b </b> <i>c</i>d", "a b cd"),
        ("<pre>a\n  b\n</pre>c", "a\n  b\n\nc"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a\tb\nc\td"),
        ("<table><tr><td><div>a</div></td><td><div>b</div></td></tr></table>", "a\nb"),
        ("new<blockquote>old<br>more</blockquote>after", "new\n\n> old\n> more\n\nafter"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<a href='https://a.example/x'>here</a>", "here <https://a.example/x>"),
        ("<a href='https://www.a.example/'>a.example</a>", "a.example"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
        ("<a href='mailto:a@b.example?subject=x'>Ann</a>", "Ann <a@b.example>"),
        ("<a href='javascript:x'>x</a><a href='#top'>y</a>", "xy"),
        ("<a href='https://a.example'><img src=cid:x alt='Logo'></a>", "[Logo] <https://a.example>"),
        ("<head><title>t</title><style>p{}</style></head><script>x</script>a", "a"),
        ("<!--[if mso]>office<![endif]-->a<![if !mso]>b<![endif]>", "ab"),
        ("a<hr>b", "a\n---\nb"),
        ("&lt;b&gt; &amp; &euro; &#8211;", "<b> & € –"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("<div style='DISPLAY : none'>x</div><div hidden>y</div><p>z</p>", "z"),
        ("<div style='display:none'>only</div>", "only"),
        ("<svg><text>drawn</text></svg>a", "a"),
        ("<textarea>typed</textarea>", "typed"),
    ],
)
def test_text_as_a_reader_sees_it(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_text_at_any_depth_is_found() -> None:
    assert html_to_text("<div>" * 2_000 + "deep" + "</div>" * 2_000) == "deep"
