"""Who is told, and who is left in peace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.identity import Sender, Tier
from mailgate.model.mark import Mark, MarkKind, Verdict
from mailgate.model.ticket import Ticket
from mailgate.notify.recipients import acknowledgement, agents_to_tell, step_recipients

OWN = frozenset(("support@acme.test", "help@acme.test"))
ON_DUTY = {"night": "lea@acme.test"}
KIM = Sender(address="kim@client.test", name="Kim", tier=Tier.WEAK, reason="nothing_known")
ENVELOPE = Envelope(mail_from="kim@client.test", recipients=("support@acme.test",), channel=Channel.SMTP)


def marked(kind: MarkKind) -> Verdict:
    return Verdict(marks=(Mark(kind=kind, reason="test"),))


def test_a_person_gets_an_acknowledgement(queue: Queue) -> None:
    answer = acknowledgement(queue, KIM, Verdict(), ENVELOPE, OWN)
    assert (answer.goes, answer.reason) == (True, "ack.sent")


@pytest.mark.parametrize("setting", ["unless_failed", "verified"])
def test_a_verified_person_gets_one_however_strict_the_queue(queue: Queue, setting: str) -> None:
    sender = replace(KIM, tier=Tier.VERIFIED)
    assert acknowledgement(replace(queue, acknowledge=setting), sender, Verdict(), ENVELOPE, OWN).goes


@pytest.mark.parametrize(
    ("setting", "tier", "reason"),
    [
        ("unless_failed", Tier.FAILED, "ack.failed_sender"),
        ("verified", Tier.WEAK, "ack.not_verified"),
        ("verified", Tier.FAILED, "ack.failed_sender"),
        ("never", Tier.VERIFIED, "ack.never"),
    ],
)
def test_queue_and_tier_decide(queue: Queue, setting: str, tier: Tier, reason: str) -> None:
    answer = acknowledgement(replace(queue, acknowledge=setting), replace(KIM, tier=tier), Verdict(), ENVELOPE, OWN)
    assert (answer.goes, answer.reason) == (False, reason)


@pytest.mark.parametrize(
    "kind", [MarkKind.BOUNCE, MarkKind.AUTOMATIC, MarkKind.AUTO_REPLY, MarkKind.LIST, MarkKind.SPAM]
)
def test_no_machine_is_answered(queue: Queue, kind: MarkKind) -> None:
    assert acknowledgement(queue, KIM, marked(kind), ENVELOPE, OWN).reason == "ack.automatic_mail"


def test_what_was_imported_is_not_answered(queue: Queue) -> None:
    envelope = replace(ENVELOPE, channel=Channel.IMPORT)
    assert acknowledgement(queue, KIM, Verdict(), envelope, OWN).reason == "ack.imported"


def test_null_sender_is_not_answered(queue: Queue) -> None:
    assert acknowledgement(queue, KIM, Verdict(), replace(ENVELOPE, mail_from=""), OWN).reason == "ack.null_sender"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("mailer-daemon@client.test", "ack.machine"),
        ("Postmaster@client.test", "ack.machine"),
        ("no-reply@client.test", "ack.machine"),
        ("noreply+17@client.test", "ack.machine"),
        ("do_not_reply@client.test", "ack.machine"),
        ("donotreply@client.test", "ack.machine"),
        ("bounces-kim=acme.test@list.test", "ack.machine"),
        ("abuse@client.test", "ack.machine"),
        ("support@acme.test", "ack.own_address"),
        ("Help+x@Acme.test", "ack.own_address"),
        ("", "ack.no_address"),
        ("bouncer@client.test", "ack.sent"),
        ("rootbeer@client.test", "ack.sent"),
    ],
)
def test_mailboxes_without_a_reader_are_not_answered(queue: Queue, address: str, reason: str) -> None:
    assert acknowledgement(queue, replace(KIM, address=address), Verdict(), ENVELOPE, OWN).reason == reason


def emails(people: tuple[Agent | str, ...]) -> list[str]:
    return [person if isinstance(person, str) else person.email for person in people]


@pytest.mark.parametrize(
    ("assigned_to", "team", "came_by", "told"),
    [
        ("ann@acme.test", "back", "support", ["ann@acme.test"]),
        (None, "back", "support", ["bob@acme.test", "lea@acme.test"]),
        (None, None, "support", ["ann@acme.test", "bob@acme.test"]),
        ("gone@acme.test", "front", "support", ["ann@acme.test", "bob@acme.test"]),
        (None, None, "lost", ["ann@acme.test", "bob@acme.test", "lea@acme.test"]),
        (None, "retired", "support", ["ann@acme.test", "bob@acme.test", "lea@acme.test"]),
    ],
)
def test_somebody_is_always_told(
    ticket: Ticket, desk: Desk, assigned_to: str | None, team: str | None, came_by: str, told: list[str]
) -> None:
    case = replace(ticket, assigned_to=assigned_to, assigned_team=team, queue=came_by)
    assert emails(agents_to_tell(case, desk)) == told


def test_who_wrote_it_is_not_told(ticket: Ticket, desk: Desk) -> None:
    assert agents_to_tell(ticket, desk, wrote="Ann@acme.test") == ()
    alone = replace(ticket, assigned_to=None)
    assert emails(agents_to_tell(alone, desk, wrote="ann@acme.test")) == ["bob@acme.test"]


@pytest.mark.parametrize(
    ("notify", "told"),
    [
        (("assignee",), ["ann@acme.test"]),
        (("team",), ["ann@acme.test", "bob@acme.test"]),
        (("assignee", "team"), ["ann@acme.test", "bob@acme.test"]),
        (("team", "assignee", "bob@acme.test"), ["ann@acme.test", "bob@acme.test"]),
        (("oncall:night",), ["lea@acme.test"]),
        (("oncall:nobody",), []),
        (("oncall",), ["lea@acme.test"]),
        (("team:back",), ["bob@acme.test", "lea@acme.test"]),
        (("boss@else.test", "Boss@else.test"), ["boss@else.test"]),
        (("Lea@acme.test", "oncall:night"), ["lea@acme.test"]),
        ((), []),
    ],
)
def test_step_names_each_person_once(ticket: Ticket, desk: Desk, notify: tuple[str, ...], told: list[str]) -> None:
    assert emails(step_recipients(notify, ticket, desk, ON_DUTY)) == told


def test_step_can_name_the_leads_of_the_team(ticket: Ticket, desk: Desk) -> None:
    notify = ("team:lead",)
    assert emails(step_recipients(notify, replace(ticket, assigned_team="back"), desk, ON_DUTY)) == ["lea@acme.test"]


def test_without_anybody_on_call_the_team_is_told(ticket: Ticket, desk: Desk) -> None:
    told = emails(step_recipients(("oncall",), ticket, desk, {"night": ""}))
    assert told == ["ann@acme.test", "bob@acme.test"]


def test_unassigned_ticket_has_no_assignee_to_page(ticket: Ticket, desk: Desk) -> None:
    notify = ("assignee",)
    assert step_recipients(notify, replace(ticket, assigned_to=None), desk, ON_DUTY) == ()


def test_assignee_who_left_is_not_paged(ticket: Ticket, desk: Desk) -> None:
    notify = ("assignee", "team:lead")
    assert step_recipients(notify, replace(ticket, assigned_to="gone@acme.test"), desk, ON_DUTY) == ()
