"""Numbers and refids that exist already: the mail is decided again with fresh ones, and nobody notices."""

from __future__ import annotations

import pytest

#: The first three tickets of a worker are given the same name.
_DRAWN_AGAIN = """
    if WORKER:
        import itertools
        from mailgate.pipeline.tickets import drafting
        real, drawn = drafting.{name}, itertools.count()
        drafting.{name} = lambda *given: real(*given) if next(drawn) > 2 else {taken!r}
"""


@pytest.mark.parametrize(
    ("name", "taken", "field"),
    [("new_refid", "sup_00000000000000000000", "refid"), ("_number", "2026-01-00001", "number")],
)
def test_a_name_that_exists_is_drawn_again(idle_daemon, database_url, relay, write, name, taken, field):
    daemon = idle_daemon
    daemon.configure(database_url)
    daemon.inject(_DRAWN_AGAIN.format(name=name, taken=taken))
    daemon.start()
    customers = [f"{name}@customers.test" for name in ("cora", "carl", "cleo")]

    for customer in customers:
        daemon.send(write(customer, "Help", "It burns.", message_id=f"m-{customer}"), sender=customer)
        relay.wait_for(lambda letter, customer=customer: letter.recipient == customer)

    tickets = daemon.tickets()
    assert [ticket["customer_email"] for ticket in reversed(tickets)] == customers
    assert len({ticket[field] for ticket in tickets}) == 3
    assert tickets[-1][field] == taken
    # Decided again at once: it is no failure of the mail.
    assert [(row["outcome"], row["attempts"]) for row in daemon.json("inbox", "list")] == [("new_ticket", 1)] * 3
