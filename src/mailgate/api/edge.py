"""Around every request: its size is bounded, it is counted, and no failure reaches the peer as it is."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mailgate.api.problems import problem, unexpected
from mailgate.metrics import LIMITS

#: Bytes of a request's body (L-31).
BODY_LIMIT = 1024 * 1024

#: Too large, too often.
_OVER_A_LIMIT = (413, 429)

Answered = Callable[[str, str, int], None]


class Edge:
    """ASGI middleware.

    Args:
        answered: Told the method, the route's template and the status code of each answer.
    """

    def __init__(self, app: ASGIApp, answered: Answered) -> None:
        self._app = app
        self._answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers.update(scope["state"].get("headers", {}))
                self._answered(_method(scope), _route(scope), message["status"])
                if message["status"] in _OVER_A_LIMIT:
                    LIMITS.fired(31)
            await send(message)

        try:
            if _announced(scope) > BODY_LIMIT:
                await problem(413, "request.too_large", "The request is larger than 1 MiB")(scope, receive, sending)
                return
            await self._app(scope, _bounded(receive), sending)
        except Exception as error:  # whatever it is, the peer gets an answer and the log the rest
            if started:
                raise
            await unexpected(error, f"{scope['method']} {_route(scope)}")(scope, receive, sending)


def _bounded(receive: Receive) -> Receive:
    got = 0

    async def receiving() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > BODY_LIMIT:
            raise HTTPException(413)
        return message

    return receiving


def _announced(scope: Scope) -> int:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(length) if length.isdigit() and len(length) < 20 else 0


def _method(scope: Scope) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"


def _route(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "unmatched")
