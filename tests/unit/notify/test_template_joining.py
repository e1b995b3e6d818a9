"""A template joined with its layout and parts says what Jinja would have it say."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailgate.errors import ConfigurationError
from mailgate.model.outbound import OutboundKind
from mailgate.notify.samples import samples
from mailgate.notify.templates import Templates, shipped_templates

ACK = OutboundKind.ACKNOWLEDGEMENT


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "mail" / "acknowledgement").mkdir(parents=True)
    (tmp_path / "mail" / "parts").mkdir()
    return tmp_path


def with_own(own: Path, source: str, name: str) -> Templates:
    path = own / "mail" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(source, "utf-8")
    return Templates.load(shipped_templates(), own)


_LAYOUT = (
    "<{% block body %}old {{ ref }}{% endblock %}|{% block footer %}{% set word = 'foot' %}{{ word }}{% endblock %}>"
)


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        pytest.param("{{ queue_name }}", "Support", id="alone"),
        pytest.param('{% extends "layout.html" %}{% block body %}new{% endblock %}', "<new|foot>", id="layout"),
        pytest.param('{% extends "layout.html" %}lost{% block footer %}{% endblock %}', "<old R|>", id="outside"),
        pytest.param(
            '{% set word = "mine" %}{% extends "layout.html" %}{% block body %}{{ word }}{% endblock %}',
            "<mine|foot>",
            id="set outside",
        ),
        pytest.param(
            '{% extends "layout.html" %}{% block body %}{% block more %}in{% endblock %}side{% endblock %}',
            "<inside|foot>",
            id="block in a block",
        ),
    ],
)
def test_page_stands_in_its_layout(own, page, shown):
    sample = samples()[ACK][0] | {"ref": "R", "queue_name": "Support"}
    (own / "mail" / "layout.html").write_text(_LAYOUT, "utf-8")
    assert with_own(own, page, "acknowledgement/body.html").render(ACK, sample).html == shown


def test_word_set_in_a_part_is_not_known_behind_it(own):
    part, page = (
        "{% set name = 'of the part' %}{{ name }}",
        '{% set name = "mine" %}{% include "parts/words.txt" %} {{ name }}',
    )
    (own / "mail" / "parts" / "words.txt").write_text(part, "utf-8")
    notice = OutboundKind.CUSTOMER_NOTICE
    assert (
        with_own(own, page, "customer_notice/body.txt").render(notice, samples()[notice][0]).text == "of the part mine"
    )


def test_fault_in_a_part_is_told_with_the_file_of_the_part(own):
    (own / "mail" / "parts" / "words.txt").write_text("fine\n{{ subject + 1 }}", "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        Templates.load(shipped_templates(), own)
    assert all(f"{own / 'mail' / 'parts' / 'words.txt'}:2:" in finding for finding in caught.value.findings)
