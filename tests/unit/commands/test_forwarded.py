"""Forwarded mails as their clients write them; the situations are described, no mail is anybody's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailgate.commands.forward_fields import FIELD_OF
from mailgate.commands.forwarded import attached, forwarded
from mailgate.model.message import Author, Headers, Message

GMAIL = """Please take this.

---------- Forwarded message ---------
From: Cora Client <cora@customers.test>
Date: Fri, 20 Nov 2026 at 10:00
Subject: Printer on fire
To: Ann <ann@agents.test>


It burns.

Cora
"""
GMAIL_GERMAN = (
    GMAIL.replace("Forwarded message", "Weitergeleitete Nachricht").replace("From:", "Von:").replace("Date:", "Datum:")
)
APPLE = """Please take this.

Begin forwarded message:

> From: "Cora Client" <cora@customers.test>
> Subject: Printer on fire
> Date: 20 November 2026 at 10:00:00 CET
> To: ann@agents.test
>
> It burns.
>
> Cora
"""
THUNDERBIRD = """Please take this.


-------- Forwarded Message --------
Subject: \tPrinter on fire
Date: \tFri, 20 Nov 2026 10:00:00 +0100
From: \tCora Client <cora@customers.test>
To: \tann@agents.test



It burns.

Cora
"""


def _outlook(sender: str, sent: str, to: str, subject: str, *, rule: str = "_" * 32) -> str:
    return f"""Please take this.

{rule}
{sender}: Cora Client <cora@customers.test>
{sent}: 20. 11. 2026 10:00
{to}: Ann <ann@agents.test>; Somebody With A Long Name
 <somebody@agents.test>
{subject}: Printer on fire

It burns.

Cora
"""


OUTLOOK = {
    "en": _outlook("From", "Sent", "To", "Subject"),
    "en, plain": _outlook("From", "Sent", "To", "Subject", rule="-----Original Message-----"),
    "en, bold": _outlook("*From:*", "*Sent:*", "*To:*", "*Subject:*").replace(":*:", ":*"),
    "en, old": _outlook("From", "Sent", "To", "Subject")
    .replace("<cora@", "[mailto:cora@")
    .replace("s.test>\nS", "s.test]\nS"),
    "de": _outlook("Von", "Gesendet", "An", "Betreff"),
    "fr": _outlook("De\u00a0", "Envoy\u00e9\u00a0", "\u00c0\u00a0", "Objet\u00a0"),
    "es": _outlook("De", "Enviado", "Para", "Asunto"),
    "it": _outlook("Da", "Inviato", "A", "Oggetto"),
    "nl": _outlook("Van", "Verzonden", "Aan", "Onderwerp"),
    "pt": _outlook("De", "Enviado", "Para", "Assunto"),
    "pl": _outlook("Od", "Wys\u0142ano", "Do", "Temat"),
    "sv": _outlook("Fr\u00e5n", "Skickat", "Till", "\u00c4mne"),
    "da": _outlook("Fra", "Sendt", "Til", "Emne"),
    "fi": _outlook("L\u00e4hett\u00e4j\u00e4", "L\u00e4hetetty", "Vastaanottaja", "Aihe"),
    "cs": _outlook("Od", "Odesl\u00e1no", "Komu", "P\u0159edm\u011bt"),
    "tr": _outlook("Kimden", "G\u00f6nderildi", "Kime", "Konu"),
    "ru": _outlook(
        "\u041e\u0442",
        "\u041e\u0442\u043f\u0440\u0430\u0432\u043b\u0435\u043d\u043e",
        "\u041a\u043e\u043c\u0443",
        "\u0422\u0435\u043c\u0430",
    ),
    "ja": _outlook("\u5dee\u51fa\u4eba", "\u9001\u4fe1\u65e5\u6642", "\u5b9b\u5148", "\u4ef6\u540d"),
    "zh": _outlook("\u53d1\u4ef6\u4eba", "\u53d1\u9001\u65f6\u95f4", "\u6536\u4ef6\u4eba", "\u4e3b\u9898"),
}
CLIENTS = {"gmail": GMAIL, "gmail, de": GMAIL_GERMAN, "apple": APPLE, "thunderbird": THUNDERBIRD} | {
    f"outlook, {language}": text for language, text in OUTLOOK.items()
}


@pytest.mark.parametrize("text", CLIENTS.values(), ids=CLIENTS)
def test_the_original_author_and_words_come_out(text):
    found = forwarded(text)
    assert (found.address, found.name) == ("cora@customers.test", "Cora Client")
    assert found.subject == "Printer on fire"
    assert found.date
    assert found.body == "It burns.\n\nCora"
    assert found.above == "Please take this."


@pytest.mark.parametrize("text", CLIENTS.values(), ids=CLIENTS)
def test_windows_line_ends_change_nothing(text):
    assert forwarded(text.replace("\n", "\r\n")) == forwarded(text)


def test_of_several_mails_the_outermost_counts_and_the_rest_is_its_body():
    inner = "From: Eve <eve@elsewhere.test>\nDate: yesterday\nSubject: Old\n\nOld words."
    found = forwarded(GMAIL.replace("It burns.", f"See below.\n\n{inner}"))
    assert found.address == "cora@customers.test"
    assert "eve@elsewhere.test" in found.body


def test_an_author_without_an_address_is_nobody():
    assert forwarded(GMAIL.replace(" <cora@customers.test>", "")) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello Cora,\n\nall is well.",
        "From: cora@customers.test",
        "From: Cora <cora@customers.test>\nTo: you\n\nA letter.",
        "On Fri, 20 Nov 2026, Cora <cora@customers.test> wrote:\n> It burns.",
        "From: one point of view\nDate: it is late\nSubject: none",
    ],
)
def test_prose_is_no_forwarded_mail(text):
    assert forwarded(text) is None


def test_no_field_name_means_two_things():
    assert len(FIELD_OF) > 100
    assert all(name == name.casefold().strip() for name in FIELD_OF)


def test_a_mail_attached_whole_speaks_for_itself():
    message = Message(
        headers=Headers(),
        author=Author(address="Cora@customers.test", name="Cora", clean=True),
        subject="Printer on fire",
        date=None,
        text="It burns.\n",
        message_id="one@customers.test",
    )
    found = attached(message, "#customer")
    assert (found.address, found.body, found.message_id) == ("cora@customers.test", "It burns.", "one@customers.test")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from([*GMAIL.split("\n"), "> ", "From:", "Von: x"]), st.text(max_size=60))).map(
        "\n".join
    )
)
def test_any_text_is_a_forwarded_mail_or_none(text):
    found = forwarded(text)
    assert found is None or "@" in found.address
