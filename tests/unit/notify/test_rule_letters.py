from __future__ import annotations

from mailgate.model.desk import Agent, Desk, Queue
from mailgate.notify.rule_letters import RuleLetters
from mailgate.notify.rule_samples import _FULL
from mailgate.notify.sample_values import FULL_ADDRESSING, FULL_TICKET
from mailgate.notify.templates import Templates, shipped_templates
from mailgate.notify.views import public_view

QUEUE = Queue(key="support", address="support@desk.example", name="Support")
TEMPLATES = Templates.load(shipped_templates())
DESK = Desk(tenant="example", agents=(Agent(email="ann@desk.example", name="Ann"),))


def test_rules_mail_says_that_a_machine_wrote_it_and_nothing_of_the_ticket_but_its_subject():
    letters = RuleLetters(TEMPLATES, DESK)

    letter = letters.rule_mail(public_view(FULL_TICKET, QUEUE), "z@client.example", QUEUE, "Words.", FULL_ADDRESSING)

    assert (letter.automatic, letter.to_address, letter.from_address) == (True, "z@client.example", QUEUE.address)
    assert FULL_TICKET.number in letter.subject
    assert letter.text.startswith("Words.")


def test_mail_that_is_sent_on_carries_the_files_that_fit_and_names_the_others():
    letter = RuleLetters(TEMPLATES, DESK).forward(FULL_TICKET, "b@x.example", QUEUE, _FULL, FULL_ADDRESSING)

    assert [item.name for item in letter.attachments] == ["photo.png"]
    assert "film.mkv" in letter.text


def test_alert_names_the_rule_and_the_ticket():
    letters = RuleLetters(TEMPLATES, DESK)

    letter = letters.rule_alert(DESK.agents[0], QUEUE, FULL_TICKET, ("Ping", 100), FULL_ADDRESSING)

    assert (letter.to_name, '"Ping"' in letter.text, FULL_TICKET.number in letter.text) == ("Ann", True, True)
