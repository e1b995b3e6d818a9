"""Replies, notes, customers' words and attachments over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from mailgate.model.message import Attachment
from mailgate.model.recording import NewEntry
from mailgate.model.ticket import AuthorType, Entry, EntryAuthor, EntryKind
from mailgate.notify.suppressing import suppressed
from mailgate.store.outbound import suppressions
from mailgate.store.tickets import entries, tickets


def _path(ticket) -> str:
    return f"/api/v1/tickets/{ticket['id']}"


def test_an_agents_reply_goes_to_the_customer_by_mail(api):
    path = _path(api.opened())
    answer = api.agent.post(f"{path}/messages", json={"text": "Use water.", "internal": False})
    assert (answer.status_code, answer.json()["kind"]) == (201, "public")
    assert ("reply", "eve@example.org") in api.mails()
    assert api.agent.get(path).json()["status"] == "waiting_for_customer"


def test_an_agents_reply_goes_to_the_customers_below_as_well_where_it_is_asked_for(api):
    parent, child = api.opened(), api.opened()
    api.agent.post(f"{_path(child)}/link", json={"kind": "parent", "to": parent["number"]})
    wanted = {"text": "It is up again.", "children": True}

    assert api.eve.post(f"{_path(parent)}/messages", json=wanted).status_code == 403
    assert api.agent.post(f"{_path(parent)}/messages", json=wanted | {"internal": True}).status_code == 422
    assert api.agent.post(f"{_path(child)}/messages", json=wanted).json()["code"] == "children.none"
    assert [mail for mail in api.mails() if mail[0] == "reply"] == []

    assert api.agent.post(f"{_path(parent)}/messages", json=wanted).status_code == 201
    assert [mail for mail in api.mails() if mail[0] == "reply"] == [("reply", "eve@example.org")] * 2
    assert api.agent.get(_path(child)).json()["status"] == "waiting_for_customer"


def _suppress(api, address: str) -> None:
    found = suppressed(address, "5.1.1 no such user", None, datetime.now(UTC))
    api.tools.database.write(lambda conn: suppressions.put(conn, "acme", [found]))


def test_a_reply_to_a_suppressed_address_says_in_its_answer_that_it_is_not_sent(api):
    ticket = api.opened()
    path = _path(ticket)
    first = api.agent.post(f"{path}/messages", json={"text": "Use water."})
    assert (first.status_code, first.json()["not_sent"]) == (201, [])
    _suppress(api, "eve@example.org")

    words = {"json": {"text": "Did it help?"}, "headers": {"Idempotency-Key": "once"}}
    answer, again = (api.agent.post(f"{path}/messages", **words) for _ in range(2))
    (stopped,) = answer.json()["not_sent"]
    assert (answer.status_code, stopped["to"], stopped["state"]) == (201, "eve@example.org", "suppressed")
    assert stopped["reason"].startswith("suppressed until 2")
    assert "5.1.1 no such user" in stopped["reason"]
    assert again.json() == answer.json()

    note = api.agent.post(f"{path}/messages", json={"text": "No.", "internal": True}).json()
    assert note["not_sent"] == []
    assert "not_sent" not in api.eve.post(f"{path}/messages", json={"text": "It did."}).json()


def test_a_reply_that_is_held_says_so_in_its_answer(api):
    path = _path(api.opened())
    note = "The whole series burns and nobody outside must ever hear of it before the recall."
    api.agent.post(f"{path}/messages", json={"text": note, "internal": True})
    (stopped,) = api.agent.post(f"{path}/messages", json={"text": f"See: {note}"}).json()["not_sent"]
    assert (stopped["to"], stopped["state"]) == ("eve@example.org", "held")


def test_a_note_tells_the_others_and_no_customer(api):
    path = _path(api.opened())
    answer = api.agent.post(f"{path}/messages", json={"text": "They always say that.", "internal": True})
    assert answer.json()["kind"] == "internal"
    assert api.mails()[2:] == [("note_notice", "bob@acme.test")]


def test_a_machines_token_replies_too(api):
    path = _path(api.opened())
    robot = api.as_("admin")
    assert robot.post(f"{path}/messages", json={"text": "Restarted."}).status_code == 201
    assert robot.post(f"{path}/messages", json={"text": "Restarted.", "internal": True}).status_code == 201
    assert ("reply", "eve@example.org") in api.mails()


def test_a_customers_words_wake_the_ticket_and_tell_its_agents(api):
    path = _path(api.opened())
    api.agent.post(f"{path}/messages", json={"text": "Use water."})
    answer = api.eve.post(f"{path}/comments", json={"text": "It is wet now."})
    assert answer.status_code == 201
    assert answer.json()["author"]["type"] == "customer"
    assert api.agent.get(path).json()["status"] == "open"
    assert api.mails()[-2:] == [("customer_notice", "ann@acme.test"), ("customer_notice", "bob@acme.test")]


def test_a_customer_cannot_leave_a_note(api):
    path = _path(api.opened())
    answer = api.eve.post(f"{path}/messages", json={"text": "psst", "internal": True})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden.note")
    assert "psst" not in api.agent.get(f"{path}/messages").text


def test_a_customer_cannot_write_on_what_was_cancelled(api):
    path = _path(api.opened())
    api.agent.patch(path, json={"status": "cancelled"})
    answer = api.eve.post(f"{path}/messages", json={"text": "But"})
    assert (answer.status_code, answer.json()["code"]) == (409, "ticket.closed")


def test_messages_come_oldest_first_in_pages(api):
    path = _path(api.opened())
    for text in ("one", "two", "three"):
        api.agent.post(f"{path}/messages", json={"text": text})
    body = api.eve.get(f"{path}/messages", params={"page": 2, "limit": 2}).json()
    assert [item["text"] for item in body["items"]] == ["two", "three"]
    assert (body["total"], body["page"], body["limit"]) == (4, 2, 2)
    assert api.agent.get(f"{path}/comments", params={"page": 9}).json()["items"] == []


@pytest.mark.parametrize("who", ["agent", "eve"])
def test_the_same_key_says_it_once(api, who):
    path, client = _path(api.opened()), getattr(api, who)
    asked = {"json": {"text": "Once."}, "headers": {"Idempotency-Key": "k"}}
    first, second = (client.post(f"{path}/messages", **asked) for _ in "12")
    assert first.json() == second.json()
    assert api.eve.get(f"{path}/messages").json()["total"] == 2
    other = client.post(f"{path}/messages", json={"text": "Twice."}, headers={"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.other_request")


@pytest.fixture
def with_file(api):
    """A ticket with a public message and a note, each with a file; the ways to both."""
    ticket = api.opened()

    def add(conn) -> None:
        found = tickets.by_ref(conn, "acme", ticket["id"])
        for row, kind in ((9001, EntryKind.PUBLIC), (9002, EntryKind.INTERNAL)):
            content = f"<script>{kind}</script>".encode()
            part = Attachment(
                name='we"ird\r\nnäme.html', type="text/html", content=content, sha256=sha256(content).hexdigest()
            )
            author = EntryAuthor(type=AuthorType.AGENT, email="ann@acme.test", name="Ann")
            entry = Entry(
                id=row, ticket_id=found.id, kind=kind, author=author, text="t", html="", created_at=datetime.now(UTC)
            )
            new = NewEntry(entry=entry, attachments=(part,), attachment_ids=(row + 10,))
            entries.add(conn, [("acme", new)])

    api.database.write(add)
    return {row: f"{_path(ticket)}/messages/{row}/attachments/{row + 10}" for row in (9001, 9002)}


def test_a_file_is_served_to_be_kept_never_to_be_shown(api, with_file):
    answer = api.eve.get(with_file[9001])
    assert answer.content == b"<script>public</script>"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "n%C3%A4me.html" in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_file_of_a_note_is_for_agents_only(api, with_file):
    assert api.agent.get(with_file[9002]).status_code == 200
    foreign = api.as_("customer", "bob@example.org")
    for client, path in ((api.eve, with_file[9002]), (foreign, with_file[9001])):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_file_is_reached_only_through_its_own_message(api, with_file):
    crossed = with_file[9001].replace("/9011", "/9012")
    assert api.agent.get(crossed).status_code == 404
    assert api.agent.get(with_file[9001].replace("/9001/", f"/{2**63}/")).status_code == 422


def _merged(api, *, customer: str) -> tuple[dict[str, object], dict[str, object]]:
    """A ticket of that customer's, merged into one of Eve's; the living one first."""
    living, merged = api.opened(), api.opened(customer_email=customer, subject="Scanner")
    wish = {"into": living["number"], "other_customer": customer != "eve@example.org"}
    assert api.agent.post(f"{_path(merged)}/merge", json=wish).status_code == 200
    return living, merged


@pytest.mark.parametrize("customer", ["eve@example.org", "leo@example.org"])
def test_what_is_said_on_a_merged_ticket_is_answered_with_what_was_said_and_said_once(api, customer):
    _, merged = _merged(api, customer=customer)
    clients = {"agent": api.agent, "customer": api.as_("customer", customer)}
    before = len(api.mails())
    for who, text, internal in (("agent", "Use water.", False), ("agent", "Angry.", True), ("customer", "Ok", False)):
        said = {"json": {"text": text, "internal": internal}, "headers": {"Idempotency-Key": text}}
        answer, again = (clients[who].post(f"{_path(merged)}/messages", **said) for _ in range(2))
        assert (answer.status_code, answer.json()["text"]) == (201, text), answer.text
        assert again.json() == answer.json()
    assert [mail for mail in api.mails()[before:] if mail[0] == "reply"] == [("reply", customer)]


def test_a_request_that_is_repeated_after_its_ticket_was_merged_is_still_the_same_request(api):
    living, other = api.opened(), api.opened()
    said = {"json": {"text": "Use water."}, "headers": {"Idempotency-Key": "once"}}
    first = api.agent.post(f"{_path(other)}/messages", **said)
    assert api.agent.post(f"{_path(other)}/merge", json={"into": living["number"]}).status_code == 200
    assert api.agent.post(f"{_path(other)}/messages", **said).json() == first.json()
    assert api.agent.post(f"{_path(living)}/messages", **said).json()["code"] == "idempotency.other_request"


def _one_in_two(api):
    one, two = api.opened(text="first"), api.opened(text="second")
    assert api.agent.post(f"{_path(one)}/merge", json={"into": two["number"]}).status_code == 200
    return one, two


def _said(client, ticket):
    items = client.get(f"{_path(ticket)}/messages").json()["items"]
    return [item["text"] for item in items if item["kind"] == "public"]


@pytest.mark.parametrize("way", ["reopen", "status", "unmerge"])
def test_a_merged_ticket_that_is_open_again_takes_its_messages_along(api, way):
    one, two = _one_in_two(api)
    assert _said(api.agent, two) == ["first", "second"]
    edits = way == "status"
    again = api.agent.patch(_path(one), json={"status": "open"}) if edits else api.agent.post(f"{_path(one)}/{way}")
    assert (again.status_code, again.json()["merged_into"]) == (200, None)
    assert (_said(api.agent, one), _said(api.agent, two)) == (["first"], ["second"])
    told = [event["details"] for event in api.agent.get(f"{_path(two)}/activity").json()["items"]]
    assert [each["taken_out"] for each in told if "taken_out" in each] == [one["number"]]


def test_what_was_said_on_a_deleted_ticket_is_seen_in_no_other(api):
    one, two = _one_in_two(api)
    assert api.agent.delete(_path(one)).status_code == 204
    assert [_said(client, two) for client in (api.agent, api.eve)] == [["second"], ["second"]]
