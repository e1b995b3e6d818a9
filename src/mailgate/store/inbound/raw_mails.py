"""The bytes of mails on their way into the database, large ones piece by piece."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Mapping

import psycopg
from sqlalchemy import Connection, func
from sqlalchemy import insert as insert_into

from mailgate.model.envelope import NewMail
from mailgate.store.engine.many_rows import ManyRows
from mailgate.store.tables.queues import raw_mail

_INSERT = insert_into(raw_mail)
_ROWS = ManyRows(raw_mail)
#: Bytes of a mail that is written in pieces, and of each piece.
_LARGE = 1024 * 1024
#: PostgreSQL, COPY, section "Binary Format": signature, flags, length of the extension; and the end.
_COPY = "COPY raw_mail (inbox_id, tenant, raw) FROM STDIN (FORMAT BINARY)"
_COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
_COPY_END = struct.pack("!h", -1)


def keep_raw(conn: Connection, mails: Mapping[int, NewMail]) -> None:
    """Keep the bytes of mails by their inbox ids."""
    small = [
        {"inbox_id": inbox_id, "tenant": mail.tenant, "raw": mail.raw}
        for inbox_id, mail in mails.items()
        if len(mail.raw) <= _LARGE
    ]
    _ROWS.insert(conn, small)
    for inbox_id, mail in mails.items():
        if len(mail.raw) > _LARGE:
            _keep_large(conn, inbox_id, mail)


def _keep_large(conn: Connection, inbox_id: int, mail: NewMail) -> None:
    """Without a second copy of it in memory, which both drivers would keep for longer than the statement."""
    driver = conn.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        conn.execute(_INSERT.values(inbox_id=inbox_id, tenant=mail.tenant, raw=func.zeroblob(len(mail.raw))))
        with driver.blobopen("raw_mail", "raw", inbox_id) as blob:
            for piece in _pieces(mail.raw):
                blob.write(piece)
        return
    assert isinstance(driver, psycopg.Connection)
    tenant = mail.tenant.encode()
    fields = struct.pack("!hiqi", 3, 8, inbox_id, len(tenant)) + tenant + struct.pack("!i", len(mail.raw))
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(_COPY_HEAD + fields)
        for piece in _pieces(mail.raw):
            copy.write(piece)
        copy.write(_COPY_END)


def _pieces(content: bytes) -> Iterator[memoryview]:
    view = memoryview(content)
    return (view[start : start + _LARGE] for start in range(0, len(view), _LARGE))
