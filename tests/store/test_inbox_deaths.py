"""What becomes of mails whose worker or node died over them."""

from __future__ import annotations

import pytest

from mailgate.model.envelope import InboxState


def test_the_third_death_on_a_mail_alone_puts_it_into_quarantine(intake):
    intake.accept(1)
    for attempt in (1, 2):
        assert [item.attempts for item in intake.take()] == [attempt]
        assert intake.worker_dies() == [1]
        assert intake.row(1).state is InboxState.PENDING
    assert [item.attempts for item in intake.take()] == [3]
    intake.worker_dies()
    row = intake.row(1)
    assert (row.state, row.outcome, row.attempts) == (InboxState.QUARANTINED, "quarantine.worker_death", 3)
    assert row.processed_at == intake.now
    assert intake.take(now=intake.after(3600)) == []


def test_a_death_on_a_batch_counts_for_none_of_its_mails(intake):
    intake.accept_many([1, 2, 3])
    intake.take()
    assert intake.worker_dies() == [1, 2, 3]
    assert [intake.row(mail_id).attempts for mail_id in (1, 2, 3)] == [0, 0, 0]


def test_one_poisoned_mail_in_a_batch_is_found_and_the_others_are_done(intake):
    intake.accept_many(range(1, 11))
    poison, deaths = 4, 0
    while items := intake.take():
        if poison in [item.id for item in items]:
            intake.worker_dies()
            deaths += 1
            continue
        for item in items:
            intake.finish(item)
    assert deaths == 4
    assert intake.row(poison).outcome == "quarantine.worker_death"
    assert {intake.row(mail_id).state for mail_id in range(1, 11) if mail_id != poison} == {InboxState.PROCESSED}


def test_what_a_batch_had_finished_before_the_death_stays_finished(intake):
    intake.accept_many([1, 2])
    first, _ = intake.take()
    intake.finish(first)
    assert intake.worker_dies() == [2]
    assert intake.row(1).state is InboxState.PROCESSED
    assert intake.row(2).attempts == 1


def test_a_death_touches_only_that_workers_mails(intake):
    intake.accept_many([1, 2, 3])
    intake.take(worker="w1", items=1)
    intake.take(worker="w2", items=1)
    intake.take(worker="w1", node="n2", items=1)
    assert intake.worker_dies("w1", "n1") == [1]
    assert intake.row(2).state is InboxState.WORKING
    assert intake.row(3).state is InboxState.WORKING


def test_a_death_with_nothing_in_hand_changes_nothing(intake):
    intake.accept(1)
    assert intake.worker_dies() == []
    assert intake.take_ids() == [1]


def test_a_lease_that_ran_out_on_one_mail_counts_as_a_death(intake):
    intake.accept(1)
    for number, attempt in enumerate((1, 2, 3)):
        assert [item.attempts for item in intake.take(now=intake.after(20 * number))] == [attempt]
    assert intake.take(now=intake.after(60)) == []
    assert intake.row(1).outcome == "quarantine.worker_death"


def test_a_lease_that_ran_out_on_a_batch_brings_each_back_alone_and_uncounted(intake):
    intake.accept_many([1, 2])
    intake.take()
    assert intake.take(worker="w2", now=intake.after(14.9)) == []
    (item,) = intake.take(worker="w2", now=intake.after(15))
    assert (item.id, item.attempts) == (1, 1)
    assert intake.take_ids(worker="w3", now=intake.after(15)) == [2]


def test_the_rest_of_a_batch_counts_when_only_one_of_its_leases_ran_out(intake):
    intake.accept(1)
    intake.take()
    intake.accept(2)
    intake.now = intake.after(10)
    intake.take()
    assert intake.take_ids(worker="w2", now=intake.after(6)) == [1]
    assert intake.row(1).attempts == 1
    assert intake.row(2).state is InboxState.WORKING


def test_a_starting_node_takes_back_its_own_mails_at_once(intake):
    intake.accept_many([1, 2])
    intake.take(node="n1", items=1)
    intake.take(node="n2", items=1)
    assert intake.node_starts("n1") == 1
    assert intake.take_ids() == [1]
    assert intake.row(2).state is InboxState.WORKING


def test_a_nodes_death_is_counted_apart_from_a_workers(intake):
    intake.accept(1)
    for _ in range(5):
        intake.take()
        intake.node_starts()
    row = intake.row(1)
    assert (row.state, row.attempts, row.node_attempts) == (InboxState.PENDING, 0, 5)


def test_the_tenth_death_of_a_node_puts_a_mail_into_quarantine(intake):
    intake.accept(1)
    for _ in range(9):
        intake.take()
        intake.node_starts()
    assert intake.take_ids() == [1]
    assert intake.node_starts() == 1
    row = intake.row(1)
    assert (row.state, row.outcome, row.node_attempts) == (InboxState.QUARANTINED, "quarantine.node_deaths", 10)


def test_one_mail_that_ends_its_node_does_not_take_its_batch_into_quarantine(intake):
    intake.accept_many([1, 2, 3])
    poison = 2
    while items := intake.take():
        if poison in [item.id for item in items]:
            intake.node_starts()
            continue
        for item in items:
            intake.finish(item)
    assert intake.row(poison).outcome == "quarantine.node_deaths"
    assert {intake.row(1).state, intake.row(3).state} == {InboxState.PROCESSED}


@pytest.mark.parametrize("dies", ["worker_dies", "node_starts"])
def test_what_was_taken_back_is_worked_on_by_nobody(intake, dies):
    intake.accept(1, contact="eve")
    intake.accept(2, contact="eve")
    intake.take()
    getattr(intake, dies)()
    assert intake.row(1).state is InboxState.PENDING
    assert intake.take_ids(worker="w2") == [1]
