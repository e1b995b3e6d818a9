"""Secrets by three ways: the value itself, the name of an environment variable, or a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationInfo

from mailgate.config.table import surroundings
from mailgate.config.toml_lines import Place

#: The settings that may be written as ``X``, ``X_env`` or ``X_file``.
NAMES = ("database", "password", "secret", "client_secret", "refresh_token")


def _from_environment(value: str, info: ValidationInfo) -> str:
    secret = surroundings(info).environment.get(value, "")
    if not secret:
        raise ValueError(f'the environment variable "{value}" is not set; set it before starting mailgate')
    return secret


def _from_file(value: str, info: ValidationInfo) -> str:
    path = surroundings(info).folder / value
    try:
        # Editors and `echo` end a file with a line break that belongs to no secret.
        secret = path.read_text("utf-8").rstrip("\r\n")
    except (OSError, ValueError):
        raise ValueError(f'the file "{value}" cannot be read as text; write the secret into it') from None
    if not secret:
        raise ValueError(f'the file "{value}" is empty; write the secret into it')
    return secret


#: The name of a variable in the file, its value once validated.
EnvironmentSecret = Annotated[str, AfterValidator(_from_environment)]
#: The path of a file in the file, its content once validated.
FileSecret = Annotated[str, AfterValidator(_from_file)]


def ambiguous(data: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Find every table of a file, at any depth, that gives one secret in two ways."""
    if isinstance(data, list):
        for index, each in enumerate(data):
            yield from ambiguous(each, (*place, index))
    elif isinstance(data, dict):
        for name in NAMES:
            given = [key for key in (name, f"{name}_env", f"{name}_file") if key in data]
            if len(given) > 1:
                yield (*place, given[1]), f"{given[1]}: {given[0]} is given as well; keep one of the two"
        for key, each in data.items():
            yield from ambiguous(each, (*place, key))
