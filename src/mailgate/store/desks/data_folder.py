"""What a node keeps beside the database: its id, and the secret key that all nodes of one database share."""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import make_url

from mailgate.errors import ConfigurationError, StoreUnavailable
from mailgate.store.database import Database
from mailgate.store.desks import secret_check

_SECRET = "secret.key"
_DO = "copy secret.key from the data_dir of a node that runs, or from the backup (docs/operations.md, Backup)"


def prepare(folder: Path) -> None:
    """Make the data folder, readable by its owner only.

    Raises:
        ConfigurationError: It cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError([f"data_dir {folder}: {error.strerror}"]) from error


def node_id(folder: Path) -> str:
    """The name under which this node holds leases, made on first start."""
    return _kept(folder / "node.id", lambda: f"node-{secrets.token_hex(6)}")


def shared_secret(database: Database, folder: Path) -> bytes:
    """The secret key, made where neither the folder nor the database knows one.

    Raises:
        ConfigurationError: The database was started with another key.
    """
    known = database.read(secret_check.known)
    _expect(known, folder)
    _kept(folder / _SECRET, lambda: secrets.token_hex(32))
    _expect(known, folder)
    return _secret(folder)


def bind_secret(database: Database, folder: Path, now: datetime) -> None:
    """Have the database know this node's key from now on.

    Raises:
        ConfigurationError: Another node was first, with another key.
    """
    database.write(partial(secret_check.settle, value=_check_value(folder), now=now))
    _expect(database.read(secret_check.known), folder)


def doubts(url: str, folder: Path) -> tuple[str, ...]:
    """Why this node could not work on its database; empty when it could, or when the database cannot be asked now.

    Makes nothing: neither a key nor a database.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return ()
    database = Database.open(url)
    try:
        _expect(database.read(secret_check.known), folder)
    except ConfigurationError as error:
        return tuple(error.findings)
    except StoreUnavailable:
        return ()
    finally:
        database.close()
    return ()


def _expect(known: str | None, folder: Path) -> None:
    """Nothing is wrong before the first start of all, or where the key is the one that the database knows."""
    path = folder / _SECRET
    if known is None:
        return
    if not path.exists():
        raise ConfigurationError([f"{path} is missing, and the database belongs to nodes that share one: {_DO}"])
    if not hmac.compare_digest(known, _check_value(folder)):
        raise ConfigurationError([f"{path} is not the key that the other nodes of this database have: {_DO}"])


def _check_value(folder: Path) -> str:
    """Tells keys apart and tells nothing of them."""
    return hmac.digest(_secret(folder), b"mailgate: which secret key is this", "sha256").hex()


def _secret(folder: Path) -> bytes:
    path = folder / _SECRET
    try:
        return bytes.fromhex(path.read_text())
    except OSError as error:
        raise ConfigurationError([f"{path}: {error.strerror}"]) from error
    except ValueError as error:
        raise ConfigurationError([f"{path} is damaged: {_DO}"]) from error


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The content of a small file that is made once, whole, whoever comes first."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.new")
        draft.touch(mode=0o600)
        draft.write_text(make() + "\n")
        # Linking fails where another process was first; its content is then the one that counts.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
