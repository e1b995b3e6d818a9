"""All findings of a configuration, for ``mailgate check`` and before ``mailgate serve``."""

from __future__ import annotations

from pathlib import Path

from mailgate.config.load import load
from mailgate.errors import ConfigurationError


def findings(path: Path | None) -> tuple[str, ...]:
    """Each ``file:line: message``, by file and line; empty when the configuration can be used."""
    try:
        load(path)
    except ConfigurationError as error:
        return tuple(error.findings)
    return ()
