"""What every desk inside a test's own process has: mail goes into the inbox, and the real worker carries it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.model.envelope import Channel, Envelope, NewMail
from mailgate.pipeline.inbound.batch import BatchWorker, SenderChecks
from mailgate.pipeline.tools import Tools
from mailgate.receive.headers_glance import fields, glance
from mailgate.store.inbound import inbox


class Mailroom:
    """One tenant's. Its clock stands at ``now`` until somebody moves it."""

    def __init__(self, tools: Tools, tenant: str, now: datetime) -> None:
        self.tools = tools
        self.tenant = tenant
        self.now = now
        self._worker = BatchWorker(tools=tools, node="node", name="worker")

    def take_all(self, mails: Sequence[tuple[bytes | str, str, str]], *, trusted: bool = True) -> list[int]:
        """Accept mails, each with its envelope sender and recipient, in one transaction; their inbox ids.

        Args:
            trusted: They come from a relay of ours.
        """
        rows = self.tools.rows(len(mails))
        new = [self._new(*mail, trusted=trusted) for mail in mails]

        def keep(conn) -> None:
            for row, mail in zip(rows, new, strict=True):
                inbox.insert(conn, row, mail)

        self.tools.database.write(keep)
        return rows

    def _new(self, raw: bytes | str, sender: str, to: str, *, trusted: bool) -> NewMail:
        content = raw if isinstance(raw, bytes) else raw.encode()
        envelope = Envelope(
            mail_from=sender, recipients=(to,), channel=Channel.SMTP, peer="127.0.0.1", trusted_peer=trusted
        )
        return NewMail(
            tenant=self.tenant,
            envelope=envelope,
            raw=content,
            received_at=self.now,
            keys=glance(fields(content), (to,)),
        )

    def work(self) -> None:
        """Carry all that waits to its outcome."""
        while self._worker.step(lambda: self.now).claimed:
            pass

    def believe(self, **settings: object) -> None:
        """Change what is believed: fields of ``Authentication``."""
        server = self.tools.server
        believed = replace(server.authentication, **settings)
        self.use(replace(self.tools, server=replace(server, authentication=believed)))

    def use(self, tools: Tools, check_senders: SenderChecks | None = None) -> None:
        """Work with other parts from now on."""
        self.tools = tools
        self._worker = BatchWorker(tools=tools, node="node", name="worker", check_senders=check_senders)
