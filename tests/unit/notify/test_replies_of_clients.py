"""An agent answers our notice from the usual clients: the words arrive, and not a line of the notice."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from mailgate.model.desk import Agent, Queue
from mailgate.model.message import Message
from mailgate.model.ticket import Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.agent_reply import customer_words
from mailgate.notify.letter import Letter
from mailgate.notify.letters import Letters
from mailgate.parse.message import parse_message

ANN = Agent(email="ann@acme.test", name="Ann")
OWN = frozenset(("ann@acme.test", "bob@acme.test"))
SIGNATURE = "Ann Agent\nann@acme.test"
WROTE = "Kim Client via Acme Support <support@acme.test> wrote:"
HEADERS = {
    "outlook": ("From", "Sent", "To", "Subject"),
    "outlook german": ("Von", "Gesendet", "An", "Betreff"),
    "outlook french": ("De", "Envoyé", "À", "Objet"),
}


def quoted(letter: Letter) -> str:
    return "\n".join(f"> {line}".rstrip() for line in letter.text.split("\n"))


def page_of(letter: Letter) -> str:
    found = re.search(r"<body[^>]*>(.*)</body>", letter.html, re.DOTALL)
    assert found
    return found[1]


def gmail(letter: Letter) -> tuple[str, str]:
    text = f"Use *water*.\n\n-- \n{SIGNATURE}\n\nOn Sat, Nov 21, 2026 at 10:30 AM {WROTE}\n\n{quoted(letter)}"
    page = (
        '<div dir="ltr">Use <b>water</b>.<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span>'
        '<br><div class="gmail_signature">Ann Agent<br><a href="mailto:ann@acme.test">ann@acme.test</a></div></div><br>'
        f'<div class="gmail_quote"><div class="gmail_attr">On Sat, Nov 21, 2026 at 10:30 AM {WROTE}<br></div>'
        f'<blockquote class="gmail_quote">{page_of(letter)}</blockquote></div>'
    )
    return text, page


def outlook(letter: Letter, names: tuple[str, ...]) -> tuple[str, str]:
    values = ("Kim Client via Acme Support <support@acme.test>", "today", "Ann <ann@acme.test>", letter.subject)
    block = [f"{name}: {value}" for name, value in zip(names, values, strict=True)]
    text = "Use water.\n\n" + "\n".join(block) + f"\n\n{letter.text}"
    shown = "<br>".join(
        f"<b>{line}</b>".replace("<support", "&lt;support").replace("<ann", "&lt;ann") for line in block
    )
    page = (
        '<div class="WordSection1"><p class="MsoNormal">Use <b>water</b>.</p><p class="MsoNormal">&nbsp;</p>'
        f'<div><div style="border-top:solid #E1E1E1 1.0pt"><p>{shown}</p></div></div>{page_of(letter)}</div>'
    )
    return text, page


def apple(letter: Letter) -> tuple[str, str]:
    text = f"Use water.\n\n> On 21. Nov 2026, at 10:30, {WROTE}\n> \n{quoted(letter)}"
    page = (
        '<html><body>Use <b>water</b>.<br><div><br><blockquote type="cite">'
        f"<div>On 21. Nov 2026, at 10:30, {WROTE}</div>"
        f'<br class="Apple-interchange-newline"><div>{page_of(letter)}</div></blockquote></div></body></html>'
    )
    return text, page


def thunderbird(letter: Letter) -> tuple[str, str]:
    return f"Use water.\n\nOn 11/21/26 10:30, {WROTE}\n{quoted(letter)}\n-- \n{SIGNATURE}\n", ""


def below_the_quote(letter: Letter) -> tuple[str, str]:
    return f"On 11/21/26 10:30, {WROTE}\n{quoted(letter)}\n\nUse water.\n\n--\n{SIGNATURE}\n", ""


def no_mark_at_all(letter: Letter) -> tuple[str, str]:
    return f"Use water.\n\n{letter.text}", f"<p>Use <b>water</b>.</p>{page_of(letter)}"


def page_alone(letter: Letter) -> tuple[str, str]:
    return "", f"<p>Use <b>water</b>.</p><p>--<br>Ann Agent</p><hr>{page_of(letter)}"


CLIENTS: dict[str, Callable[[Letter], tuple[str, str]]] = {
    "gmail": gmail,
    **{name: lambda letter, names=names: outlook(letter, names) for name, names in HEADERS.items()},
    "apple": apple,
    "thunderbird": thunderbird,
    "below the quote": below_the_quote,
    "no mark at all": no_mark_at_all,
    "page alone": page_alone,
}


def sent(text: str, page: str) -> Message:
    mail = EmailMessage()
    mail["From"] = "Ann <ann@acme.test>"
    mail["To"] = "support+r-token@acme.test"
    mail["Subject"] = "Re: Printer on fire"
    if text:
        mail.set_content(text)
        if page:
            mail.add_alternative(page, subtype="html")
    else:
        mail.set_content(page, subtype="html")
    return parse_message(mail.as_bytes())


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_words_arrive_and_no_line_of_the_notice(
    letters: Letters,
    ticket: Ticket,
    queue: Queue,
    addressing: Addressing,
    message: Callable[..., Message],
    client: Callable[[Letter], tuple[str, str]],
) -> None:
    notice = letters.customer_notice(ticket, ANN, queue, message(quote="> Is it on?"), addressing)
    words = customer_words(sent(*client(notice)), ANN, queue, OWN)
    said, signature, _ = words.text.partition("\n\n-- \nAcme Support\nwe answer")
    assert (said.replace("*", ""), bool(signature)) == ("Use water.", True)
    assert re.match(r"(?:<[^>]+>)*Use (?:<b>)?water(?:</b>)?\.", words.html)
    for secret in ("Kim", "burns", "Assignee", "Ann", "ann@", "[ref", "+n-", "write above"):
        assert secret not in words.text + words.html


@pytest.mark.parametrize("name", ["gmail", "outlook", "outlook german", "apple", "no mark at all"])
def test_page_of_the_agent_is_kept(
    letters: Letters,
    ticket: Ticket,
    queue: Queue,
    addressing: Addressing,
    message: Callable[..., Message],
    name: str,
) -> None:
    notice = letters.customer_notice(ticket, ANN, queue, message(), addressing)
    assert "<b>water</b>" in customer_words(sent(*CLIENTS[name](notice)), ANN, queue, OWN).html
