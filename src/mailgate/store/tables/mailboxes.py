"""Mailboxes read by IMAP: how far, by whom, and what became of each mail in them; and mail that was imported."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, text

from mailgate.store.tables.columns import RowId, instant, metadata, words
from mailgate.store.tables.queues import partial_index

mailbox = Table(
    "mailbox",
    metadata,
    Column("account", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    # 0: never opened, or a server that promises nothing about its UIDs (RFC 3501 section 2.3.1.1).
    Column("uidvalidity", BigInteger, nullable=False, default=0),
    # Every UID up to this one has a row in mailbox_mail, or was gone before it could be read.
    Column("last_uid", BigInteger, nullable=False, default=0),
    # UIDs up to this one may be mails that were taken under another UIDVALIDITY.
    Column("rescan_until", BigInteger, nullable=False, default=0),
    Column("node", Text, nullable=False, default=""),
    # Raised by every claim: mails are taken only under the number the mailbox was claimed with.
    Column("lease", Integer, nullable=False, default=0),
    instant("lease_until", nullable=True),
    Column("server_count", Integer, nullable=False, default=0),
    instant("succeeded_at", nullable=True),
    words("error"),
    instant("failing_since", nullable=True),
    # When the server last gave its mails other UIDs; of many such times within a day, the first.
    instant("renumbered_at", nullable=True),
)

mailbox_mail = Table(
    "mailbox_mail",
    metadata,
    Column("account", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uidvalidity", BigInteger, primary_key=True, autoincrement=False),
    Column("uid", BigInteger, primary_key=True, autoincrement=False),
    # taken (the server is still to be told), done, failed (could not be read), too_large (never read)
    Column("state", Text, nullable=False),
    # SHA-256 of the bytes, in hex; empty until they were read.
    Column("digest", Text, nullable=False, default=""),
    Column("inbox_id", RowId, nullable=True),
    Column("tries", Integer, nullable=False, default=0),
    instant("noted_at"),
    # One that failed, or was too large, is tried again after this instant.
    instant("due_at"),
)

mailbox_login = Table(
    "mailbox_login",
    metadata,
    Column("account", Text, primary_key=True),
    # The tokens, sealed with the secret key.
    Column("sealed", Text, nullable=False, default=""),
    # Hash of the refresh token in the server file that these came from; empty for those of `imap login`.
    Column("origin", Text, nullable=False, default=""),
    instant("access_until", nullable=True),
    # Null: nobody said when the refresh token ends.
    instant("refresh_until", nullable=True),
    # Raised by every change, so that a token is spent once: some issuers revoke all when one comes twice.
    Column("version", Integer, nullable=False, default=0),
    # While somebody asks the issuer.
    instant("busy_until", nullable=True),
    instant("refreshed_at", nullable=True),
    words("error"),
    instant("failing_since", nullable=True),
)

imported_mail = Table(
    "imported_mail",
    metadata,
    # TENANT/KEY of the queue that it was imported for.
    Column("queue", Text, primary_key=True),
    # SHA-256 of the bytes as they were kept, in hex.
    Column("digest", Text, primary_key=True),
    Column("inbox_id", RowId, nullable=False),
)

MAILBOX_MAIL_OPEN = text("state <> 'done'")
Index("ix_mailbox_mail_digest", mailbox_mail.c.account, mailbox_mail.c.folder, mailbox_mail.c.digest)
partial_index(
    "ix_mailbox_mail_open",
    mailbox_mail.c.account,
    mailbox_mail.c.folder,
    mailbox_mail.c.state,
    where=MAILBOX_MAIL_OPEN,
)
