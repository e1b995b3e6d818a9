"""A relay that files mail in a maildir: for the demo desk, for tests, and for looking at what would be sent."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

from mailgate.model.outbound import OutboxItem
from mailgate.outbox.relay import Answer, Ours, Verdict, always_ours


class MaildirRelay:
    """Writes each mail once: the file's name is the outbox id, so a second attempt replaces the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def deliver(self, item: OutboxItem, ours: Ours = always_ours) -> Answer:
        if not await ours():
            return Answer.of(Verdict.NOT_OURS, "")
        try:
            path = await asyncio.to_thread(self._file, item)
        except OSError as error:
            return Answer.of(Verdict.PUT_OFF, f"maildir: {error.strerror}")
        return Answer.of(Verdict.ACCEPTED, f"filed as {path.name}")

    async def close(self) -> None:
        """Nothing is held open."""

    def _file(self, item: OutboxItem) -> Path:
        for part in ("tmp", "new", "cur"):
            (self._folder / part).mkdir(parents=True, exist_ok=True)
        name = f"{item.created_at.timestamp():.0f}.{item.id}.{socket.gethostname()}"
        draft, filed = self._folder / "tmp" / name, self._folder / "new" / name
        with draft.open("wb") as file:
            file.write(_with_envelope(item))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(filed)
        _sync_folder(filed.parent)
        return filed


def _with_envelope(item: OutboxItem) -> bytes:
    """The bytes behind the envelope, which a maildir has no other place for (RFC 5321 section 4.4)."""
    envelope = f"Return-Path: <{item.envelope_from}>\r\nDelivered-To: {item.recipient}\r\n"
    return envelope.encode() + item.raw


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
