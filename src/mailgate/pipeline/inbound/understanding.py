"""The first steps of a mail's road, all pure: parse, authenticate, route, collect pointers."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.authenticate.relay_results import relay_results, without_foreign_results
from mailgate.authenticate.sender import authenticate
from mailgate.model.desk import Desk, Queue
from mailgate.model.envelope import Channel, InboxItem
from mailgate.model.identity import Sender
from mailgate.model.message import Message
from mailgate.model.plan import IngestPlan
from mailgate.parse.message import parse_message
from mailgate.pipeline.inbound.parse_limits import count_limits
from mailgate.pipeline.tools import Tools
from mailgate.thread.addresses import Route
from mailgate.thread.pointers import Pointers, pointers


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A mail as understood before anything was looked up."""

    item: InboxItem
    message: Message
    sender: Sender
    desk: Desk
    #: The queue that takes it: the first addressed one.
    queue: Queue
    #: Every address of ours that it was sent to.
    hits: tuple[Route, ...]
    pointers: Pointers
    #: What rules said before it is screened; None where none was asked.
    ingest: IngestPlan | None = None

    @property
    def imported(self) -> bool:
        """It is history: nobody is told of it, and no rate applies."""
        return self.item.envelope.channel is Channel.IMPORT


def understand(item: InboxItem, tools: Tools) -> Understood:
    """Read a mail and say who wrote it, to which queue, and what it points to."""
    desk = tools.desk(item.tenant)
    message = parse_message(item.raw, tools.server.limits.parse)
    count_limits(message.defects)
    results = relay_results(item.raw, item.envelope, tools.server.authentication)
    hits = tuple(
        route
        for address in item.envelope.recipients
        if (route := tools.book.route(address)) is not None and route.tenant == item.tenant
    )
    return Understood(
        item=item,
        message=without_foreign_results(message, results),
        sender=authenticate(message.author, results),
        desk=desk,
        queue=_first_queue(desk, hits),
        hits=hits,
        pointers=pointers(message, item.envelope.recipients, item.tenant, tools.keys, desk.foreign_refs),
    )


def _first_queue(desk: Desk, hits: tuple[Route, ...]) -> Queue:
    """A queue that was removed since acceptance hands its mail to the desk's first one: accepted mail is never lost."""
    found = (desk.queue(hit.queue) for hit in hits)
    return next((queue for queue in found if queue is not None), desk.queues[0])
