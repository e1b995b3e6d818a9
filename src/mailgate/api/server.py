"""The HTTP listener: uvicorn on the front's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

import uvicorn

from mailgate.api.application import application
from mailgate.api.health import HealthSource
from mailgate.api.serving import Serving
from mailgate.errors import ConfigurationError
from mailgate.model.server import Listener
from mailgate.pipeline.tools import Tools

#: Requests under way get this long at the end.
_GRACE_S = 5


class _Server(uvicorn.Server):
    """Leaves signals to the front, which stops all parts in order."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


class HttpServer:
    """Serves the API until it is stopped."""

    def __init__(self, tools: Tools, *, health: HealthSource, on_mail: Callable[[], None]) -> None:
        """``on_mail`` is called on the event loop after whatever was recorded may have put mail into the outbox."""
        self._parts = Serving(tools, on_mail=on_mail)
        self._app = application(self._parts, health)
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    def use(self, tools: Tools) -> None:
        """Answer by other desks from now on."""
        self._parts.tools = tools

    async def start(self, listener: Listener) -> str:
        """Bind and serve; says where.

        Raises:
            ConfigurationError: The address cannot be had.
        """
        try:
            bound = _bound(listener)
        except OSError as error:
            where = listener.path or f"{listener.host}:{listener.port}"
            raise ConfigurationError([f"listen.http {where}: {error.strerror}"]) from error
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[bound]), name="http")
        while not self._server.started and not self._task.done():
            await asyncio.sleep(0.01)
        return f"http {_told(bound)}"

    async def stop(self) -> None:
        """Finish the requests under way."""
        if self._server and self._task:
            self._server.should_exit = True
            await self._task


def _bound(listener: Listener) -> socket.socket:
    if listener.path:
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        bound.bind(listener.path)
        return bound
    family = socket.AF_INET6 if ":" in listener.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((listener.host, listener.port))
    return bound


def _told(bound: socket.socket) -> str:
    name = bound.getsockname()
    if isinstance(name, str):
        return f"unix:{name}"
    host = f"[{name[0]}]" if ":" in name[0] else name[0]
    return f"{host}:{name[1]}"
