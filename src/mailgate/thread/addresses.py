"""Which queue an address belongs to, with or without a token behind the plus sign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailgate.model.desk import Desk, Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where an address leads; ``detail`` is what stood between the first ``+`` and the ``@``."""

    tenant: str
    queue: str
    detail: str = ""


class AddressBook:
    """Every address of every desk; addresses are compared without case (RFC 5321 section 2.4 lets the owner decide)."""

    def __init__(self, desks: Iterable[Desk]) -> None:
        self._routes: dict[str, Route] = {}
        for desk in desks:
            for queue in desk.queues:
                for address in owned(queue):
                    self._routes[address] = Route(tenant=desk.tenant, queue=queue.key)

    def route(self, address: str) -> Route | None:
        """The queue that takes mail for ``address``, None when it is not ours."""
        plain, detail = split_detail(address)
        found = self._routes.get(address.lower()) or self._routes.get(plain)
        if found is None or not detail:
            return found
        return Route(tenant=found.tenant, queue=found.queue, detail=detail)

    @property
    def addresses(self) -> frozenset[str]:
        """Every address of ours, lower-case, without what tokens add."""
        return frozenset(self._routes)

    def owns(self, address: str) -> bool:
        return self.route(address) is not None


def owned(queue: Queue) -> tuple[str, ...]:
    """Every address that leads to ``queue``, lower-case; with a reply domain also its local part there."""
    addresses = [queue.address.lower(), *(alias.lower() for alias in queue.aliases)]
    if queue.reply_domain:
        addresses.append(f"{queue.address.lower().partition('@')[0]}@{queue.reply_domain.lower()}")
    return tuple(addresses)


def split_detail(address: str) -> tuple[str, str]:
    """``Support+x-1@Desk.test`` → (``support@desk.test``, ``x-1``); the detail is empty without a plus sign."""
    local, at, domain = address.lower().rpartition("@")
    name, _, detail = local.partition("+")
    return f"{name}{at}{domain}", detail
