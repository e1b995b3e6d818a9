"""Tickets become one and two again, by mail and by API, and whoever wrote on them keeps the own conversation."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import timedelta

import pytest
from tests.rig.desk import ANN, TENANT

from mailgate import app
from mailgate.errors import Conflict, Refused
from mailgate.model.sla import CycleState, DeadlineState, Metric, Trigger
from mailgate.model.ticket import EntryKind, Status, Ticket
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.customers.words import CustomerWords, customer_says
from mailgate.pipeline.promises.recomputing import Recomputing, recompute
from mailgate.pipeline.tickets.actions import assign, move, note_on, reply_to
from mailgate.pipeline.tickets.joining import Wish, link, merge, split, unmerge
from mailgate.store.clock import clockworks
from mailgate.store.tickets import entries, links
from mailgate.store.tickets.merges import ends, shown_in

KIM, LEO = "kim@client.test", "leo@client.test"


def _open(desk, author, subject):
    """A new ticket, with Ann's notice of it and the customer's acknowledgement."""
    desk.receive(author, f"About the {subject}.", subject=subject)
    sent = desk.sent()
    notice = next(mail for mail in sent if mail.recipient == ANN and mail.kind == "new_ticket_notice")
    answer = next((mail for mail in sent if mail.recipient == author), None)
    return desk.tickets()[0], notice, answer


def _state(desk, number):
    """All of a ticket but when and how often it was touched; and what its clock says."""
    ticket = desk.ticket(number)
    clock = desk.tools.database.read(lambda conn: clockworks.of_ticket(conn, ticket.id))
    due = {cycle.metric: cycle.due_at for cycle in clock.cycles if cycle.state.value == "running"}
    apart = {"version", "updated_at"}
    return {field.name: getattr(ticket, field.name) for field in fields(Ticket) if field.name not in apart}, due


def _said(desk, ticket):
    return [
        (entry.kind.value, entry.author.email, entry.text)
        for entry in desk.tools.database.read(lambda conn: entries.of_ticket(conn, TENANT, ticket.id))
        if entry.kind is not EntryKind.SYSTEM
    ]


@pytest.mark.parametrize("status", ["open", "in_progress", "waiting_for_customer", "escalated", "resolved", "closed"])
def test_merging_and_taking_apart_changes_nothing(desk, status):
    one, *_ = _open(desk, KIM, "Printer")
    two, *_ = _open(desk, KIM, "Scanner")
    if status != "open":
        move(desk.tools, desk.actor(), two.number, Status(status), now=desk.now)
    before = _state(desk, one.number), _state(desk, two.number)
    merge(desk.tools, desk.actor(), two.number, one.number, other_customer=False, now=desk.now)
    assert desk.ticket(two.number).status is Status.MERGED
    unmerge(desk.tools, desk.actor(), two.number, now=desk.now)
    assert (_state(desk, one.number), _state(desk, two.number)) == before


def test_whatever_names_the_merged_ticket_leads_to_the_other_for_ever(desk):
    one, *_ = _open(desk, KIM, "Printer")
    two, _, answer = _open(desk, KIM, "Scanner")
    merge(desk.tools, desk.actor(), two.number, one.number, other_customer=False, now=desk.now)
    desk.receive(KIM, "By its address.", to=answer["Reply-To"], subject="x")
    desk.receive(KIM, "By its number.", subject=f"Re: [#{two.number}]")
    desk.receive(KIM, "By what it answers.", subject="y", headers=f"In-Reply-To: {answer['Message-ID']}\r\n")
    assert [text for _, _, text in _said(desk, one)][1:] == ["By its address.", "By its number.", "By what it answers."]
    assert len(desk.tickets()) == 2


def test_a_chain_of_many_merges_leads_to_its_end_at_once(desk):
    made = [_open(desk, KIM, f"Thing {number}")[0] for number in range(20)]
    for earlier, later in itertools.pairwise(made):
        merge(desk.tools, desk.actor(), earlier.number, later.number, other_customer=False, now=desk.now)
    found = desk.tools.database.read(lambda conn: ends(conn, [ticket.id for ticket in made]))
    assert found == {ticket.id: made[-1].id for ticket in made[:-1]}
    desk.receive(KIM, "Still there?", subject=f"Re: [#{made[0].number}]")
    assert _said(desk, made[-1])[-1][2] == "Still there?"


def test_a_ticket_that_is_taken_out_takes_along_what_was_merged_into_it(desk):
    made = [_open(desk, KIM, f"Thing {number}")[0] for number in range(4)]
    for earlier, later in itertools.pairwise(made):
        merge(desk.tools, desk.actor(), earlier.number, later.number, other_customer=False, now=desk.now)
    unmerge(desk.tools, desk.actor(), made[1].number, now=desk.now)
    found = desk.tools.database.read(lambda conn: ends(conn, [ticket.id for ticket in made]))
    assert found == {made[0].id: made[1].id, made[2].id: made[3].id}


def test_a_circle_is_refused(desk):
    one, *_ = _open(desk, KIM, "Printer")
    two, *_ = _open(desk, KIM, "Scanner")
    merge(desk.tools, desk.actor(), two.number, one.number, other_customer=False, now=desk.now)
    with pytest.raises(Refused) as raised:
        merge(desk.tools, desk.actor(), one.number, two.number, other_customer=False, now=desk.now)
    assert raised.value.code == "merge.same"


def test_another_customers_ticket_is_refused_with_the_word_that_merges_it_nonetheless(desk):
    one, *_ = _open(desk, KIM, "Printer")
    two, *_ = _open(desk, "lee@else.test", "Scanner")
    with pytest.raises(Refused, match="say other_customer") as raised:
        merge(desk.tools, desk.actor(), two.number, one.number, other_customer=False, now=desk.now)
    assert raised.value.code == "merge.other_customer"


def test_two_nodes_that_merge_crosswise_at_once_make_no_circle(desk, tmp_path):
    one, *_ = _open(desk, KIM, "Printer")
    two, *_ = _open(desk, KIM, "Scanner")
    other = app.open_parts(app.load(tmp_path / "mailgate.toml"))
    try:
        acts = ((desk.tools, one, two), (other.reload(), two, one))
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda act: _merged(desk, *act), acts))
    finally:
        other.close()
    assert sorted(outcomes) == ["merge.same", "merged"]
    assert sorted(ticket.status.value for ticket in desk.tickets()) == ["merged", "open"]


def test_different_customers_need_a_word(desk):
    one, *_ = _open(desk, KIM, "Printer")
    two, notice, _ = _open(desk, LEO, "Scanner")
    desk.receive(ANN, f"#merge {one.number}", to=notice["Reply-To"])
    (transcript,) = desk.sent_to(ANN, "transcript")
    assert "another customer's" in transcript.text
    desk.receive(ANN, f"#merge {one.number} other-customer", to=notice["Reply-To"])
    assert desk.ticket(two.number).merged_into == one.id


def test_merged_customers_are_kept_apart_and_each_is_answered(desk):
    one, *_ = _open(desk, KIM, "Printer")
    two, _, answer = _open(desk, LEO, "Scanner")
    merge(desk.tools, desk.actor(), two.number, one.number, other_customer=True, now=desk.now)
    desk.receive(LEO, "My secret is blue.", to=answer["Reply-To"], subject="Re: Scanner")
    (notice,) = desk.sent_to(ANN, "customer_notice")
    assert desk.ticket(one.number).last_customer_message_at == desk.now
    desk.receive(ANN, "We see that it is blue.", to=notice["Reply-To"])
    sent = [mail for mail in desk.sent() if mail.kind == "reply"]
    assert [mail.recipient for mail in sent] == [LEO]
    assert two.number in sent[0]["Subject"]
    assert one.number not in sent[0].raw.decode()
    assert desk.ticket(one.number).status is Status.WAITING_FOR_CUSTOMER
    # Kim, who looks at the ticket, sees nothing of it; whoever works on it sees all.
    shown = desk.tools.database.read(lambda conn: shown_in(conn, one, to_customer=True))
    assert shown == (one.id,)
    assert [text for _, _, text in _said(desk, one)] == ["About the Printer."]
    assert desk.tools.database.read(lambda conn: shown_in(conn, one, to_customer=False)) == (one.id, two.id)
    # Leo's answer to that comes to the same ticket again.
    desk.receive(LEO, "Thank you.", to=sent[0]["Reply-To"], subject="Re: Scanner")
    assert _said(desk, two)[-1] == ("public", LEO, "Thank you.")
    assert desk.ticket(one.number).status is Status.OPEN


def test_the_living_tickets_customer_is_answered_as_before(desk):
    one, notice, _ = _open(desk, KIM, "Printer")
    two, *_ = _open(desk, LEO, "Scanner")
    merge(desk.tools, desk.actor(), two.number, one.number, other_customer=True, now=desk.now)
    desk.receive(ANN, "It is repaired.", to=notice["Reply-To"])
    assert [mail.recipient for mail in desk.sent() if mail.kind == "reply"] == [KIM]


def test_words_by_api_on_a_merged_ticket_are_said_where_it_led(desk):
    one, *_ = _open(desk, KIM, "Printer")
    two, *_ = _open(desk, KIM, "Scanner")
    merge(desk.tools, desk.actor(), two.number, one.number, other_customer=False, now=desk.now)
    reply_to(desk.tools, desk.actor(), two.number, Words(text="It is repaired."), now=desk.now)
    note_on(desk.tools, desk.actor(), two.number, Words(text="He was angry."), now=desk.now)
    customer_says(desk.tools, desk.actor(KIM), two.number, CustomerWords(text="Thank you."), now=desk.now)
    assert [text for _, _, text in _said(desk, one)] == [
        *("About the Printer.", "It is repaired.", "He was angry.", "Thank you.")
    ]
    assert desk.ticket(one.number).status is Status.OPEN
    assert desk.ticket(two.number).status is Status.MERGED


def test_words_by_api_on_another_customers_merged_ticket_reach_that_customer_alone(desk):
    one, *_ = _open(desk, KIM, "Printer")
    two, *_ = _open(desk, LEO, "Scanner")
    merge(desk.tools, desk.actor(), two.number, one.number, other_customer=True, now=desk.now)
    desk.sent()
    reply_to(desk.tools, desk.actor(), two.number, Words(text="It is repaired."), now=desk.now)
    sent = [mail for mail in desk.sent() if mail.kind == "reply"]
    assert [mail.recipient for mail in sent] == [LEO]
    assert one.number not in sent[0].raw.decode()
    customer_says(desk.tools, desk.actor(LEO), two.number, CustomerWords(text="Thank you."), now=desk.now)
    assert [author for _, author, _ in _said(desk, one)] == [KIM]
    assert _said(desk, two)[-1] == ("public", LEO, "Thank you.")
    assert desk.ticket(one.number).last_customer_message_at == desk.now


def test_a_note_of_the_living_ticket_is_not_repeated_by_way_of_a_merged_one(desk):
    one, *_ = _open(desk, KIM, "Printer")
    two, *_ = _open(desk, KIM, "Scanner")
    merge(desk.tools, desk.actor(), two.number, one.number, other_customer=False, now=desk.now)
    secret = "his lawyer wrote twice and the boss wants no more refunds for this one"
    note_on(desk.tools, desk.actor(), one.number, Words(text=secret), now=desk.now)
    reply_to(desk.tools, desk.actor(), two.number, Words(text=f"We see: {secret}"), now=desk.now)
    assert [mail.answer for mail in desk.sent() if mail.kind == "reply"] == ["held: it repeats a note"]


def test_a_day_of_commands(desk):
    one, notice, _ = _open(desk, KIM, "Printer")
    two, second, _ = _open(desk, KIM, "Scanner")
    desk.receive(ANN, f"#merge {one.number}", to=second["Reply-To"])
    assert desk.ticket(two.number).status is Status.MERGED
    desk.receive(ANN, f"#unmerge {two.number}", to=notice["Reply-To"])
    assert desk.ticket(two.number).status is Status.OPEN
    desk.receive(KIM, "And the telephone is broken.", subject=f"Re: [#{one.number}]")
    desk.receive(ANN, "#split", to=notice["Reply-To"])
    new = desk.tickets()[0]
    assert [text for _, _, text in _said(desk, new)] == ["And the telephone is broken."]
    desk.receive(ANN, f"#link parent {two.number}", to=notice["Reply-To"])
    desk.receive(ANN, f"#link child {one.number}", to=notice["Reply-To"])
    transcripts = [mail.text for mail in desk.sent_to(ANN, "transcript")]
    assert "cannot be linked with itself" in transcripts[-1]
    found = desk.tools.database.read(lambda conn: links.of(conn, (one.id,)))
    assert {(link.ticket_id, link.kind.value, link.other_id) for link in found} == {
        (one.id, "parent", two.id),
        (new.id, "related", one.id),
    }
    desk.receive(ANN, "#close", to=second["Reply-To"])
    assert desk.ticket(two.number).status is Status.OPEN
    assert one.number in desk.sent_to(ANN, "transcript")[-1].text
    desk.receive(ANN, "#close children", to=second["Reply-To"])
    assert [desk.ticket(each.number).status.value for each in (two, one, new)] == ["closed", "closed", "open"]


def test_undo_takes_a_merge_back_with_all_that_was_said_beside_it(desk):
    one, *_ = _open(desk, KIM, "Printer")
    two, notice, _ = _open(desk, KIM, "Scanner")
    assign(desk.tools, desk.actor(), two.number, agent=ANN, team=None, now=desk.now)
    before = _state(desk, two.number)
    desk.receive(ANN, f"#merge {one.number}\n#tag twice", to=notice["Reply-To"])
    (transcript,) = desk.sent_to(ANN, "transcript")
    desk.receive(ANN, "undo", to=transcript["Reply-To"])
    after = _state(desk, two.number)
    assert {name: (before[0][name], value) for name, value in after[0].items() if value != before[0][name]} == {}
    assert after == before
    assert desk.tools.database.read(lambda conn: ends(conn, (two.id,))) == {}


def test_an_answer_to_a_message_that_was_split_off_follows_it(desk):
    one, *_ = _open(desk, KIM, "Printer")
    row = desk.receive(KIM, "And the telephone.", subject=f"Re: [#{one.number}]")
    moved = _entry_of(desk, one, row)
    number = split(desk.tools, desk.actor(), one.number, [moved.id], subject="Telephone", now=desk.now)
    desk.receive(KIM, "It rings now.", subject="z", headers=f"References: <{moved.message_id}>\r\n")
    new = desk.ticket(number)
    assert [text for _, _, text in _said(desk, new)] == ["And the telephone.", "It rings now."]
    assert (new.subject, new.customer_email) == ("Telephone", KIM)


def test_a_split_leaves_something_of_the_customer(desk):
    one, *_ = _open(desk, KIM, "Printer")
    with pytest.raises(Refused) as raised:
        split(desk.tools, desk.actor(), one.number, [], subject="", now=desk.now)
    assert raised.value.code == "split.everything"


def test_links_make_no_circle(desk):
    made = [_open(desk, KIM, f"Thing {number}")[0].number for number in range(3)]
    for earlier, later in itertools.pairwise(made):
        link(desk.tools, desk.actor(), earlier, Wish(kind="parent", other=later, holds=True), now=desk.now)
    with pytest.raises(Refused) as raised:
        link(desk.tools, desk.actor(), made[2], Wish(kind="parent", other=made[0], holds=True), now=desk.now)
    assert raised.value.code == "link.cycle"
    link(desk.tools, desk.actor(), made[1], Wish(kind="parent", other=made[2], holds=False), now=desk.now)
    link(desk.tools, desk.actor(), made[2], Wish(kind="parent", other=made[0], holds=True), now=desk.now)


@pytest.mark.parametrize(("said", "child"), [("", None), ("keep", "open"), ("close", "resolved")])
def test_ending_a_parent_asks_about_its_children(desk, said, child):
    one, *_ = _open(desk, KIM, "Printer")
    two, *_ = _open(desk, LEO, "Scanner")
    link(desk.tools, desk.actor(), two.number, Wish(kind="parent", other=one.number, holds=True), now=desk.now)
    if child is None:
        with pytest.raises(Refused) as raised:
            move(desk.tools, desk.actor(), one.number, Status.RESOLVED, now=desk.now)
        assert raised.value.code == "children.open"
        return
    move(desk.tools, desk.actor(), one.number, Status.RESOLVED, children=said, now=desk.now)
    assert desk.ticket(two.number).status.value == child


def _merged(desk, tools, one, two):
    try:
        merge(tools, desk.actor(), one.number, two.number, other_customer=False, now=desk.now)
    except Refused as refused:
        return refused.code
    except Conflict:
        return "merge.same"
    return "merged"


def _entry_of(desk, ticket, inbox_id):
    said = desk.tools.database.read(lambda conn: entries.of_ticket(conn, TENANT, ticket.id))
    return next(entry for entry in said if entry.inbox_id == inbox_id)


def _first_response(desk, number):
    """The promise of a first response as it stands, after a look whether the journal tells the same."""
    ticket = desk.ticket(number)
    audit = recompute(desk.tools, TENANT, ticket.id, Recomputing(actor=ANN, now=desk.now))
    assert (audit.differences, audit.gaps) == ((), ())
    cycles = desk.tools.database.read(lambda conn: clockworks.of_ticket(conn, ticket.id)).cycles
    return next(cycle for cycle in cycles if cycle.metric is Metric.FIRST_RESPONSE)


def test_first_response_is_owed_since_the_earlier_of_two_that_nobody_answered(desk):
    older, *_ = _open(desk, KIM, "Printer")
    begun = _first_response(desk, older.number)
    desk.now += timedelta(hours=1)
    newer, *_ = _open(desk, KIM, "Scanner")
    own = _first_response(desk, newer.number)
    assert begun.started_at < own.started_at
    desk.now += timedelta(minutes=1)

    merge(desk.tools, desk.actor(), older.number, newer.number, other_customer=False, now=desk.now)

    moved, ended = _first_response(desk, newer.number), _first_response(desk, older.number)
    assert (moved.started_at, moved.due_at) == (begun.started_at, begun.due_at)
    assert ended.state is CycleState.CANCELLED
    assert moved.due_at in _pending(desk, newer.number)
    desk.now += timedelta(minutes=1)

    unmerge(desk.tools, desk.actor(), older.number, now=desk.now)

    assert _first_response(desk, newer.number).due_at == own.due_at
    assert own.due_at in _pending(desk, newer.number)


def test_ticket_that_was_answered_owes_no_first_response_for_one_that_is_merged_into_it(desk):
    older, *_ = _open(desk, KIM, "Printer")
    desk.now += timedelta(hours=1)
    newer, *_ = _open(desk, KIM, "Scanner")
    reply_to(desk.tools, desk.actor(), newer.number, Words(text="We look at it."), now=desk.now)
    met = _first_response(desk, newer.number)
    desk.now += timedelta(minutes=1)

    merge(desk.tools, desk.actor(), older.number, newer.number, other_customer=False, now=desk.now)

    assert _first_response(desk, newer.number) == met


def test_later_ticket_that_is_merged_in_moves_no_promise(desk):
    older, *_ = _open(desk, KIM, "Printer")
    own = _first_response(desk, older.number)
    desk.now += timedelta(hours=1)
    newer, *_ = _open(desk, KIM, "Scanner")

    merge(desk.tools, desk.actor(), newer.number, older.number, other_customer=False, now=desk.now)

    assert _first_response(desk, older.number) == own


def test_first_response_to_what_was_split_off_is_owed_since_it_was_written(desk):
    one, _, answer = _open(desk, KIM, "Printer")
    desk.now += timedelta(hours=1)
    desk.receive(KIM, "And the telephone is dead.", to=answer["Reply-To"])
    written = desk.now
    desk.now += timedelta(hours=2)

    number = split(desk.tools, desk.actor(), one.number, [], subject="Telephone", now=desk.now)

    assert _first_response(desk, number).started_at == written


def _pending(desk, number):
    ticket = desk.ticket(number)
    rows = desk.tools.database.read(lambda conn: clockworks.of_ticket(conn, ticket.id)).deadlines
    return {row.due_at for row in rows if (row.trigger, row.state) == (Trigger.BREACH, DeadlineState.PENDING)}
