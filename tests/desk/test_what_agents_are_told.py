"""Agents who have nothing but their mail learn who wrote, what it is about, and what they were given."""

from __future__ import annotations

from tests.rig.desk import ANN, BOB

GUS = "Gus <gus@client.test>"
HANNA = "Hanna <hanna@client.test>"


def _asked(desk) -> str:
    """Gus asked something; the reply address of his acknowledgement."""
    desk.receive(GUS, "What do I owe?", subject="Bill")
    (answer,) = (mail for mail in desk.sent() if mail.kind == "acknowledgement")
    return answer["Reply-To"]


def test_words_that_were_let_through_are_their_authors_and_not_the_customers(desk):
    desk.receive(HANNA, "We pay half.", to=_asked(desk), subject="Re: Bill")
    (held,) = desk.sent_to(ANN, "held_notice")
    desk.receive(ANN, "accept", to=held["Reply-To"])
    desk.work()
    (notice,) = desk.sent_to(BOB, "customer_notice")
    assert "Hanna <hanna@client.test>, who is not the customer, wrote:\n\nWe pay half." in notice.text
    assert notice["From"].startswith("Hanna via ")
    assert "Customer  Gus <gus@client.test>" in notice.text


def test_a_watchers_words_are_the_watchers(desk):
    address = _asked(desk)
    desk.receive(GUS, "More.", to=address, subject="Re: Bill")
    (notice,) = desk.sent_to(ANN, "customer_notice")
    assert "\nGus wrote:\n" in notice.text
    desk.receive(ANN, "#watch hanna@client.test", to=notice["Reply-To"])
    desk.receive(ANN, "You owe 5.", to=notice["Reply-To"])
    (told,) = desk.sent_to("hanna@client.test")
    desk.receive(HANNA, "Five is fine.", to=told["Reply-To"], subject="Re: Bill")
    (notice,) = desk.sent_to(BOB, "customer_notice")
    assert "Hanna <hanna@client.test>, who is not the customer, wrote:\n\nFive is fine." in notice.text
