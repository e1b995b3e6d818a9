"""Who asks: a bearer token and what it is good for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from mailgate.api.problems import Turned
from mailgate.api.serving import Served, Serving
from mailgate.errors import NotFound
from mailgate.model.event import Cause
from mailgate.model.ticket import Ticket
from mailgate.pipeline.tickets.actions import Actor
from mailgate.store.database import Connection
from mailgate.store.people import tokens
from mailgate.store.people.tokens import ApiToken
from mailgate.store.tickets import tickets

_BEARER = HTTPBearer(auto_error=False, description="A token made by `mailgate token create`.")
_ROLES = {"customer", "agent", "lead", "admin"}
#: The use of a token is a write: noted at most this often, in seconds.
_NOTED = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The holder of a token."""

    token_id: int
    #: Of the token; shown in the journal.
    prefix: str
    tenant: str
    role: str
    #: Lower-case, of an agent the own one; empty for a machine, never for a customer.
    email: str

    @property
    def is_customer(self) -> bool:
        return self.role == "customer"

    @property
    def actor(self) -> Actor:
        cause = Cause(kind="api", ref=self.prefix)
        return Actor(tenant=self.tenant, email=self.email or "system", cause=cause)

    def ticket(self, conn: Connection, ref: str) -> Ticket:
        """The ticket of that id, number or refid.

        Raises:
            NotFound: There is none, or none that this principal may know of; the two cannot be told apart.
        """
        found = tickets.by_ref(conn, self.tenant, ref) if "\x00" not in ref else None
        if found is None or found.tenant != self.tenant:
            raise NotFound(f"no ticket {ref}")
        if self.is_customer and found.customer_email != self.email:
            raise NotFound(f"no ticket {ref}")
        return found


def principal(
    request: Request,
    parts: Served,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Principal:
    """Whoever the bearer token stands for, within its rate."""
    token = _token(parts, credentials.credentials if credentials else "")
    _count(request, parts, token.id)
    _note_use(parts, token.id)
    email = token.email.lower()
    if token.role not in _ROLES or (token.role == "customer" and not email):
        raise Turned(403, "forbidden.role", "This token is good for nothing here")
    desk = parts.tools.desks.get(token.tenant)
    known = desk.agent(email) if desk is not None and token.role != "customer" else None
    email = known.email if known else email
    return Principal(token_id=token.id, prefix=token.prefix, tenant=token.tenant, role=token.role, email=email)


def agent(asking: Annotated[Principal, Depends(principal)]) -> Principal:
    """An agent, lead or admin. Said before anything is looked up, so that no ticket's existence shows."""
    if asking.is_customer:
        raise Turned(403, "forbidden.agents_only", "Only agents may do this")
    return asking


Anyone = Annotated[Principal, Depends(principal)]
AnAgent = Annotated[Principal, Depends(agent)]


def _token(parts: Serving, sent: str) -> ApiToken:
    wanted = tokens.hash_of(sent)
    found = parts.read(lambda conn: tokens.find_by_hash(conn, wanted)) if sent else None
    if found is None or not compare_digest(found.hash, wanted):
        challenge = {"WWW-Authenticate": 'Bearer realm="mailgate"' + (', error="invalid_token"' if sent else "")}
        raise Turned(401, "unauthorized", "A valid bearer token is needed", headers=challenge)
    return found


def _count(request: Request, parts: Serving, token_id: int) -> None:
    if parts.rates is None:
        return
    usage = parts.rates.use(token_id)
    request.state.headers = usage.headers()
    if usage.exceeded:
        text = f"More than {usage.limit} requests; try again in {usage.reset} s"
        raise Turned(429, "rate.exceeded", text, headers={"Retry-After": str(usage.reset)})


def _note_use(parts: Serving, token_id: int) -> None:
    now = time.monotonic()
    if now - parts.noted.get(token_id, float("-inf")) < _NOTED:
        return
    parts.noted[token_id] = now
    # Nobody waits for it, and nothing depends on it.
    parts.tools.database.submit(lambda conn: tokens.touch(conn, token_id, parts.now()))
