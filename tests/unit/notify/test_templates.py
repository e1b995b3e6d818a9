"""Templates: found out at start, harmless at run time, and values stay values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markupsafe import Markup

from mailgate.errors import ConfigurationError
from mailgate.model.outbound import OutboundKind
from mailgate.notify.samples import samples
from mailgate.notify.templates import OUTPUT_LIMIT, TemplateFailed, Templates, shipped_templates

ACK = OutboundKind.ACKNOWLEDGEMENT


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "mail" / "acknowledgement").mkdir(parents=True)
    return tmp_path


def with_own(own: Path, source: str, name: str = "acknowledgement/body.txt") -> Templates:
    path = own / "mail" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(source, "utf-8")
    return Templates.load(shipped_templates(), own)


def refusal(own: Path, source: str, name: str = "acknowledgement/body.txt") -> str:
    """The one finding, with the path before it cut off."""
    with pytest.raises(ConfigurationError) as caught:
        with_own(own, source, name)
    (finding,) = caught.value.findings
    return finding.removeprefix(f"{own / 'mail' / name}:")


@pytest.mark.parametrize("kind", OutboundKind)
def test_every_kind_says_something_with_much_and_with_little(templates: Templates, kind: OutboundKind) -> None:
    for context in samples()[kind]:
        words = templates.render(kind, context)
        assert words.subject.strip()
        assert len(words.text) > 20
        assert "<div" in words.html


@pytest.mark.parametrize("kind", OutboundKind)
def test_every_mail_carries_its_reference_in_both_bodies(templates: Templates, kind: OutboundKind) -> None:
    words = templates.render(kind, samples()[kind][0])
    assert "[ref:full@desk.example]" in words.text
    assert "[ref:full@desk.example]" in words.html


@pytest.mark.parametrize("kind", OutboundKind)
def test_no_line_of_plain_text_ends_in_a_space(templates: Templates, kind: OutboundKind) -> None:
    """It would be sent as ``=20``, and a space at the end means flowing text to some clients (RFC 3676)."""
    for context in samples()[kind]:
        lines = templates.render(kind, context).text.splitlines()
        assert [line for line in lines if line != line.rstrip() and line != "-- "] == []


@pytest.mark.parametrize("kind", OutboundKind)
def test_pages_fetch_nothing_and_run_nothing(templates: Templates, kind: OutboundKind) -> None:
    # A picture that the mail itself carries is not fetched.
    page = re.sub(r'<img src="cid:[^"]*"', "", templates.render(kind, samples()[kind][0]).html)
    assert not re.search(r"<(?:script|link|img|iframe|object|form)|\b(?:src|background)=|url\(|@import", page)
    # To a page of our own.
    assert set(re.findall(r'href="([a-z]+):', page)) <= {"mailto", "https"}


@pytest.mark.parametrize("kind", OutboundKind)
def test_pages_leave_colours_of_text_and_ground_to_the_reader(templates: Templates, kind: OutboundKind) -> None:
    """What sets only one of the two is unreadable in dark mode; what is set here is legible on both."""
    page = templates.render(kind, samples()[kind][0]).html
    assert 'name="color-scheme" content="light dark"' in page
    assert "background" not in page
    assert set(re.findall(r"(?<!-)color:(#\w+)", page)) <= {"#808080", "#d1453b"}


@pytest.mark.parametrize("kind", OutboundKind)
def test_every_element_is_closed(templates: Templates, kind: OutboundKind) -> None:
    for context in samples()[kind]:
        page = templates.render(kind, context).html
        for name in ("div", "p", "table", "tr", "td", "strong", "span", "a", "ul", "li", "details", "body", "html"):
            assert len(re.findall(rf"<{name}[ >]", page)) == page.count(f"</{name}>"), name


def test_values_are_never_templates(templates: Templates) -> None:
    """T-39."""
    context = samples()[OutboundKind.NEW_TICKET_NOTICE][0] | {
        "subject": "{{ 7*7 }}",
        "words": "{% for x in y %}{{ 1 }}",
    }
    words = templates.render(OutboundKind.NEW_TICKET_NOTICE, context)
    assert words.subject.startswith("{{ 7*7 }}")
    assert "{% for x in y %}{{ 1 }}" in words.text
    assert "{% for x in y %}{{ 1 }}" in words.html


def test_html_of_a_customer_is_shown_as_text(templates: Templates) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=y>\n\"quoted\" & 'more'"
    context = samples()[OutboundKind.CUSTOMER_NOTICE][0]
    for name in ("words", "earlier", "subject", "customer_name", "customer_address", "tags", "team"):
        page = templates.render(OutboundKind.CUSTOMER_NOTICE, context | {name: hostile}).html
        assert "<script>" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page


def test_lines_of_a_customer_stay_lines_in_the_page(templates: Templates) -> None:
    context = samples()[OutboundKind.NOTE_NOTICE][0] | {"words": "one\ntwo"}
    assert "one<br>\ntwo" in templates.render(OutboundKind.NOTE_NOTICE, context).html


def test_own_file_wins_and_the_others_stay(own: Path, templates: Templates) -> None:
    words = with_own(own, "We got {{ number }}.").render(ACK, samples()[ACK][0])
    shipped = templates.render(ACK, samples()[ACK][0])
    assert words.text == "We got 2026-11-00042."
    assert (words.subject, words.html) == (shipped.subject, shipped.html)


def test_own_layout_goes_around_every_page(own: Path) -> None:
    layout = "<html>ACME {% block body %}{% endblock %}{% block footer %}{% endblock %}</html>"
    loaded = with_own(own, layout, "layout.html")
    for kind, contexts in samples().items():
        assert loaded.render(kind, contexts[0]).html.startswith("<html>ACME ")


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ("Hello\n{{ custommer }}", "2: no such value: custommer"),
        ("Hello\n\n{% if number %}", "3: Unexpected end of template"),
        ("{{ subject }}", "1: no such value: subject"),
        ("\n{{ customer_name }}", "2: no such value: customer_name"),
        ("{{ number.first }}", "1: 'str object' has no attribute 'first'"),
        ("x\n{{ number + 1 }}", "2: can only concatenate str"),
        ("x\n{{ number.upper }}", "2: only text and numbers can be shown"),
        ("{% extends 'other.html' %}", "1: not available in mail templates: a layout other than layout.html"),
        ("{% include 'reply/body.txt' %}", "1: not available in mail templates: an include of anything but parts"),
        ("{{ number|nosuch }}", "1: not available in mail templates: filter nosuch"),
        ("x" * 70_000, "1: longer than 65536 characters"),
    ],
)
def test_mistake_is_found_at_start_with_its_line(own: Path, source: str, finding: str) -> None:
    assert refusal(own, source).startswith(finding)


def test_misnamed_file_is_found_at_start(own: Path) -> None:
    assert refusal(own, "Hello", "acknowledgment/body.txt") == "1: no mail uses a template of this name"


def test_file_that_is_not_utf_8_is_found_at_start(own: Path) -> None:
    path = own / "mail" / "acknowledgement" / "body.txt"
    path.write_bytes(b"Gr\xfc\xdfe")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Templates.load(shipped_templates(), own)


def test_folder_that_is_not_there_is_found_at_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such folder"):
        Templates.load(shipped_templates(), tmp_path / "templates")


def test_all_mistakes_are_reported_at_once(own: Path) -> None:
    (own / "mail" / "acknowledgement" / "body.txt").write_text("{{ one }}\n{{ two }}")
    (own / "mail" / "layout.html").write_text("{{ three }}")
    with pytest.raises(ConfigurationError) as caught:
        Templates.load(shipped_templates(), own)
    assert len(caught.value.findings) == 3


def test_shipped_templates_stand_what_an_operators_own_must_stand() -> None:
    Templates.load(shipped_templates(), shipped_templates())


def test_missing_shipped_template_is_found_at_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"layout\.html:1: cannot be read"):
        Templates.load(tmp_path)


def test_acknowledgement_may_name_the_subject_in_its_subject_alone(own: Path) -> None:
    """T-30: an operator cannot make us repeat a stranger's words by accident."""
    loaded = with_own(own, "{{ subject }}!", "acknowledgement/subject.txt")
    assert loaded.render(ACK, samples()[ACK][0]).subject == "Fire!"
    assert refusal(own, "{{ subject }}", "acknowledgement/body.html") == "1: no such value: subject"


ESCAPES = [
    *("{{ ''.__class__.__mro__ }}", "{{ ''['__class__'] }}", "{{ number|attr('__class__') }}", "{{ [].__class__ }}"),
    *("{{ self.__init__ }}", "{{ loop }}", "{{ range }}", "{{ range.__class__ }}", "{{ cycler }}", "{{ lipsum() }}"),
    *("{{ cycler.__init__.__globals__ }}", "{{ joiner() }}", "{{ namespace() }}", "{{ dict(a=1) }}", "{{ config }}"),
    *("{{ '%s'.format(number) }}", "{{ '{0.__class__}'.format(1) }}", "{{ '%c'|format(1) }}", "{{ number.format }}"),
    *("{{ '{.__class__}'.format_map }}", "{% set f = ''.format %}{{ f }}", "{{ (1).__class__ }}", "{{ ().__class__ }}"),
    *("{{ number.upper() }}", "{{ number.encode() }}", "{{ number.__add__ }}", "{{ number['upper'] }}", "{{ (1, 2) }}"),
    *("{{ [number] }}", "{{ {'a': 1} }}", "{{ none }}", "{{ 1.5 }}", "{{ number|map('upper')|list }}", "{{ 2 ** 99 }}"),
    *("{{ 'x' * 10**9 }}", "{{ '%1000000000d' % 1 }}", "{{ 'x'|center(10**9) }}", "{{ 'x'.ljust(10**9) }}"),
    *("{{ 'x'|indent(10**9) }}", "{{ 'x'|replace('x', 'xx') }}", "{{ 'x'|wordwrap(1) }}", "{{ 'a' ~ 'b' }}"),
    *("{% import 'layout.html' as x %}", "{% from 'layout.html' import y %}", "{% include number %}"),
    *(
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% call range() %}{% endcall %}",
        "{% filter upper %}{% endfilter %}",
    ),
    *(
        "{% set x %}y{% endset %}",
        "{% set x = number %}",
        "{% set x = number if 1 else 2 %}",
        "{% with a = 1 %}{% endwith %}",
    ),
    *("{% autoescape false %}{{ number }}{% endautoescape %}", "{{ number|safe }}", "{% do 1 %}", "{% debug %}"),
    *(
        "{% for a in range(9) %}{% for b in range(9) %}{% endfor %}{% endfor %}",
        "{% for a in number recursive %}{% endfor %}",
    ),
    *("{% for i in range(10**9) %}x{% endfor %}", "{% for i in range(1001) %}x{% endfor %}", "{{ range(5).count }}"),
    *("{% for i in range(9) %}{% include 'parts/words.txt' %}{% endfor %}", "{{ caller() }}", "{{ super() }}"),
    *("{% for i in range(9) %}{{ loop.__class__ }}{% endfor %}", "{% for i in range(9) %}{{ loop }}{% endfor %}"),
    *(
        "{% for i in range(9) %}{{ loop.cycle }}{% endfor %}",
        "{{ request }}",
        "{{ ''.join.__self__ }}",
        "{{ ref.__doc__ }}",
    ),
]


@pytest.mark.parametrize("source", ESCAPES)
def test_template_reaches_and_grows_nothing(own: Path, source: str) -> None:
    """T-38: refused when it is loaded, by the language, the sandbox or the samples."""
    with pytest.raises(ConfigurationError):
        with_own(own, source)


def test_more_than_ten_loops_are_refused(own: Path) -> None:
    assert refusal(own, "{% for i in range(2) %}{% endfor %}\n" * 11) == "11: more than 10 loops"


def test_output_is_bounded(own: Path) -> None:
    source = "{% for i in range(1000) %}" + "x" * (OUTPUT_LIMIT // 1000) + "{% endfor %}"
    assert len(with_own(own, source).render(ACK, samples()[ACK][0]).text) == OUTPUT_LIMIT // 1000 * 1000
    assert "the output is too long" in refusal(own, source + source)


def test_long_value_is_not_held_against_the_template(templates: Templates) -> None:
    context = samples()[OutboundKind.REPLY][0] | {"words": "x" * 2 * OUTPUT_LIMIT}
    assert len(templates.render(OutboundKind.REPLY, context).text) > 2 * OUTPUT_LIMIT


def test_own_template_that_fails_on_these_values_gives_way_to_the_shipped_one(own: Path, templates: Templates) -> None:
    source = "{% if number == 'odd' %}{{ number + 1 }}{% endif %}"
    loaded = with_own(own, source)
    context = samples()[ACK][0] | {"number": "odd"}
    words = loaded.render(ACK, context)
    assert words.text == templates.render(ACK, context).text
    assert words.failure.startswith("acknowledgement: can only concatenate")


def test_failing_shipped_template_is_an_error(templates: Templates) -> None:
    with pytest.raises(TemplateFailed, match="acknowledgement: 'ref' is undefined"):
        templates.render(ACK, {"number": "1", "tag": "x", "queue_name": "x", "echo_subject": False, "subject": ""})


@pytest.mark.parametrize("value", [None, 1.5, b"x", object(), ("a",), {"a"}, OutboundKind.REPLY])
def test_only_plain_values_are_taken(templates: Templates, value: object) -> None:
    with pytest.raises(TypeError, match="status is not a plain value"):
        templates.render(ACK, samples()[ACK][0] | {"status": value})


def test_only_the_words_of_a_reply_are_markup() -> None:
    marked = {
        (kind, name)
        for kind, contexts in samples().items()
        for context in contexts
        for name, value in context.items()
        if isinstance(value, Markup)
    }
    assert marked == {(OutboundKind.REPLY, "words_html")}
