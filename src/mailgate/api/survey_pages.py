"""``/rate/...``: the page behind the link of a survey. Looking at it changes nothing, since mail scanners look too."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Response

from mailgate.api.page import Form, page
from mailgate.api.serving import Served, Serving
from mailgate.errors import NotFound, Refused
from mailgate.lifecycle.rating import COMMENT_LENGTH
from mailgate.model.match import Purpose
from mailgate.model.survey import Rating
from mailgate.notify.kinds.customer import SCORES
from mailgate.pipeline.customers.rating import asked, rate_by_link
from mailgate.thread.reply_token import read

#: Not in the description of the API: it is for people.
router = APIRouter(prefix="/rate", include_in_schema=False)


@router.get("/{tenant}/{token}")
def ask(parts: Served, tenant: str, token: str, score: str = "") -> Response:
    """The form, with the score of the link chosen; nothing is stored."""
    survey_id = _survey(parts, tenant, token)
    try:
        parts.read(lambda conn: asked(conn, parts.tools, tenant, survey_id, now=parts.now()))
    except (NotFound, Refused) as error:
        return _turned_away(error)
    choices = "".join(_choice(number, word, chosen=score == str(number)) for number, word in SCORES)
    return page(
        "How was it?",
        f'<form method="post">{choices}<label>What should we know?<textarea name="comment" rows="5" '
        f'maxlength="{COMMENT_LENGTH}"></textarea></label><button>Send</button></form>',
    )


@router.post("/{tenant}/{token}")
def store(parts: Served, tenant: str, token: str, form: Form) -> Response:
    """The answer counts."""
    survey_id = _survey(parts, tenant, token)
    score = form.get("score", "")
    if score not in {str(number) for number, _ in SCORES}:
        return page("How was it?", "<p>Please go back and choose one of the five.</p>", status=422)
    comment = form.get("comment", "").strip()[:COMMENT_LENGTH]
    try:
        rate_by_link(parts.tools, tenant, survey_id, Rating(score=int(score), comment=comment), now=parts.now())
    except (NotFound, Refused) as error:
        return _turned_away(error)
    parts.committed()
    return page("Thank you", "<p>Your answer has arrived.</p>")


def _survey(parts: Serving, tenant: str, text: str) -> int:
    """The survey that a token stands for; 0, which is none, for a token that is not ours."""
    token = read(parts.tools.keys, tenant, text)
    return token.subject_id if token is not None and token.purpose is Purpose.SURVEY else 0


def _turned_away(error: NotFound | Refused) -> Response:
    if isinstance(error, NotFound):
        return page("Nothing here", "<p>This link leads nowhere.</p>", status=404)
    return page("Nothing to do", f"<p>{escape(str(error))}.</p>", status=410)


def _choice(score: int, word: str, *, chosen: bool) -> str:
    checked = " checked" if chosen else ""
    return f'<label><input type="radio" name="score" value="{score}" required{checked}> {score} {escape(word)}</label>'
