"""Header fields repeated above a quote, by language and client."""

from __future__ import annotations

import pytest

from mailgate.model.message import SegmentKind
from mailgate.parse.quotes.field_block import find_block
from mailgate.parse.quotes.lines import split_lines
from mailgate.parse.quotes.segments import segment_text

#: Language and the names of sender, date, recipient and subject as Outlook shows them there.
OUTLOOK = [
    ("en", "From", "Sent", "To", "Subject"),
    ("de", "Von", "Gesendet", "An", "Betreff: P"),
    ("fr", "De", "Envoyé", "À", "Objet"),
    ("es", "De", "Enviado el", "Para", "Asunto"),
    ("it", "Da", "Inviato", "A", "Oggetto"),
    ("pt", "De", "Enviada em", "Para", "Assunto"),
    ("nl", "Van", "Verzonden", "Aan", "Onderwerp"),
    ("sv", "Från", "Skickat", "Till", "Ämne"),
    ("da", "Fra", "Sendt", "Til", "Emne"),
    ("fi", "Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    ("pl", "Od", "Wysłano", "Do", "Temat"),
    ("cs", "Od", "Odesláno", "Komu", "Předmět"),
    ("sk", "Od", "Odoslané", "Komu", "Predmet"),
    ("hu", "Feladó", "Elküldve", "Címzett", "Tárgy"),
    ("ro", "De la", "Trimis", "Către", "Subiect"),
    ("bg", "От", "Изпратено", "До", "Относно"),
    ("hr", "Od", "Poslano", "Za", "Predmet"),
    ("sl", "Od", "Poslano", "Za", "Zadeva"),
    ("ru", "От", "Отправлено", "Кому", "Тема"),
    ("uk", "Від", "Надіслано", "Кому", "Тема"),
    ("el", "Από", "Στάλθηκε", "Προς", "Θέμα"),
    ("tr", "Kimden", "Gönderildi", "Kime", "Konu"),
    ("et", "Saatja", "Saadetud", "Adressaat", "Teema"),
    ("lv", "No", "Nosūtīts", "Kam", "Tēma"),
    ("lt", "Nuo", "Išsiųsta", "Kam", "Tema"),
    ("ja", "差出人", "送信日時", "宛先", "件名"),
    ("zh", "发件人", "发送时间", "收件人", "主题"),
    ("zh", "寄件者", "寄件日期", "收件者", "主旨"),
    ("ko", "보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    ("he", "מאת", "נשלח", "אל", "נושא"),
    ("ar", "من", "تم الإرسال", "إلى", "الموضوع"),
    ("th", "จาก", "ส่งเมื่อ", "ถึง", "เรื่อง"),
    ("vi", "Từ", "Đã gửi", "Đến", "Chủ đề"),
    ("ca", "De", "Enviat el", "Per a", "Assumpte"),
]
#: How clients set the four fields.
SHAPES = {
    "outlook": "{0}: Ann Lee <ann@example.com>\n{1}: 16.11.2026 09:41\n{2}: Desk\n{3}: Parcel",
    "outlook 2010": "{0}: Ann Lee [mailto:ann@example.com]\n{1}: 16.11.2026 09:41\n{2}: Desk\n{3}: Parcel",
    "gmail of outlook": "*{0}:* Ann Lee <ann@example.com>\n*{1}:* 16.11.2026 09:41\n*{2}:* Desk\n*{3}:* Parcel",
    "below a rule": "________________\n{0}: Ann Lee <ann@example.com>\n{1}: 16.11.2026\n{2}: Desk\n{3}: Parcel",
    "without addresses": "{0}: Ann Lee\n{1}: 16.11.2026 09:41\n{2}: Desk\n{3}: Parcel",
    "space before the colon": "{0} : Ann Lee <ann@example.com>\n{1} : 16.11.2026\n{2} : Desk\n{3} : Parcel",
    "full-width colon": "{0}：Ann Lee <ann@example.com>\n{1}：2026年11月16日 09:41\n{2}：Desk\n{3}：Parcel",
    "indented": "      {0}: Ann Lee <ann@example.com>\n {2}: Desk\n {1}: 16.11.2026\n {3}: Parcel",
    "blank lines between": "{0}: Ann Lee <ann@example.com>\n\n{1}: 16.11.2026\n\n{2}: Desk\n\n{3}: Parcel",
    "other order": '{1}: 16.11.2026 09:41\n{0}: "Ann Lee" <ann@example.com>\n{2}: Desk\n{3}: Parcel',
}


def new_text(text: str) -> str:
    segments, _ = segment_text(text)
    return "".join(text[part.start : part.end] for part in segments if part.kind is SegmentKind.NEW).strip()


@pytest.mark.parametrize("names", OUTLOOK, ids=[f"{names[0]}-{names[1]}" for names in OUTLOOK])
@pytest.mark.parametrize("shape", SHAPES)
def test_text_below_a_header_block_is_quoted(shape: str, names: tuple[str, ...]) -> None:
    block = SHAPES[shape].format(*names[1:])
    assert new_text(f"It arrived.\n\n{block}\n\nDid it arrive?\n\nAnn\n") == "It arrived."


@pytest.mark.parametrize(
    "block",
    [
        "From: Ann <ann@example.com>\nDate: Monday, 16 November 2026 at 09:41\nTo: <d@example.com>\nSubject: Re",
        "Date: Mon, 16 Nov 2026 09:41:10 +0400\nSubject: Parcel\nFrom: ann@example.com\nTo: desk@example.com",
        'Gesendet: Montag, 16. November 2026 um 09:41\nVon: "Ann Lee" <ann@example.com>\nAn: d@example.com\nBetreff: P',
        'Message du : 16/11/2026 09:41\nDe : "Ann" <ann@example.com>\nA : desk@example.com\nCopie à : \nSujet : Parcel',
        "Od: Ann Lee <ann@example.com>\nKomu: desk@example.com\nDatum: 16. 11. 2026 9:41:10\nPředmět: Re: Parcel",
        "De: ann@example.com\nEnviada: 2026/11/16 09:41:10\nPara: desk@example.com\nAssunto: Parcel",
        "From: Ann Lee <ann@example.com> Sent: Monday, 16 November 2026 To: desk@example.com Subject: Parcel",
        "From: Ann Lee <ann@example.com>\nSent: 16 November 2026\nTo: Desk <d@example.com>; Bob"
        " <\nbob@example.com>;\n"
        "<kim@example.com>\nSubject: A subject that is so long that it was\nwrapped",
        "发件人：Ann <ann@example.com>\n发送时间：2026年11月16日 09:41\n收件人：desk <d@example.com>\n主　题：Parcel",
    ],
)
def test_block_of_another_client_is_known(block: str) -> None:
    assert new_text(f"It arrived.\n\n{block}\n\nDid it arrive?\n") == "It arrived."


@pytest.mark.parametrize(
    "words",
    [
        "From: Berlin\nTo: Paris\nDate: 3 May",
        "Von: Berlin\nAn: Hamburg\nDatum: 3. Mai",
        "Subject: maths\nTo: whom it may concern",
        "Name: Ann\nSize: 4\nColour: red\nDate: 3 May",
        "To: do\nFrom: now on",
    ],
)
def test_list_that_resembles_a_header_block_is_new(words: str) -> None:
    text = f"I want a ticket:\n\n{words}\n\nCan you book that"
    assert new_text(text) == text


@pytest.mark.parametrize(("sender", "date", "to", "subject"), sorted({row[1:] for row in OUTLOOK}))
def test_languages_of_a_block_come_in_the_same_order_in_every_process(
    sender: str, date: str, to: str, subject: str
) -> None:
    block = f"{sender}: Ann <a@example.com>\n{date}: 16.11.2026 09:41\n{to}: Bo\n{subject}: x\n"

    found = find_block(split_lines(block), 0)

    assert found is not None
    assert list(found.languages) == sorted(found.languages, key=lambda code: (code != "en", code))
