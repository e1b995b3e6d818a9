"""``mailgate rules``: check them, try their examples, see what they say to a mail, and what others would have said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Optional

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from mailgate.cli.exits import Exit
from mailgate.cli.opened import TenantOption, opened, the_tenant
from mailgate.cli.options import ConfigOption, JsonOption
from mailgate.cli.output import print_json, print_rows
from mailgate.config.durations import parse_duration
from mailgate.config.load import Configuration, DeskFile, load, load_desk
from mailgate.config.source import Source, read_source
from mailgate.errors import Refused
from mailgate.model.desk import Desk
from mailgate.pipeline.rules.replaying import Replay, Side, replay
from mailgate.pipeline.rules.views import rules_on_mail
from mailgate.store.rules import replays
from mailgate.triage.analysis import analyse
from mailgate.triage.compile import compile_rules
from mailgate.triage.conditions import Workshop
from mailgate.triage.examples import Tried, try_examples
from mailgate.triage.watching import Counted, RuleTold, Watch

app = typer.Typer(no_args_is_help=True, help="The rules of a desk.")
MailArgument = Annotated[str, typer.Argument(help="An inbox id, or a file with a mail.")]
SinceOption = Annotated[str, typer.Option("--since", help="How far back: 90d, 4w, 12h.")]
WithOption = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads the annotation at run time
    typer.Option("--with", help="A desk file with other rules; without it the rules in force.", show_default=False),
]


@app.command()
def check(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Find rules that never apply, are never asked, are at odds or run in circles."""
    configuration = load(config)
    found = [(file, it) for file in configuration.desks for it in analyse(file.desk, datetime.now(UTC))]
    lines = [f'{_place(file, it.place)}: the rule "{it.rule}": {it.sentence} ({it.code})' for file, it in found]
    if as_json:
        print_json([finding for _, finding in found])
    else:
        # Of gaps in rotations too; they are no mistake that one has to mend.
        for line in (*(f"warning: {warning}" for warning in configuration.warnings), *lines):
            print(line)
        print(f"{sum(len(file.desk.rules) for file in configuration.desks)} rules, {len(lines)} findings")
    _end(bool(lines))


@app.command("test")
def try_(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Try the examples that stand in the rules (``test = [...]``)."""
    tried = [each for desk in _desks(load(config)) for each in _examples(desk)]
    if as_json:
        print_json(tried)
    else:
        for each in tried:
            if each.wrong:
                print(f'the rule "{each.rule}", example {each.number}: {each.wrong}')
        wrong = sum(bool(each.wrong) for each in tried)
        print(f"{len(tried)} examples, {wrong} wrong")
    _end(any(each.wrong for each in tried))


@app.command()
def explain(
    mail: MailArgument, tenant: TenantOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Ask the rules about a mail: each that was asked, its conditions, and the values they looked at."""
    with opened(config) as parts:
        name = the_tenant(parts, tenant)
        told = parts.tools.database.read(lambda conn: rules_on_mail(conn, parts.tools, name, mail, datetime.now(UTC)))
    if as_json:
        print_json(told)
    else:
        for each in told:
            _tell_rule(each)


@app.command("replay")
def replay_(
    since: SinceOption = "90d",
    other: WithOption = None,
    tenant: TenantOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let all that happened happen again under other rules, and say what would have become another way."""
    now = datetime.now(UTC)
    try:
        start = now - parse_duration(since)
    except ValueError as error:
        raise Refused("since.wrong", f"--since: {error}") from None
    with opened(config) as parts:
        name = the_tenant(parts, tenant)
        mine = parts.tools.desk(name)
        wanted = load_desk(other).desk if other else mine
        watch = Watch(Workshop(calendars={it.key: it for it in wanted.calendars}), telling=False)
        sides = (
            Side(desk=mine, rules=compile_rules(mine), plain=compile_rules(mine)),
            Side(desk=wanted, rules=watch.over(compile_rules(wanted)), plain=compile_rules(wanted)),
        )
        database = parts.tools.database
        with _bar(database.read(lambda conn: replays.count(conn, name, start))) as bar:
            task = bar.task_ids[0]
            found = database.read(
                lambda conn: replay(conn, parts.tools, sides, start, now, progress=lambda done: bar.advance(task, done))
            )
    if as_json:
        print_json({"replay": found, "coverage": watch.counted})
    else:
        _tell_replay(found, watch.counted)


def _place(file: DeskFile, place: int) -> str:
    source = read_source(file.path, str(file.path))
    own = isinstance(source, Source) and place < len(source.data.get("rule", ()))
    # Those behind the desk's own come from a router and the like.
    line = source.lines.of(("rule", place)) if own and isinstance(source, Source) else 1
    return f"{file.path}:{line}"


def _desks(configuration: Configuration) -> list[Desk]:
    return [file.desk for file in configuration.desks]


def _examples(desk: Desk) -> list[Tried]:
    now = datetime.now(UTC)
    rules = {it.rule.name: it for its in compile_rules(desk).by_event.values() for it in its}
    return [tried for compiled in rules.values() for tried in try_examples(compiled, desk, now)]


def _tell_rule(told: RuleTold) -> None:
    print(f"{told.rule}: {f'not matched: {told.failing}' if told.failing else 'matched'}")
    for leaf in told.leaves:
        print(f"  {'+' if leaf.held else '-'} {leaf.leaf}  ({leaf.value})")


def _tell_replay(found: Replay, counted: dict[str, Counted]) -> None:
    for each in found.differences:
        print(each.what)
        for name, (mine, other) in each.fields.items():
            print(f"  {name}: {mine or 'nothing'} → {other or 'nothing'}")
    print(f"{found.mails} mails, {found.tickets} tickets, {len(found.differences)} differ")
    print(f"mails that rules send: {found.sent[0]} now, {found.sent[1]} then")
    print(f"time rules carried out: {found.instants[0]} now, {found.instants[1]} then")
    print(f"mails shown to rules before they leave: {found.leaving}")
    for said in found.left_out:
        print(f"not replayed: {said}")
    rows = [(name, it.asked, it.matched, _never(it)) for name, it in counted.items()]
    print_rows(("rule", "asked", "matched", "conditions that never changed their answer"), rows, empty="no rules")


def _never(counted: Counted) -> str:
    """Leaves that always held, or never did: what a replay cannot vouch for."""
    if not counted.asked:
        return "never asked"
    said = [
        f"{leaf} ({'always' if held else 'never'})"
        for leaf, (missed, held) in counted.held.items()
        if not missed or not held
    ]
    return "; ".join(said)


@contextmanager
def _bar(total: int) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        bar.add_task("replaying", total=total)
        yield bar


def _end(wrong: bool) -> None:
    if wrong:
        raise typer.Exit(Exit.DATA)
