"""Subjects: one ``Re:`` and one tag, in any language."""

from __future__ import annotations

import pytest

from mailgate.notify.subjects import clean_subject, reply_subject, ticket_tag, with_tag


@pytest.mark.parametrize(
    "prefix",
    [
        *("Re:", "RE:", "re :", "Re[2]:", "Re (3):", "Re^2:", "Fwd:", "FW:", "Re: Re: RE:", "Re:Fwd:AW:"),
        *("AW:", "WG:", "Antw:", "Antw.:", "Doorst:", "SV:", "Svar:", "VS:", "VB:", "VL:", "VST:"),
        *("Rép :", "RÉF:", "TR :", "RV:", "RES:", "ENC:", "R:", "RIF:", "I:", "Odp:", "PD:", "YNT:", "İLT:", "ilt:"),
        *("Vá:", "Továbbítás:", "BLS:", "TRS:", "Atb.:", "ΑΠ:", "ΣΧΕΤ:", "На:", "Отв:", "Ответ:", "Відп:"),
        *("回复：", "答复:", "转发：", "回覆:", "返信:", "회신:", "전달:", "رد:", "إعادة توجيه:", "השב:", "תשובה:"),
        *("ตอบกลับ:", "Trả lời:", "Sv: Re: [#2026-11-00042] Aw:"),
    ],
)
def test_prefix_of_any_language_is_dropped(prefix: str) -> None:
    assert clean_subject(f"{prefix} Printer on fire") == "Printer on fire"


@pytest.mark.parametrize(
    "subject",
    [
        *("Printer on fire", "Regarding: printer", "Rent: April", "React: question", "RE-42 broken", "Re", "Forward"),
        *("Trunk: cable", "[EXT] Re: hello", "#42", "[#42]", "Wgs: map", "1: one"),
    ],
)
def test_words_of_the_subject_are_kept(subject: str) -> None:
    assert clean_subject(subject) == subject


@pytest.mark.parametrize(
    "subject",
    [
        "[#2026-11-00042] Re: Printer on fire",
        "Re: Printer on fire [#2026-11-00042]",
        "Re: [#2026-11-00042] Printer [#2025-01-123456] on fire",
        "Re: Printer\r\n on fire",
    ],
)
def test_reply_has_one_prefix_and_one_tag(subject: str) -> None:
    assert reply_subject(subject, "2026-11-00042") == "Re: Printer on fire [#2026-11-00042]"


def test_tag_survives_a_subject_of_any_length() -> None:
    assert reply_subject("x" * 5_000, "2026-11-00042").endswith("x [#2026-11-00042]")


def test_subject_of_prefixes_alone_is_empty() -> None:
    assert clean_subject("Re: AW: Fwd: [#2026-11-00042]") == ""


def test_tag_is_added_where_a_template_left_it_out() -> None:
    assert with_tag("News for you", "2026-11-00042") == "News for you [#2026-11-00042]"
    assert with_tag("[#2026-11-00042] News", "2026-11-00042") == "[#2026-11-00042] News"
    assert ticket_tag("2026-11-00042") == "[#2026-11-00042]"
