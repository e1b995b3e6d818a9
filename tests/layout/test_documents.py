"""Documents that cannot rot: what they tell a reader to type, read or open is there."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
import typer.main
from typer.core import TyperGroup

from mailgate.cli.root import app
from mailgate.config.load import load, load_desk
from mailgate.config.people_file import ASSIGN
from mailgate.model.assignment import Staffing
from mailgate.model.desk import Desk, TicketsOfAbsent
from mailgate.model.envelope import InboxState
from mailgate.model.outbound import OutboxState
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.triage.candidates import REASONS, Wanted
from mailgate.triage.compile import compile_rules
from mailgate.triage.examples import try_examples
from mailgate.triage.strategies import choose

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*.md")])
#: In the text of these a command may be named that is not built: they say so.
NOT_BUILT = re.compile(r"^## What is not built yet$.*?(?=^## )", re.MULTILINE | re.DOTALL)
ALL = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def _commands() -> set[str]:
    """``tickets list``, ``serve``, ... as the command line knows them."""
    found = set()
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    for name, command in root.commands.items():
        if command.hidden:
            # The same under the name it has elsewhere.
            continue
        found.add(name)
        if isinstance(command, TyperGroup):
            found |= {f"{name} {inner}" for inner in command.commands}
    return found


def _told(text: str) -> set[str]:
    """Every command of ours that a text names, with ``a|b`` spelt out."""
    told = set()
    for words in re.findall(
        r"(?:^|`|bin/)mailgate ([a-z][a-z|-]*(?: [a-z]+(?:\|[a-z]+)+| [a-z]+)?)", text, re.MULTILINE
    ):
        first, _, rest = words.partition(" ")
        for name in first.split("|"):
            told |= {f"{name} {inner}" for inner in rest.split("|")} if "|" in rest else {words}
    return told


def _code(text: str) -> str:
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`(mailgate [^`\n]+)`", text)])


@ALL
def test_every_command_of_a_document_exists(document: Path) -> None:
    known = _commands()
    text = _code(NOT_BUILT.sub("", document.read_text("utf-8")))
    missing = {words for words in _told(text) if not {words, words.split()[0]} & known}
    groups = {name.split()[0] for name in known if " " in name}
    missing |= {words for words in _told(text) if words.split()[0] in groups and " " in words and words not in known}
    assert missing == set()


def test_every_command_is_in_the_read_me() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    told = _told(_code(text)) | {words.split()[0] for words in _told(_code(text))}
    assert {name for name in _commands() if name not in told} == set()


@ALL
def test_every_target_of_make_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", document.read_text("utf-8"), re.MULTILINE)) - targets == set()


@ALL
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_file_that_contributing_names_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text[text.index("## Files to touch") : text.index("## How it is written")]
    package = ROOT / "src/mailgate"
    names = [name for name in re.findall(r"`([\w/.]+)`", table) if "/" in name and "NNNN" not in name]
    assert [name for name in names if not any((top / name).exists() for top in (package, ROOT))] == []


def test_every_setting_of_a_document_is_one(tmp_path: Path) -> None:
    """The configuration of the read me is whole, and is loaded; that of other documents is TOML."""
    blocks = re.findall(r"^```toml\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    server, desk = blocks
    (tmp_path / "desks").mkdir()
    (tmp_path / "mailgate.toml").write_text(server, "utf-8")
    (tmp_path / "desks/acme.toml").write_text(desk, "utf-8")
    loaded = load(tmp_path / "mailgate.toml", today=date(2026, 11, 21), environment={})
    assert [file.desk.tenant for file in loaded.desks] == ["acme"]
    assert loaded.warnings == ()


def test_settings_shown_for_deployment_are_known() -> None:
    blocks = re.findall(
        r"^```\n(\[\w+\]\n.*?)^```", (ROOT / "deploy/README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    sample = tomllib.loads((ROOT / "deploy/mailgate.toml").read_text("utf-8"))
    assert blocks
    for block in blocks:
        for table, settings in tomllib.loads(block).items():
            assert set(settings) <= set(sample[table])


def test_the_states_and_reasons_of_operations_are_those_of_the_code() -> None:
    text = (ROOT / "docs/operations.md").read_text("utf-8")
    assert f"its state: {', '.join(InboxState)}." in text
    assert f"its states are {', '.join(OutboxState)}." in text
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    reasons = set(re.findall(r'"((?:held|quarantine)\.[a-z_]+)"', source)) - {"held.unknown_release"}
    assert set(re.findall(r"`((?:held|quarantine)\.[a-z_]+)`", text)) == reasons


def test_the_first_mail_is_told_before_the_demo_desk_starts() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    recipe = makefile[makefile.index("\nrun:") :].split("\n\n")[0]
    assert recipe.index("deploy/demo-desk.txt") < recipe.index("mailgate serve")
    told = (ROOT / "deploy/demo-desk.txt").read_text("utf-8")
    for place in ("127.0.0.1:8025", "support@desk.localhost", "mailgate tickets list", "var/sent/new", "8080/docs"):
        assert place in told


def test_every_rule_of_the_rules_page_is_accepted_and_its_examples_come_out_right(tmp_path: Path) -> None:
    shown = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/rules.md").read_text("utf-8"), re.DOTALL)
    desk = 'tenant = "a"\n[[queue]]\nkey = "q"\naddress = "q@a.test"\n[customer_tiers]\ngold = ["b.test"]\n'
    (tmp_path / "desk.toml").write_text(desk + "".join(shown))
    read = load_desk(tmp_path / "desk.toml").desk
    rules = {it.rule.name: it for its in compile_rules(read).by_event.values() for it in its}
    tried = [each for it in rules.values() for each in try_examples(it, read, datetime.now(UTC))]

    assert len(rules) == len(read.rules) >= 5
    assert tried
    assert [each for each in tried if each.wrong] == []


def _assignment_page(tmp_path: Path) -> tuple[str, Desk]:
    page = (ROOT / "docs/assignment.md").read_text("utf-8")
    shown = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "desk.toml").write_text('tenant = "a"\n' + "".join(shown))
    return page, load_desk(tmp_path / "desk.toml").desk


def test_the_assignment_page_names_every_strategy_and_reason_and_nothing_else() -> None:
    page = (ROOT / "docs/assignment.md").read_text("utf-8")
    strategies, reasons, absences = (
        {
            name
            for row in re.findall(r"^\| (`.*?) \|", page.split(heading)[1].split("\n## ")[0], re.MULTILINE)
            for name in re.findall(r"`(\w+)`", row)
        }
        for heading in ("## Strategies", "## Who can be given a ticket", "## Being away")
    )
    assert strategies - {"assign"} == set(ASSIGN)
    assert reasons == {*(code for code, _ in REASONS), "not_an_agent"}
    assert absences - {"tickets"} == {each.value for each in TicketsOfAbsent}


def test_the_table_of_the_assignment_page_is_what_the_desk_on_it_gives(tmp_path: Path) -> None:
    page, desk = _assignment_page(tmp_path)
    ticket = Ticket(
        id=1,
        uuid=UUID(int=1),
        tenant="a",
        number="1",
        refid="sup_1",
        subject="Printer",
        status=Status.OPEN,
        priority=Priority.MEDIUM,
        queue="support",
        product="",
        contact_id=1,
        customer_email="zoe@client.test",
        customer_name="Zoe",
        created_at=datetime(2026, 12, 24, 11, tzinfo=UTC),
        updated_at=datetime(2026, 12, 24, 11, tzinfo=UTC),
        category="hardware",
        tags=("skill:printer",),
    )
    wanted = Wanted(desk=desk, team=desk.teams[0], ticket=ticket, now=ticket.created_at)
    choice = choose(wanted, Staffing())
    told = "".join(f"{it.agent}: {', '.join(it.reasons) or 'yes'}\n" for it in choice.candidates)
    assert f"```\n{told}```" in page
    assert choice.agent == "bob@acme.test"
