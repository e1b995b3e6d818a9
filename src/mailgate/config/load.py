"""From files to a validated configuration, with all findings at once."""

from __future__ import annotations

import glob
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import ValidationError

from mailgate.config.demo import DESK, SERVER
from mailgate.config.desk_checks import agents_at_queues, desk_findings, shared_between_desks
from mailgate.config.desk_file import DeskToml
from mailgate.config.explain import explain
from mailgate.config.oncall_gaps import oncall_gaps
from mailgate.config.own_steps import unknown_steps
from mailgate.config.packages import Packages
from mailgate.config.places import texts
from mailgate.config.server_checks import server_findings, warnings_of
from mailgate.config.server_file import ServerToml
from mailgate.config.source import Finding, Source, read_source, source_of
from mailgate.config.table import Surroundings, Table
from mailgate.config.year_file import YearToml
from mailgate.errors import ConfigurationError
from mailgate.model.desk import Desk
from mailgate.model.server import Server
from mailgate.model.year import YearPlan

DEFAULT_PATH = Path("mailgate.toml")

_Schema = TypeVar("_Schema", bound=Table)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFile:
    """One tenant's file."""

    #: Absolute.
    path: Path
    source: str = field(repr=False)
    #: SHA-256 of the file's bytes, in hex.
    source_hash: str
    #: Revision 0: it is not installed yet.
    desk: Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    server: Server
    #: In the order of the patterns in the server file, then of their names.
    desks: tuple[DeskFile, ...]
    #: Of the server file, absolute; None for the built-in demo.
    path: Path | None
    #: What can be used and should be known; one sentence each.
    warnings: tuple[str, ...]


def load(
    path: Path | None, *, today: date | None = None, environment: Mapping[str, str] | None = None
) -> Configuration:
    """Read the server file and every desk file it names.

    Args:
        path: None: ``mailgate.toml`` in the current folder, or without one the built-in demo.
        today: Holiday lists are expanded from the year before it to three years after it; today in UTC by default.
        environment: Where ``X_env`` looks; that of the process by default.

    Raises:
        ConfigurationError: with every finding, by file and line.
    """
    if path is None and not DEFAULT_PATH.exists():
        return demo(Path.cwd())
    path = path or DEFAULT_PATH
    server = _read(path)
    return _configuration(server, _desk_sources(server), path.absolute(), _Around.now(today, environment))


def load_server(path: Path | None) -> Configuration:
    """The server file alone, for who works under the desks in force, whatever is half written in their files.

    Raises:
        ConfigurationError: as ``load`` does.
    """
    if path is None and not DEFAULT_PATH.exists():
        return demo(Path.cwd())
    path = path or DEFAULT_PATH
    source = _read(path)
    findings: list[Finding] = []
    settings = _validated(source, ServerToml, _Around.now(None, None), findings)
    _refuse(findings, source.shown)
    assert settings is not None
    return Configuration(server=settings.build(source.path.parent), desks=(), path=path.absolute(), warnings=())


def load_desk(path: Path, *, today: date | None = None, environment: Mapping[str, str] | None = None) -> DeskFile:
    """Read one desk file alone, as ``mailgate desk apply FILE`` does.

    Raises:
        ConfigurationError: with every finding of that file.
    """
    source = _read(path)
    findings = [*shared_between_desks([source]), *agents_at_queues([source])]
    schema = _desk_schema(source, _Around.now(today, environment), findings)
    _refuse(findings, source.shown)
    assert schema is not None
    return _desk_file(source, schema)


def load_year(path: Path) -> YearPlan:
    """Read what is to be simulated.

    Raises:
        ConfigurationError: with every finding.
    """
    source = read_source(path, str(path))
    findings = [source] if isinstance(source, Finding) else []
    schema = _validated(source, YearToml, _Around.now(None, {}), findings) if isinstance(source, Source) else None
    _refuse(findings, str(path))
    assert schema is not None
    return schema.build()


def demo(folder: Path) -> Configuration:
    """The desk that runs without any file; its database and its sent mail stand in ``folder``/var."""
    server = _built_in(SERVER, folder / "mailgate.toml")
    return _configuration(server, [_built_in(DESK, folder / "demo.toml")], None, _Around.now(None, {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What stays the same for all files of one load."""

    today: date
    environment: Mapping[str, str]
    packages: Packages = field(default_factory=Packages)

    @classmethod
    def now(cls, today: date | None, environment: Mapping[str, str] | None) -> _Around:
        return cls(
            today=today or datetime.now(UTC).date(),
            environment=os.environ if environment is None else environment,
        )

    def of(self, source: Source) -> Surroundings:
        return Surroundings(
            folder=source.path.parent,
            timezone=_zone(source.data.get("timezone")),
            today=self.today,
            environment=self.environment,
        )


def _zone(name: object) -> ZoneInfo:
    """That of a desk file; a wrong one is a finding of its own, and UTC until it is put right."""
    return ZoneInfo(name if isinstance(name, str) and name in available_timezones() else "UTC")


def _read(path: Path) -> Source:
    source = read_source(path, str(path))
    if isinstance(source, Finding):
        raise ConfigurationError([str(source)])
    return source


def _configuration(server: Source, desks: list[Source | Finding], path: Path | None, around: _Around) -> Configuration:
    findings = [desk for desk in desks if isinstance(desk, Finding)]
    sources = [desk for desk in desks if isinstance(desk, Source)]
    findings += shared_between_desks(sources)
    findings += agents_at_queues(sources)
    settings = _validated(server, ServerToml, around, findings)
    findings += server_findings(server, sources)
    schemas = [_desk_schema(source, around, findings) for source in sources]
    _refuse(findings, server.shown)
    assert settings is not None
    built = settings.build(server.path.parent)
    files = tuple(_desk_file(source, schema) for source, schema in zip(sources, schemas, strict=True) if schema)
    read = [file.desk for file in files]
    warnings = (*warnings_of(built, read), *oncall_gaps(read, around.today))
    return Configuration(server=built, desks=files, path=path, warnings=warnings)


def _desk_sources(server: Source) -> list[Source | Finding]:
    """Every file that a pattern of ``desks`` matches, once; a pattern that matches nothing is a finding."""
    found: dict[str, Source | Finding] = {}
    for place, pattern in texts(server.data, "desks.*"):
        matches = sorted(glob.glob(pattern, root_dir=server.path.parent, recursive=True))
        if not matches:
            found[pattern] = server.finding(
                place, f'desks: no file matches "{pattern}"; write one or change the pattern'
            )
        for match in map(os.path.normpath, matches):
            shown = str(Path(server.shown).parent / match)
            found.setdefault(match, read_source(server.path.parent / match, shown))
    return list(found.values())


def _desk_schema(source: Source, around: _Around, findings: list[Finding]) -> DeskToml | None:
    schema = _validated(source, DeskToml, around, findings)
    findings += desk_findings(source)
    findings += (source.finding(place, message) for place, message in unknown_steps(source.data, around.packages))
    return schema


def _validated(source: Source, schema: type[_Schema], around: _Around, findings: list[Finding]) -> _Schema | None:
    try:
        return schema.model_validate(source.data, context=around.of(source))
    except ValidationError as error:
        explained = explain(error, schema, source.data)
        findings += [source.finding(place, message) for place, message in explained]
        return None


def _desk_file(source: Source, schema: DeskToml) -> DeskFile:
    return DeskFile(path=source.path, source=source.text, source_hash=source.hash, desk=schema.build())


def _refuse(findings: list[Finding], first: str) -> None:
    """Raise them, the server file's first, each once."""
    if findings:
        ordered = sorted(set(findings), key=lambda each: (each.file != first, each.file, each.line, each.message))
        raise ConfigurationError([str(each) for each in ordered])


def _built_in(text: str, path: Path) -> Source:
    source = source_of(text.encode(), path=path, shown=path.name)
    assert isinstance(source, Source)
    return source
