"""All routes in one application."""

from __future__ import annotations

from fastapi import FastAPI

from mailgate import __version__
from mailgate.api import actions, held, joining, link_pages, messages, oncall, promises, survey_pages, tickets
from mailgate.api.documented import PROBLEMS
from mailgate.api.edge import Edge
from mailgate.api.health import HealthSource, health_routes
from mailgate.api.observing import metrics_routes
from mailgate.api.problems import add_handlers
from mailgate.api.serving import Serving


def application(parts: Serving, health: HealthSource) -> FastAPI:
    """The ASGI application."""
    app = FastAPI(
        title="mailgate",
        version=__version__,
        summary="Tickets for programs.",
        redoc_url=None,
        # Clients that send JSON without saying so are understood.
        strict_content_type=False,
    )
    app.state.serving = parts
    app.add_middleware(Edge, answered=parts.metrics.answered)
    add_handlers(app)
    app.include_router(health_routes(health))
    app.include_router(metrics_routes(health))
    for module in (tickets, actions, joining, messages, held, oncall, promises):
        app.include_router(module.router, responses=PROBLEMS)
    app.include_router(survey_pages.router)
    app.include_router(link_pages.router)
    return app
