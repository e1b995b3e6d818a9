"""Every answer that is no success, as a problem of RFC 9457: one table from errors to status codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from secrets import token_hex
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from mailgate.errors import Conflict, MailgateError, NotFound, Refused, StorageFull, StoreUnavailable

_LOG = structlog.get_logger()
#: Seconds after which a client may try again.
_RETRY_AFTER = 2
_CODES = {
    400: ("request.malformed", "The request cannot be read"),
    404: ("not_found", "Not found"),
    405: ("method.not_allowed", "This method is not possible here"),
    413: ("request.too_large", "The request is larger than 1 MiB"),
}
#: Codes of ``Refused`` that are no conflict with the ticket's state.
_REFUSED = {
    "assign.unknown_agent": 422,
    "assign.unknown_team": 422,
    "queue.unknown": 422,
    "escalation.unknown_policy": 422,
    "approval.bad_terms": 422,
    "approval.not_asked": 403,
    "customer.own_address": 422,
    "idempotency.other_request": 422,
    "lifecycle.unknown_status": 422,
    "lifecycle.unknown_priority": 422,
    "lifecycle.unknown_field": 422,
    "lifecycle.wrong_type": 422,
}


class Turned(Exception):
    """A request that is turned away before its work begins."""

    def __init__(self, status: int, code: str, text: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.text = text
        self.headers = dict(headers or {})


def problem(
    status: int, code: str, error: str, *, headers: Mapping[str, str] | None = None, **extensions: object
) -> Response:
    """A problem document; extensions that are None or empty are left out."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error,
        "code": code,
        "error": error,
    }
    body |= {name: value for name, value in extensions.items() if value not in (None, "", (), [])}
    # ASCII: what a client sent may stand in it, lone surrogates too.
    content = json.dumps(body, ensure_ascii=True)
    return Response(content, status, dict(headers or {}), "application/problem+json")


def unexpected(error: Exception, request_line: str) -> Response:
    """Our own fault: the peer learns an id, the log everything."""
    incident = token_hex(8)
    _LOG.error("api.failed", incident=incident, request=request_line, exc_info=error)
    return problem(500, "internal", "Something failed on our side", incident=incident)


def add_handlers(app: FastAPI) -> None:
    """Have every error of the application answered as a problem."""
    app.add_exception_handler(MailgateError, _failure)
    app.add_exception_handler(Turned, _turned)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


def _failure(request: Request, error: Exception) -> Response:
    if isinstance(error, Refused):
        return _refused(error)
    if isinstance(error, NotFound):
        return problem(404, *_CODES[404])
    if isinstance(error, Conflict):
        return problem(409, "conflict", error.public_text, retry_after=1, headers={"Retry-After": "1"})
    if isinstance(error, StoreUnavailable):
        _LOG.warning("api.store_away", error=str(error))
        code = "store.full" if isinstance(error, StorageFull) else "store.unavailable"
        headers = {"Retry-After": str(_RETRY_AFTER)}
        return problem(503, code, error.public_text, retry_after=_RETRY_AFTER, headers=headers)
    return unexpected(error, f"{request.method} {request.url.path}")


def _refused(error: Refused) -> Response:
    status = 403 if error.code.startswith("forbidden.") else _REFUSED.get(error.code, 409)
    extensions: dict[str, Any] = {"allowed": list(error.allowed), "from": error.origin, "to": error.target}
    return problem(status, error.code, error.public_text, **extensions)


def _turned(_: Request, error: Exception) -> Response:
    assert isinstance(error, Turned)
    wait = error.headers.get("Retry-After")
    return problem(error.status, error.code, error.text, headers=error.headers, retry_after=int(wait) if wait else None)


def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, text = _CODES.get(error.status_code, ("http", HTTPStatus(error.status_code).phrase))
    return problem(error.status_code, code, text, headers=error.headers)


def _invalid(_: Request, error: Exception) -> Response:
    """What was sent is named by its place, never repeated."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(400, "request.malformed", "The body is no JSON")
    invalid = [
        {"where": ".".join(str(part) for part in item["loc"]), "what": item["msg"].removeprefix("Value error, ")}
        for item in found[:20]
    ]
    told = "; ".join(f"{item['where']}: {item['what']}" for item in invalid)
    return problem(422, "request.invalid", told[:2000], invalid=invalid)
