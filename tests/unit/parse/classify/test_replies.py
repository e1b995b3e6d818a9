"""Automatic answers by header, subject and first sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailgate.model.message import MailClass
from mailgate.parse.classify.phrases import bodies, subjects

Classify = Callable[..., tuple[MailClass, tuple[str, ...]]]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Auto-Submitted: auto-replied", "header.auto_submitted"),
        ("Auto-Submitted: auto-replied (vacation)", "header.auto_submitted"),
        ("Auto-Submitted: Auto-Replied; owner-email=ann@customer.test", "header.auto_submitted"),
        ("X-Autoreply: yes", "header.x_autoreply"),
        ("X-Auto-Reply: true", "header.x_autoreply"),
        ("X-Autoreply-From: ann@customer.test", "header.x_autoreply"),
        ("X-Mail-Autoreply: 1", "header.x_autoreply"),
        ("X-Autorespond: Away", "header.x_autorespond"),
        ("X-Autoresponder: yes", "header.x_autorespond"),
        ("X-Vacation: yes", "header.x_vacation"),
        ("Precedence: auto_reply", "header.precedence.auto_reply"),
        ("Preference: auto_reply", "header.precedence.auto_reply"),
        ("X-POST-MessageClass: 9; Autoresponder", "header.x_autorespond"),
    ],
)
def test_a_header_of_autoresponders_is_enough(header: str, code: str, classified: Classify) -> None:
    assert classified(header) == (MailClass.AUTO_REPLY, (code,))


@pytest.mark.parametrize("header", ["Auto-Submitted: no", "X-Autoreply: no", "X-Autorespond: false"])
def test_a_header_that_says_no_is_no_evidence(header: str, classified: Classify) -> None:
    assert classified(header) == (MailClass.HUMAN, ())


#: The prefix that Outlook, or the vacation programme of a provider, puts before the subject.
PREFIXES = [
    ("en", "Automatic reply: Your printer"),
    ("en", "Out of Office AutoReply: Your printer"),
    ("en", "Auto-Reply: Your printer"),
    ("en", "[Auto-Reply] Your printer"),
    ("de", "Automatische Antwort: Ihr Drucker"),
    ("de", "Abwesenheitsnotiz: Ihr Drucker"),
    ("de", "Re: Ihr Drucker (Automatische Antwort)"),
    ("fr", "Réponse automatique : Votre imprimante"),
    ("es", "Respuesta automática: Su impresora"),
    ("pt", "Resposta automática: Sua impressora"),
    ("it", "Risposta automatica: La stampante"),
    ("nl", "Automatisch antwoord: Uw printer"),
    ("sv", "Autosvar: Din skrivare"),
    ("fi", "Automaattinen vastaus: Tulostin"),
    ("pl", "Automatyczna odpowiedź: Drukarka"),
    ("cs", "Automatická odpověď: Tiskárna"),
    ("sk", "Automatická odpoveď: Tlačiareň"),
    ("hu", "Automatikus válasz: Nyomtató"),
    ("ro", "Răspuns automat: Imprimanta"),
    ("tr", "Otomatik yanıt: Yazıcı"),
    ("ru", "Автоматический ответ: Принтер"),
    ("uk", "Автоматична відповідь: Принтер"),
    ("bg", "Автоматичен отговор: Принтер"),
    ("el", "Αυτόματη απάντηση: Εκτυπωτής"),
    ("lv", "Automātiskā atbilde: Printeris"),
    ("lt", "Automatinis atsakymas: Spausdintuvas"),
    ("et", "Automaatvastus: Printer"),
    ("hr", "Automatski odgovor: Pisač"),
    ("ja", "自動応答: プリンター"),
    ("ja", "【自動返信】プリンター"),
    ("zh", "自动答复: 打印机"),
    ("ko", "자동 회신: 프린터"),
    ("ar", "رد تلقائي: الطابعة"),
    ("he", "תשובה אוטומטית: מדפסת"),
    ("vi", "Trả lời tự động: Máy in"),
]


@pytest.mark.parametrize(("language", "subject"), PREFIXES)
def test_a_prefix_that_only_programmes_write_is_enough(language: str, subject: str, classified: Classify) -> None:
    kind, evidence = classified(subject=subject)
    assert kind is MailClass.AUTO_REPLY
    assert evidence[0].startswith("subject.out_of_office.")
    assert language in subjects.PREFIXES


def test_danish_and_norwegian_share_their_prefix(classified: Classify) -> None:
    kind, evidence = classified(subject="Automatisk svar: Printer")
    assert kind is MailClass.AUTO_REPLY
    assert evidence[0] in ("subject.out_of_office.da", "subject.out_of_office.nb")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Out of office: Re: Your printer", "I am out of the office until Monday."),
        ("AUTO: Ann Customer is out of the office", "I am out of the office and return on Monday."),
        ("Im Urlaub", "Ich bin bis Montag im Urlaub und lese keine Mails."),
        ("Absent du bureau : imprimante", "Je suis absente du bureau jusqu'à lundi."),
        ("Fuera de la oficina: impresora", "Estaré ausente hasta el lunes."),
        ("Fuori ufficio", "Sono assente fino a lunedì."),
        ("Afwezig: printer", "Ik ben op vakantie tot maandag."),
        ("Na urlopie", "Jestem na urlopie do poniedziałku."),
        ("В отпуске", "Я в отпуске до понедельника."),
        ("Semester", "Jag är på semester till måndag."),
    ],
)
def test_absence_in_subject_and_text_agree(subject: str, text: str, classified: Classify) -> None:
    kind, evidence = classified(subject=subject, text=text)
    assert kind is MailClass.AUTO_REPLY
    assert [code.rsplit(".", 1)[0] for code in evidence] == ["subject.absence", "body.absence"]


def test_absence_with_a_null_sender_is_an_auto_reply(classified: Classify) -> None:
    kind, evidence = classified("Return-Path: <>", text="I am on leave until Monday.")
    assert (kind, evidence) == (MailClass.AUTO_REPLY, ("body.absence.en", "envelope.null_sender"))


@pytest.mark.parametrize(
    "text",
    [
        "This is an automatic reply. We have your mail.",
        "Dies ist eine automatisch generierte Antwort.",
        "Ceci est une réponse automatique.",
        "Dit is een automatisch antwoord.",
        "To jest automatyczna odpowiedź.",
        "これは自動応答です。",
        "这是自动回复，请勿回信。",
        "Это автоматический ответ.",
        "Bu otomatik bir yanıttır.",
    ],
)
def test_a_text_that_calls_itself_automatic_is_believed(text: str, classified: Classify) -> None:
    kind, evidence = classified(text=text)
    assert kind is MailClass.AUTO_REPLY
    assert evidence[0].startswith("body.automatic_reply.")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Holiday", "We would like to rent a car for our holiday in May."),
        ("Urlaubsantrag", "Der Antrag lässt sich nicht öffnen."),
        ("Auto: Ölwechsel", "Wann kann ich kommen?"),
        ("Autoreply does not work", "Since Monday the server sends none."),
        ("Away game tickets", "Two, please."),
        ("Automatic door", "It does not close."),
        ("Auto-reply-function is broken", "It sends nothing."),
        ("How do I set up an automatic reply", "I find no button."),
        ("Semesterbiljett", "Jag kan inte logga in."),
        ("Re: Your printer", "I am out of the office until Monday, can you call me on my mobile?"),
        ("Re: Your printer", "> This is an automatic reply.\n\nThat is what your desk wrote to me. Why?"),
    ],
)
def test_people_who_speak_of_absence_are_people(subject: str, text: str, classified: Classify) -> None:
    assert classified(subject=subject, text=text) == (MailClass.HUMAN, ())


def test_the_wish_not_to_be_answered_is_no_evidence(classified: Classify) -> None:
    assert classified("X-Auto-Response-Suppress: All") == (MailClass.HUMAN, ())


def test_bulk_mail_about_holidays_is_no_auto_reply(classified: Classify) -> None:
    assert classified("Precedence: bulk", subject="Holiday offers", text="Book now.")[0] is MailClass.AUTOMATIC


def test_every_statement_can_be_reached_by_its_stem() -> None:
    for phrases in bodies.STATEMENTS.values():
        for phrase in phrases:
            assert any(stem in phrase for stem in bodies.STATEMENT_STEMS), phrase


def test_twenty_languages_and_more_have_their_words() -> None:
    assert len(subjects.PREFIXES) >= 20
    assert len(bodies.ABSENCES) >= 20
    assert len(bodies.STATEMENTS) >= 20
