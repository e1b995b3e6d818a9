"""What every table of a configuration file has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationInfo
from pydantic_core import PydanticCustomError

from mailgate.config.toml_lines import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a file is read against; the context of every validation."""

    #: Relative paths in the file start here; absolute.
    folder: Path
    #: The desk's: of times that name none.
    timezone: ZoneInfo
    #: Holiday lists are expanded around this day.
    today: date
    #: Where ``X_env`` looks.
    environment: Mapping[str, str]


class Table(BaseModel):
    """A TOML table: unknown keys are refused, and no value is bent into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


def surroundings(info: ValidationInfo) -> Surroundings:
    assert isinstance(info.context, Surroundings)
    return info.context


def several(found: list[tuple[Place, str]]) -> PydanticCustomError:
    """Several findings in one value, each at its place below it."""
    return PydanticCustomError("flaws", "several findings", {"flaws": found})
