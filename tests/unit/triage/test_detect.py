"""What a mail shows of its category and priority, and what a guess may change."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailgate.model.detection import CategorySigns, Detection, PrioritySigns, Signs
from mailgate.model.message import Headers, MailClass, Segment, SegmentKind
from mailgate.model.plan import Change
from mailgate.model.ticket import Priority
from mailgate.triage.detect import Detected, detect

#: Language, the priority that the words show, words.
TONES = [
    tuple(line.split("\t")) for line in (Path(__file__).parent / "tones.tsv").read_text(encoding="utf-8").splitlines()
]
ON = Detection(enabled=True)


@pytest.fixture
def seen(make_ticket, make_message):
    """What is seen in a new ticket's first mail."""

    def look(
        subject: str = "", text: str = "", detection: Detection = ON, *, headers=(), mail=MailClass.HUMAN, **ticket
    ) -> Detected:
        message = make_message(
            subject=subject,
            text=text,
            segments=(Segment(kind=SegmentKind.NEW, start=0, end=len(text)),),
            headers=Headers(fields=headers),
            mail_class=mail,
        )
        return detect(make_ticket(**({"version": 0} | ticket)), message, detection)

    return look


def _wishes(found: Detected) -> dict[str, object]:
    return {change.field: change.value for change in found.changes}


def test_nothing_is_read_until_it_is_switched_on(seen):
    assert seen("Invoice", "urgent refund", Detection()) == Detected()


@pytest.mark.parametrize(("language", "wanted", "text"), TONES)
def test_tone_shows_a_priority(seen, language, wanted, text):
    assert _wishes(seen("", text)).get("priority", "none") == wanted


@pytest.mark.parametrize(
    ("subject", "text", "category"),
    [
        ("Invoice 4711", "Hello", "billing_inquiry"),
        ("Hello", "The refund for my payment", "billing_inquiry"),
        ("VPN", "", "network_issue"),
        ("Passwort vergessen", "", "account_management"),
        ("Phishing-Mail erhalten", "", "security_incident"),
        ("Demande RGPD", "", "compliance"),
        ("Sugerencia", "Una nueva función", "feature_request"),
        ("Stampante", "errore", "technical_support"),
        ("Nieuwe medewerker", "laptop bestellen", "service_request"),
        ("Traceback", "it crashes", "bug_report"),
    ],
)
def test_words_show_a_shipped_category(seen, subject, text, category):
    assert _wishes(seen(subject, text)) == {"category": category}


@pytest.mark.parametrize(
    ("subject", "text"),
    [("Hello", "my invoice"), ("", ""), ("Invoice for the router", ""), ("Billings and rebilling", "")],
    ids=["one word in the text", "nothing", "two level", "parts of words"],
)
def test_a_category_that_is_not_clear_is_left_open(seen, subject, text):
    assert "category" not in _wishes(seen(subject, text))


def test_the_evidence_is_cited_and_is_the_cause(seen):
    found = seen("Invoice", "This refund is unacceptable!")
    assert found.evidence == (
        ("category", ("billing_inquiry", "invoice in subject", "refund in text")),
        ("priority", ("high", "anger: unacceptable")),
    )
    assert [(change.cause.kind, change.cause.ref) for change in found.changes] == [
        ("detection", "invoice in subject, refund in text"),
        ("detection", "anger: unacceptable"),
    ]
    assert found.journal == {
        "detected": {
            "category": ["billing_inquiry", "invoice in subject", "refund in text"],
            "priority": ["high", "anger: unacceptable"],
        }
    }


def test_a_desks_own_signs_replace_the_shipped_ones(seen):
    own = Detection(
        enabled=True,
        categories=(
            CategorySigns(category="money", signs=Signs(keywords=("Größe", "p & l"), headers=(("X-Dep", "acc*"),))),
        ),
    )
    assert _wishes(seen("Invoice", "", own)) == {}
    assert _wishes(seen("Die grosse Frage", "", own)) == {"category": "money"}
    assert _wishes(seen("", "", own, headers=(("x-dep", "Accounts"),))) == {"category": "money"}
    assert _wishes(seen("", "", own, headers=(("x-dep", "Sales"),))) == {}


def test_a_priority_has_signs_of_the_desks_own(seen):
    signs = PrioritySigns(priority=Priority.URGENT, signs=Signs(keywords=("line 4",), headers=(("X-Alarm", "*"),)))
    own = Detection(enabled=True, max=Priority.URGENT, priorities=(signs,))
    assert _wishes(seen("", "It is line 4", own)) == {"priority": "urgent"}
    assert _wishes(seen("", "", own, headers=(("x-alarm", "1"),), mail=MailClass.AUTOMATIC)) == {"priority": "urgent"}
    assert _wishes(seen("", "It is line 44", own)) == {}


@pytest.mark.parametrize(("most", "wanted"), [("high", "high"), ("urgent", "urgent"), ("critical", "critical")])
def test_a_guess_goes_no_further_than_it_may(seen, most, wanted):
    text = "Urgent! Our production is down since today, unacceptable, we will cancel our contract by tomorrow."
    assert _wishes(seen("", text, Detection(enabled=True, max=Priority(most))))["priority"] == wanted


@pytest.mark.parametrize("stands", [Priority.HIGH, Priority.URGENT, Priority.CRITICAL])
def test_a_priority_is_never_lowered(seen, stands):
    assert "priority" not in _wishes(seen("", "I need this urgently", priority=stands))


@pytest.mark.parametrize("source", ["agent", "rule", "api", "header"])
def test_a_priority_that_somebody_chose_stays(seen, source):
    found = seen("", "I need this urgently", priority=Priority.LOW, priority_source=source)
    assert _wishes(found) == {}
    assert dict(found.evidence)["priority"] == ("high", "hurry: urgently")


def test_a_category_that_somebody_gave_stays(seen):
    assert "category" not in _wishes(seen("Invoice", "", category="sales"))
    assert "category" not in _wishes(seen("Invoice", "", version=3))


@pytest.mark.parametrize(
    "header",
    [("importance", "High"), ("x-priority", "1 (Highest)"), ("priority", "urgent"), ("x-msmail-priority", "High")],
)
def test_the_senders_own_mark_counts_unless_the_words_are_calm(seen, header):
    assert _wishes(seen("", "Hello", headers=(header,))) == {"priority": "high"}
    assert _wishes(seen("", "It is not urgent", headers=(header,))) == {}


def test_a_low_mark_and_shouting_alone_are_nothing(seen):
    assert _wishes(seen("", "Hello", headers=(("importance", "low"), ("x-priority", "5")))) == {}
    assert _wishes(seen("", "HELLO TO ALL OF YOU!!!")) == {}


def test_machines_have_no_tone(seen):
    assert _wishes(seen("", "I need this urgently", mail=MailClass.AUTOMATIC)) == {}


def test_tone_can_be_switched_off(seen):
    assert _wishes(seen("", "I need this urgently", Detection(enabled=True, tone=False))) == {}


def test_only_new_words_are_read(make_ticket, make_message):
    quoted = make_message(
        subject="", text="> urgent invoice", segments=(Segment(kind=SegmentKind.QUOTE, start=0, end=16),)
    )
    assert detect(make_ticket(version=0), quoted, ON) == Detected()


def test_wishes_are_changes_like_any_other(seen):
    assert all(isinstance(change, Change) for change in seen("Invoice", "urgent").changes)
