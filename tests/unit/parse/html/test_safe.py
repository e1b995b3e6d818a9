from __future__ import annotations

import random

import pytest
from selectolax.lexbor import LexborHTMLParser

from mailgate.parse.html.safe import safe_html
from mailgate.parse.html.tags import SAFE, SAFE_ATTRIBUTES

VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`javascript:alert(1)`>",
    "<img src='https://track.example/p.gif'>",
    "<img srcset='https://track.example/p.gif 2x' src=cid:a>",
    "<img src='  cid:a'>",
    "<img src='CID:a'>",
    "<img src=data:text/html;base64,PHNjcmlwdD4=>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='/local'>x</a>",
    "<a href='https://ok.example' onclick=alert(1) target=_top style='position:fixed' id=x class=y>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math><mi><mglyph><svg><mtext><textarea><path id='</textarea><img onerror=alert(1) src=1>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>@import 'https://track.example/x.css'</style>",
    "<div style='background:url(https://track.example/x)'>x</div>",
    "<title><a href='</title><img src=x onerror=alert(1)>'></title>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<iframe src=https://track.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x.swf><embed src=x.swf></object>",
    "<form action=https://evil.example><input name=password><button>go</button></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://track.example/x.css>",
    "<video poster=https://track.example/x><source src=https://track.example/y></video>",
    "<audio src=https://track.example/x autoplay>",
    "<table background=https://track.example/x><td background=https://track.example/y>x</table>",
    "<body background=https://track.example/x onload=alert(1)>x",
    "<input type=image src=https://track.example/x>",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<!--[if gte mso 9]><script>alert(1)</script><![endif]-->",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<a title='\"><script>alert(1)</script>'>x</a>",
    '<a title="`><img src=x onerror=alert(1)>">x</a>',
    "<select><option><style></select><img src=x onerror=alert(1)></style></select>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex action=javascript:alert(1) type=image>",
    "<p\x00 onclick=alert(1)>x</p>",
    "<im\x00g src=x onerror=alert(1)>",
    '<a href="https://ok.example/?x=\'onclick=alert(1)//">x</a>',
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<<script>alert(1)//<</script>",
    "<q cite=https://track.example/x>x</q>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<font color='\"><script>'>x</font>",
]


@pytest.mark.parametrize("html", VECTORS)
def test_only_what_is_listed_remains(html: str) -> None:
    clean = safe_html(html)

    for node in LexborHTMLParser(f"<body>{clean}</body>").body.traverse():
        if node.tag == "body":
            continue
        assert node.tag in SAFE
        assert set(node.attributes) <= SAFE_ATTRIBUTES.get(node.tag, set()) | SAFE_ATTRIBUTES["*"] | {"rel"}
        for name in ("href", "src"):
            address = (node.attributes.get(name) or "").strip().lower()
            assert address == "" or address.startswith(
                ("cid:",) if name == "src" else ("https:", "http:", "mailto:", "tel:", "cid:")
            )


@pytest.mark.parametrize("html", VECTORS)
def test_vectors_are_stable(html: str) -> None:
    assert safe_html(safe_html(html)) == safe_html(html)


def test_ordinary_mail_keeps_its_form() -> None:
    html = '<p>Hi <b>there</b><br><img src="cid:a@b" alt="x"></p><ul><li>one</li></ul><blockquote>old</blockquote>'

    assert safe_html(html) == html


def test_links_do_not_tell_where_they_were() -> None:
    assert (
        safe_html('<a href="https://a.example">x</a>') == '<a href="https://a.example" rel="noopener noreferrer">x</a>'
    )


def test_line_end_at_the_start_of_preformatted_text_survives() -> None:
    assert safe_html("<pre>\n\nx</pre>") == "<pre>\n\nx</pre>"


@pytest.mark.parametrize("seed", range(4))
def test_misnested_markup_is_stable(seed: int) -> None:
    tags = [
        *sorted(SAFE),
        "form",
        "svg",
        "math",
        "o:p",
        "section",
        "option",
        "button",
        "nobr",
        "template",
        "body",
        "style",
    ]

    for number in range(1_000):
        draw = random.Random(f"{seed}:{number}")
        pool = draw.sample(tags, draw.choice((2, 3, 5, 8)))
        html = "".join(piece(draw, draw.choice(pool)) for _ in range(draw.randint(2, 14)))
        assert safe_html(safe_html(html)) == safe_html(html), html


def piece(draw: random.Random, tag: str) -> str:
    opening = (f"<{tag}>", f"<{tag}>", f'<{tag} title="x&quot;<b>" href="http://x.example">', f"<{tag} ")
    return draw.choice((*opening, f"</{tag}>", "text", "\n", "&lt;b&gt;", "<!-- c -->"))
