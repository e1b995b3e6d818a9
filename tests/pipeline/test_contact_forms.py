"""Contact forms: the customer is whom Reply-To names, where the queue says so, and proves nothing by it."""

from __future__ import annotations

import pytest

from mailgate.model.outbound import OutboundKind, OutboxState
from mailgate.store.tickets.ticket_rows import newest

FORM, EVE, MALLORY = "web@shop.test", "eve@customer.test", "mallory@evil.test"
ACK, REPLY = OutboundKind.ACKNOWLEDGEMENT, OutboundKind.REPLY
PASS = "mx.acme.test; dmarc=pass header.from=shop.test"
FAIL = "mx.acme.test; dmarc=fail header.from=shop.test"


@pytest.fixture
def forms(build):
    """A house that takes contact forms in."""
    return build(queue='contact_forms = ["web@shop.test", "@forms.test", "192.0.2.0/24"]')


def tickets(house):
    return house.database.read(lambda conn: newest(conn, house.tenant, status=None, limit=100))


def customers(house) -> list[str]:
    return sorted(ticket.customer_email for ticket in tickets(house))


def filled_in(house, author: str = f"Shop <{FORM}>", *, reply_to: str = f"Eve <{EVE}>", subject="Contact", **headers):
    """A form's mail: what it makes us send."""
    raw = house.mail(author, subject, "My order?", Reply_To=reply_to, **headers)
    return house.carry(raw, sender="www@shop.test")


LISTED = {
    "address": f"Shop <{FORM}>",
    "address in capitals": "Shop <Web@Shop.Test>",
    "domain": "Anything <anything@forms.test>",
}


@pytest.mark.parametrize("author", LISTED.values(), ids=LISTED)
def test_customer_of_a_listed_form_is_whom_reply_to_names(forms, author):
    sent = filled_in(forms, author)
    (ticket,) = tickets(forms)
    assert (ticket.customer_email, ticket.customer_name) == (EVE, "Eve")
    assert [mail.recipient for mail in sent if mail.kind is ACK] == [EVE]


def test_form_that_a_listed_relay_hands_over_is_taken_as_one(build):
    house = build(queue='contact_forms = ["127.0.0.0/8"]')
    filled_in(house, "Apache <apache@www7.test>")
    assert customers(house) == [EVE]


NOT_TAKEN = {
    "not listed": ("Kim <kim@shop.test>", {}),
    "below a listed domain": ("Kim <kim@a.forms.test>", {}),
    "two in Reply-To": (f"Shop <{FORM}>", {"reply_to": f"{EVE}, {MALLORY}"}),
    "none in Reply-To": (f"Shop <{FORM}>", {"reply_to": "undisclosed:;"}),
    "the queue itself": (f"Shop <{FORM}>", {"reply_to": "support@acme.test"}),
    "a token address of ours": (f"Shop <{FORM}>", {"reply_to": "support+c-abc@acme.test"}),
    "an agent": (f"Shop <{FORM}>", {"reply_to": "ann@agents.test"}),
}


@pytest.mark.parametrize(("author", "given"), NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_otherwise_the_customer_is_the_author(forms, author, given):
    filled_in(forms, author, **given)
    assert customers(forms) == [author.partition("<")[2].rstrip(">")]


@pytest.mark.parametrize(
    ("author", "headers"),
    [(f"Shop <{FORM}>, Kim <kim@shop.test>", {}), (f"Shop <{FORM}>", {"Authentication_Results": FAIL})],
    ids=["unclean", "failed"],
)
def test_reply_to_of_an_unclean_or_failed_author_is_never_taken(forms, author, headers):
    assert EVE not in {mail.recipient for mail in filled_in(forms, author, **headers)}
    assert EVE not in customers(forms)
    assert forms.outcome(forms.mail_ids()[-1]) == "held.failed_sender"


def test_queue_that_lists_no_form_takes_the_author(house):
    filled_in(house)
    assert customers(house) == [FORM]


def test_agent_who_writes_from_a_listed_domain_stays_the_agent(build):
    house = build(queue='contact_forms = ["@agents.test"]')
    sent = house.carry(house.mail(f"Eve <{EVE}>", "Printer"), sender=EVE)
    notice = next(mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE)
    to = str(notice.message["Reply-To"])
    raw = house.mail("Ann <ann@agents.test>", "Re: Printer", "Water.", to=to, Reply_To=f"Kim <{MALLORY}>")
    (reply,) = house.carry(raw, sender="ann@agents.test", to=to)
    assert (reply.kind, reply.recipient) == (REPLY, EVE)


@pytest.mark.parametrize("proof", ["", PASS], ids=["unverified form", "verified form"])
def test_whoever_types_a_customers_address_into_a_form_joins_no_ticket(forms, proof):
    """Whatever else is typed in: the number, the customer's own Message-ID, even the customer's own mail from us."""
    said = forms.carry(forms.mail(f"Eve <{EVE}>", "Printer", Message_Id="<own@customer.test>"), sender=EVE)
    (ack,) = [mail for mail in said if mail.kind is ACK]
    (first,) = tickets(forms)
    headers = {"Authentication_Results": proof} if proof else {}
    known = str(ack.message["Message-ID"])
    for given in ({"subject": f"Re: [#{first.number}]"}, {"In_Reply_To": known}, {"References": known}):
        filled_in(forms, **given, **headers)
        assert forms.outcome(forms.mail_ids()[-1]) == "new_ticket"
        assert tickets(forms)[0].follow_up_of == first.id
    assert [ticket.updated_at for ticket in tickets(forms) if ticket.id == first.id] == [first.updated_at]


def test_form_named_like_a_machine_is_acknowledged_and_an_automatic_mail_of_it_is_not(build):
    house = build(queue='contact_forms = ["@shop.test"]')
    sent = filled_in(house, "Shop <no-reply@shop.test>")
    assert [mail.recipient for mail in sent if mail.kind is ACK] == [EVE]
    sent = filled_in(house, "Shop <no-reply@shop.test>", Auto_Submitted="auto-generated")
    assert [mail.kind for mail in sent if mail.kind is ACK] == []


def test_typed_address_is_acknowledged_once_a_day_whoever_the_form_is(forms):
    """A form is no way to have us fill somebody's mailbox."""
    acks = [mail for _ in range(5) for mail in filled_in(forms, Authentication_Results=PASS) if mail.kind is ACK]
    assert [mail.recipient for mail in acks] == [EVE]
    assert "My order?" not in acks[0].text


def test_form_lifts_no_suppression(forms):
    forms.take(forms.mail(f"Eve <{EVE}>", "Printer"), sender=EVE)
    forms.work()
    assert EVE in {mail.recipient for mail in forms.refuse()}
    assert EVE not in {mail.recipient for mail in filled_in(forms)}
    assert EVE in {row.recipient for row in forms.rows(OutboxState.SUPPRESSED)}


def test_journal_says_whose_form_it_was(forms):
    filled_in(forms, Authentication_Results=PASS)
    (ticket,) = tickets(forms)
    (event,) = [event for event in forms.journal(ticket.number) if event.kind == "mail.received"]
    assert event.details["sender"]["tier"] == "weak"
    assert event.details["sender"]["reason"] == "reply_to.contact_form"
    assert event.details["sender"]["evidence"][0] == f"{FORM} is verified: dmarc.pass"
