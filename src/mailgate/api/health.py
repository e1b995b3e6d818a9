"""``/healthz`` and ``/readyz`` for probes."""

from __future__ import annotations

from typing import Protocol

from fastapi import APIRouter, Response


class ReadinessReport(Protocol):
    """Which parts of the node are up."""

    @property
    def listeners(self) -> bool: ...
    @property
    def store(self) -> bool: ...
    @property
    def workers(self) -> bool: ...
    @property
    def ready(self) -> bool: ...


class HealthSource(Protocol):
    async def readiness(self) -> ReadinessReport:
        """Ask every part."""


def health_routes(health: HealthSource) -> APIRouter:
    """The probes' routes; neither needs a token nor counts against a rate."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz(response: Response) -> dict[str, bool]:
        """200 only while listeners, store and workers are up."""
        report = await health.readiness()
        response.status_code = 200 if report.ready else 503
        return {"listeners": report.listeners, "store": report.store, "workers": report.workers}

    return router
