"""``/l/...``: take a page, or decide on an approval. Looking changes nothing, since mail scanners look too."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Response

from mailgate.api.page import Form, page
from mailgate.api.serving import Served, Serving
from mailgate.errors import NotFound, Refused
from mailgate.escalation.approvals import objection
from mailgate.model.event import Cause
from mailgate.model.ticket import Ticket
from mailgate.notify.subjects import clean_subject
from mailgate.pipeline.approvals.answers import Word, decide
from mailgate.pipeline.escalations.taking import take
from mailgate.pipeline.tickets.actions import Actor
from mailgate.store.tickets import approvals, tickets
from mailgate.thread.link_token import Link, LinkPurpose, read_link

#: Not in the description of the API: it is for people.
router = APIRouter(prefix="/l", include_in_schema=False)
_REASON_LENGTH = 500


@router.head("/{token}")
@router.get("/{token}")
def show(parts: Served, token: str) -> Response:
    """The form of what the link is for; nothing is stored."""
    found = _found(parts, token)
    if isinstance(found, Response):
        return found
    link, ticket = found
    about = f"<p>{escape(ticket.number)}: {escape(clean_subject(ticket.subject) or '(no subject)')}</p>"
    if link.purpose is LinkPurpose.ACK:
        return page("Take this ticket?", f'{about}<form method="post"><button>I take it</button></form>')
    return _decision_form(parts, link, about)


@router.post("/{token}")
def act(parts: Served, token: str, form: Form) -> Response:
    """What the form asks for."""
    found = _found(parts, token)
    if isinstance(found, Response):
        return found
    link, ticket = found
    try:
        done = _take(parts, link, ticket) if link.purpose is LinkPurpose.ACK else _decide(parts, link, form)
    except (NotFound, Refused) as error:
        return page("Nothing to do", f"<p>{escape(str(error))}.</p>", status=410)
    parts.committed()
    return done


def _found(parts: Serving, token: str) -> tuple[Link, Ticket] | Response:
    """The link with its ticket; an answer where it leads nowhere or is too old."""
    link = read_link(parts.tools.keys, token)
    if link is None or link.tenant not in parts.tools.desks:
        return page("Nothing here", "<p>This link leads nowhere.</p>", status=404)
    if link.expires_at <= parts.now():
        return page("Too late", "<p>This link is too old; answer the mail instead.</p>", status=410)
    ticket = parts.read(lambda conn: tickets.by_id(conn, link.tenant, link.ticket_id))
    if ticket is None:
        return page("Nothing here", "<p>This link leads nowhere.</p>", status=404)
    return link, ticket


def _decision_form(parts: Serving, link: Link, about: str) -> Response:
    approval = parts.read(lambda conn: approvals.by_id(conn, link.tenant, link.subject_id))
    if approval is None or objection(approval, link.recipient):
        return page("Nothing to do", "<p>It is decided, or you have answered already.</p>", status=410)
    what = f"<p><strong>{escape(approval.terms.what)}</strong></p>" if approval.terms.what else ""
    return page(
        "Your approval is asked for",
        f'{about}{what}<form method="post"><label>Reason<textarea name="reason" rows="4" '
        f'maxlength="{_REASON_LENGTH}"></textarea></label><button name="word" value="approve">Approve</button> '
        '<button name="word" value="reject">Reject</button></form>',
    )


def _take(parts: Serving, link: Link, ticket: Ticket) -> Response:
    taken = take(parts.tools, _actor(link), str(ticket.uuid), now=parts.now())
    if not taken:
        return page("Nothing to do", "<p>Nobody was paged about this ticket.</p>", status=410)
    return page("It is yours", "<p>You have taken this ticket; nobody else is paged.</p>")


def _decide(parts: Serving, link: Link, form: Form) -> Response:
    word = form.get("word", "")
    if word not in ("approve", "reject"):
        return page("Your approval is asked for", "<p>Please go back and choose one of the two.</p>", status=422)
    reason = form.get("reason", "").strip()[:_REASON_LENGTH]
    said = Word(approves=word == "approve", reason=reason, way="link")
    decide(parts.tools, _actor(link), link.subject_id, said, now=parts.now())
    return page("Thank you", "<p>Your word counts.</p>")


def _actor(link: Link) -> Actor:
    return Actor(tenant=link.tenant, email=link.recipient, cause=Cause(kind="link", ref=link.purpose.value))
