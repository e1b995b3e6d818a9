"""The permission table of the design, row by row, and who wins when evidence disagrees."""

from __future__ import annotations

from itertools import permutations

import pytest

from mailgate.model.identity import Tier
from mailgate.model.match import Carrier, Effect, Purpose

CORA = "cora@customers.test"
WALT = "walt@customers.test"
MALLORY = "mallory@elsewhere.test"
NOBODY = "nobody@elsewhere.test"
ANN = "ann@agents.test"
BOB = "bob@agents.test"
#: On call, and no agent of the desk.
OLGA = "olga@oncall.test"
VERIFIED, WEAK, FAILED = Tier.VERIFIED, Tier.WEAK, Tier.FAILED


@pytest.mark.parametrize("tier", [VERIFIED, WEAK])
def test_anyone_opens_a_ticket(scene, tier):
    assert scene.match(NOBODY, tier).effect is Effect.NEW_TICKET


@pytest.mark.parametrize(("failed_senders", "effect"), [("hold", Effect.HOLD), ("ticket", Effect.NEW_TICKET)])
def test_first_mail_of_a_failed_sender_is_the_queues_choice(scene, failed_senders, effect):
    found = scene.match(NOBODY, FAILED, failed_senders=failed_senders)

    assert (found.effect, found.ticket_id) == (effect, None)


def test_mail_without_an_author_opens_a_ticket_like_any_other(scene):
    assert scene.match("", FAILED, failed_senders="ticket").effect is Effect.NEW_TICKET


@pytest.mark.parametrize("tier", [VERIFIED, WEAK])
@pytest.mark.parametrize("sender", [CORA, MALLORY])
def test_contacts_own_token_appends_whoever_the_contact_is(scene, sender, tier):
    found = scene.token(Purpose.CUSTOMER, holder=sender).match(sender, tier)

    assert (found.effect, found.ticket_id, found.reason) == (Effect.APPEND, 1, "token.own")


@pytest.mark.parametrize("carrier", ["in_reply_to", "references", "markers"])
@pytest.mark.parametrize("sender", [CORA, MALLORY])
def test_message_id_of_our_mail_is_the_token_of_whom_it_went_to(scene, sender, carrier):
    found = scene.own_id(carrier, to=sender).match(sender)

    assert (found.effect, found.reason) == (Effect.APPEND, "token.own")


@pytest.mark.parametrize("sender", [CORA, WALT])
@pytest.mark.parametrize(
    ("point", "reason"),
    [
        (lambda scene: scene.own_id("in_reply_to", to=BOB, mirrors="public"), "participant.in_reply_to"),
        (lambda scene: scene.own_id("references", to="x@y.test"), "participant.references"),
        (lambda scene: scene.own_id("markers", to="x@y.test"), "participant.body_marker"),
        (lambda scene: scene.foreign_id(), "participant.foreign_id"),
        (lambda scene: scene.number(), "participant.subject"),
    ],
)
def test_participant_appends_by_any_carrier(scene, sender, point, reason):
    found = point(scene).match(sender)

    assert (found.effect, found.ticket_id, found.reason) == (Effect.APPEND, 1, reason)


STRANGERS_POINTERS = [
    lambda scene: scene.own_id("in_reply_to", to=CORA),
    lambda scene: scene.own_id("references", to=CORA),
    lambda scene: scene.own_id("markers", to=CORA),
    lambda scene: scene.foreign_id(),
    lambda scene: scene.number(),
]


@pytest.mark.parametrize("tier", [VERIFIED, WEAK])
@pytest.mark.parametrize("sender", [NOBODY, MALLORY, ""])
@pytest.mark.parametrize("point", STRANGERS_POINTERS)
def test_stranger_with_a_pointer_gets_a_linked_ticket(scene, sender, tier, point):
    found = point(scene).match(sender, tier)

    assert (found.effect, found.ticket_id, found.reason) == (Effect.LINKED_TICKET, 1, "stranger")


@pytest.mark.parametrize("point", STRANGERS_POINTERS)
def test_stranger_with_a_pointer_is_held_where_the_queue_says_so(scene, point):
    found = point(scene).match(NOBODY, stranger_follow_up="hold")

    assert (found.effect, found.ticket_id, found.reason) == (Effect.HOLD, 1, "held.stranger")


@pytest.mark.parametrize("sender", [CORA, WALT, NOBODY])
@pytest.mark.parametrize(
    "point",
    [
        *STRANGERS_POINTERS,
        lambda scene: scene.token(Purpose.CUSTOMER, holder=CORA),
        lambda scene: scene.own_id("in_reply_to", to=WALT),
    ],
)
def test_failed_sender_on_an_existing_ticket_is_held(scene, sender, point):
    found = point(scene).match(sender, FAILED, failed_senders="ticket")

    assert (found.effect, found.ticket_id, found.reason) == (Effect.HOLD, 1, "held.failed_sender")


@pytest.mark.parametrize("tier", [VERIFIED, WEAK])
@pytest.mark.parametrize(
    ("sender", "holder", "purpose"),
    [
        (NOBODY, CORA, Purpose.CUSTOMER),
        (MALLORY, CORA, Purpose.CUSTOMER),
        # Participants too: another's token alone is no carrier of theirs.
        (WALT, CORA, Purpose.CUSTOMER),
        (CORA, WALT, Purpose.CUSTOMER),
        (CORA, ANN, Purpose.AGENT_REPLY),
        (NOBODY, ANN, Purpose.AGENT_NOTE),
        (NOBODY, OLGA, Purpose.PAGE),
    ],
)
def test_anothers_reply_token_is_held(scene, sender, holder, purpose, tier):
    found = scene.token(purpose, holder=holder).match(sender, tier)

    assert (found.effect, found.ticket_id, found.reason) == (Effect.HOLD, 1, "held.foreign_token")


def test_participant_who_answers_a_forwarded_mail_of_ours_is_let_in_by_the_other_carrier(scene):
    scene.token(Purpose.CUSTOMER, holder=CORA).number()

    assert scene.match(WALT).reason == "participant.subject"
    assert scene.match(NOBODY).reason == "held.foreign_token"


ACTS = [
    (Purpose.AGENT_REPLY, "public", Effect.AGENT_REPLY),
    (Purpose.AGENT_NOTE, "internal", Effect.AGENT_NOTE),
    (Purpose.PAGE, "page", Effect.ACKNOWLEDGE_PAGE),
]
#: Sender's tier, server's setting, whether the token suffices.
BELIEF = [
    (VERIFIED, "verified", True),
    (WEAK, "verified", False),
    (FAILED, "verified", False),
    (VERIFIED, "token", True),
    (WEAK, "token", True),
    (FAILED, "token", False),
]


@pytest.mark.parametrize(("tier", "agents", "believed"), BELIEF)
@pytest.mark.parametrize(("purpose", "mirrors", "effect"), ACTS)
@pytest.mark.parametrize("carried_by", ["reply_token", "in_reply_to", "references", "markers"])
def test_agent_acts_with_the_own_token_when_believed(
    scene, purpose, mirrors, effect, carried_by, tier, agents, believed
):
    if carried_by == "reply_token":
        scene.token(purpose, holder=ANN)
    else:
        scene.own_id(carried_by, to=ANN, mirrors=mirrors)

    found = scene.match(ANN, tier, agents=agents)

    expected = (effect, "agent.own_token") if believed else (Effect.HOLD, "held.agent_unverified")
    assert (found.effect, found.reason) == expected
    assert found.ticket_id == 1


@pytest.mark.parametrize(("tier", "agents"), [(tier, agents) for tier, agents, _ in BELIEF])
@pytest.mark.parametrize(
    "point",
    [
        lambda scene: scene.token(Purpose.AGENT_REPLY, holder=BOB),
        lambda scene: scene.token(Purpose.CUSTOMER, holder=CORA),
        lambda scene: scene.own_id("in_reply_to", to=BOB, mirrors="public"),
        lambda scene: scene.number(),
        lambda scene: scene.foreign_id(),
        # Bob's note address stands above Ann's own public notice: the customer must not get what was meant as a note.
        lambda scene: scene.token(Purpose.AGENT_NOTE, holder=BOB).own_id("in_reply_to", to=ANN, mirrors="public"),
    ],
)
def test_agent_without_the_own_token_is_held_and_never_taken_as_a_customer(scene, tier, agents, point):
    found = point(scene).match(ANN, tier, agents=agents)

    assert (found.effect, found.ticket_id, found.reason) == (Effect.HOLD, 1, "held.agent_without_token")


def test_command_matrix_gives_an_agents_powers_in_one_case_of_27(scene):
    def point(holder: str):
        fresh = type(scene)()
        return fresh.token(Purpose.AGENT_REPLY, holder=holder) if holder else fresh.number()

    powers = {
        (sender, tier, holder)
        for sender in (ANN, "former@agents.test", NOBODY)
        for tier in Tier
        for holder in (sender, BOB, "")
        if point(holder).match(sender, tier).effect in {effect for *_, effect in ACTS}
    }

    assert powers == {(ANN, VERIFIED, ANN)}


@pytest.mark.parametrize(("purpose", "mirrors"), [(Purpose.AGENT_REPLY, "public"), (Purpose.AGENT_NOTE, "internal")])
def test_token_of_somebody_who_is_no_agent_any_more_is_held(scene, purpose, mirrors):
    former = "former@agents.test"

    assert scene.token(purpose, holder=former).match(former, VERIFIED, agents="token").reason == "held.not_an_agent"
    scene.tokens.clear()
    assert scene.own_id("in_reply_to", to=former, mirrors=mirrors).match(former).reason == "held.not_an_agent"


@pytest.mark.parametrize(("tier", "agents", "believed"), BELIEF)
def test_page_is_acknowledged_by_whom_it_went_to_agent_or_not(scene, tier, agents, believed):
    found = scene.token(Purpose.PAGE, holder=OLGA).match(OLGA, tier, agents=agents)

    expected = (Effect.ACKNOWLEDGE_PAGE, "page.own_token") if believed else (Effect.HOLD, "held.agent_unverified")
    assert (found.effect, found.reason) == expected


@pytest.mark.parametrize("order", [*permutations((Purpose.AGENT_REPLY, Purpose.AGENT_NOTE, Purpose.PAGE))])
def test_note_wins_over_everything_addressed_with_it(scene, order):
    for purpose in order:
        scene.token(purpose, holder=ANN)

    assert scene.match(ANN, VERIFIED).effect is Effect.AGENT_NOTE


def test_mail_to_page_and_public_address_does_not_reach_the_customer(scene):
    scene.token(Purpose.AGENT_REPLY, holder=ANN).token(Purpose.PAGE, holder=ANN)

    assert scene.match(ANN, VERIFIED).effect is Effect.ACKNOWLEDGE_PAGE


def test_what_is_answered_decides_and_not_an_older_notice_further_down(scene):
    scene.own_id("in_reply_to", to=ANN, mirrors="public").own_id("markers", to=ANN, mirrors="internal")

    assert scene.match(ANN, VERIFIED).effect is Effect.AGENT_REPLY


def test_agent_who_opened_a_ticket_answers_its_acknowledgement_as_its_customer(scene):
    found = scene.own_id("in_reply_to", to=ANN).match(ANN)

    assert (found.effect, found.reason) == (Effect.APPEND, "token.own")


def test_agent_opens_a_ticket_with_a_mail_that_points_nowhere(scene):
    assert scene.match(ANN).effect is Effect.NEW_TICKET


@pytest.mark.parametrize("sender", [CORA, NOBODY, ANN, ""])
@pytest.mark.parametrize("tier", list(Tier))
def test_whatever_comes_to_a_bounce_address_is_a_delivery_report(scene, sender, tier):
    scene.token(Purpose.BOUNCE, ticket=81).number().bounced_ticket = 2

    found = scene.match(sender, tier)

    assert (found.effect, found.ticket_id, found.outbox_id) == (Effect.DELIVERY_REPORT, 2, 81)


@pytest.mark.parametrize("carrier", ["in_reply_to", "references", "markers"])
def test_report_without_token_is_about_the_mail_whose_id_it_names(scene, carrier):
    found = scene.own_id(carrier, to=CORA).match("mailer-daemon@elsewhere.test", FAILED, reports=True)

    assert (found.effect, found.ticket_id, found.reason) == (Effect.DELIVERY_REPORT, 1, "bounce.message_id")


@pytest.mark.parametrize("point", [lambda scene: scene, lambda scene: scene.number(), lambda scene: scene.foreign_id()])
def test_report_about_nothing_of_ours_touches_no_ticket(scene, point):
    found = point(scene).match("mailer-daemon@elsewhere.test", reports=True)

    assert (found.effect, found.ticket_id, found.reason) == (Effect.DELIVERY_REPORT, None, "bounce.unknown")


def test_reply_after_the_reopen_window_opens_a_linked_ticket(scene):
    found = scene.token(Purpose.CUSTOMER, ticket=3, holder=CORA).match(CORA)

    assert (found.effect, found.ticket_id, found.reason) == (Effect.LINKED_TICKET, 3, "closed_too_long")


@pytest.mark.parametrize("sender", [CORA, ANN])
def test_token_of_a_ticket_that_is_gone_points_nowhere(scene, sender):
    scene.token(Purpose.CUSTOMER, ticket=9, holder=CORA).token(Purpose.AGENT_REPLY, ticket=9, holder=ANN)

    assert scene.match(sender, VERIFIED).effect is Effect.NEW_TICKET


def test_evidence_of_a_ticket_that_is_gone_leaves_the_next_carrier_to_decide(scene):
    found = scene.token(Purpose.CUSTOMER, ticket=9, holder=CORA).number().match(CORA)

    assert (found.effect, found.ticket_id) == (Effect.APPEND, 1)
    assert [item.ticket_id for item in found.evidence] == [9, 1]


STRENGTH = [
    (Carrier.REPLY_TOKEN, lambda scene, ticket: scene.token(Purpose.CUSTOMER, ticket=ticket, holder=CORA)),
    (Carrier.IN_REPLY_TO, lambda scene, ticket: scene.own_id("in_reply_to", ticket=ticket, to=CORA)),
    (Carrier.REFERENCES, lambda scene, ticket: scene.own_id("references", ticket=ticket, to=CORA)),
    (Carrier.BODY_MARKER, lambda scene, ticket: scene.own_id("markers", ticket=ticket, to=CORA)),
    (Carrier.FOREIGN_ID, lambda scene, ticket: scene.foreign_id(ticket=ticket)),
    (Carrier.SUBJECT, lambda scene, ticket: scene.number(ticket)),
]


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [(stronger, weaker) for at, stronger in enumerate(STRENGTH) for weaker in STRENGTH[at + 1 :]],
    ids=lambda pair: pair[0].value,
)
@pytest.mark.parametrize("stronger_first", [True, False])
def test_of_two_carriers_in_conflict_the_stronger_names_the_ticket(scene, stronger, weaker, stronger_first):
    placed = [(stronger, 1), (weaker, 2)]
    for (_, point), ticket in placed if stronger_first else reversed(placed):
        point(scene, ticket)

    found = scene.match(CORA)

    assert (found.effect, found.ticket_id) == (Effect.APPEND, 1)
    assert [(item.carrier, item.ticket_id) for item in found.evidence] == [(stronger[0], 1), (weaker[0], 2)]


def test_stronger_carrier_of_anothers_ticket_is_not_passed_over_for_an_own_one(scene):
    found = scene.own_id("in_reply_to", ticket=2, to="other@customers.test").number(1).match(CORA)

    assert (found.effect, found.ticket_id) == (Effect.LINKED_TICKET, 2)


def test_own_token_wins_over_anothers_beside_it(scene):
    found = scene.token(Purpose.CUSTOMER, ticket=2, holder=MALLORY).token(Purpose.CUSTOMER, holder=CORA).match(CORA)

    assert (found.effect, found.ticket_id) == (Effect.APPEND, 1)


def test_newest_reference_decides_even_if_an_older_one_is_the_senders_own(scene):
    found = scene.own_id("references", ticket=2, to=MALLORY).own_id("references", to=CORA).match(CORA)

    assert (found.effect, found.ticket_id) == (Effect.LINKED_TICKET, 2)


def test_foreign_id_in_a_marker_is_no_evidence(scene):
    found = scene.foreign_id("markers").match(CORA)

    assert (found.effect, found.evidence) == (Effect.NEW_TICKET, ())


@pytest.mark.parametrize("purpose", [Purpose.HELD, Purpose.HELD_LIST])
@pytest.mark.parametrize(
    ("sender", "holder", "reason"),
    [
        (ANN, ANN, "agent.own_token"),
        (ANN, BOB, "held.foreign_token"),
        ("cora@customers.test", ANN, "held.foreign_token"),
        ("gone@agents.test", "gone@agents.test", "held.not_an_agent"),
    ],
)
def test_word_on_held_mail_needs_the_own_token_of_an_agent(scene, purpose, sender, holder, reason):
    # The number of the held mail is that of a living ticket, which must say nothing.
    found = scene.token(purpose, holder=holder).number().match(sender, VERIFIED)
    effect = Effect.ANSWER_HELD if reason == "agent.own_token" else Effect.HOLD
    assert (found.effect, found.ticket_id, found.reason, found.notice.subject_id) == (effect, None, reason, 1)
    assert not any(item.carrier is Carrier.REPLY_TOKEN for item in found.evidence)


@pytest.mark.parametrize(("tier", "agents", "believed"), BELIEF)
def test_word_on_held_mail_needs_an_agent_who_is_believed(scene, tier, agents, believed):
    found = scene.token(Purpose.HELD, holder=ANN).match(ANN, tier, agents=agents)
    assert (found.effect is Effect.ANSWER_HELD) == believed
    assert found.reason == ("agent.own_token" if believed else "held.agent_unverified")
