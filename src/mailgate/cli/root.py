"""All commands under one roof."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from mailgate.cli import (
    approvals,
    explain,
    imap,
    importing,
    jobs,
    joining,
    node,
    oncall,
    parse,
    rules,
    simulate,
    sla,
    spam,
    tokens,
)
from mailgate.cli.exits import Exit, end
from mailgate.cli.queues import inbox_commands, outbox_commands
from mailgate.errors import MailgateError
from mailgate.model.envelope import InboxState

app = typer.Typer(name="mailgate", no_args_is_help=True, add_completion=False, help="A mail-first support desk.")
node.register(app)
parse.register(app)
explain.register(app)
importing.register(app)
jobs.register(app)
simulate.register(app)
app.add_typer(joining.app, name="tickets")
app.add_typer(inbox_commands(tuple(InboxState), "All mail that came in."), name="inbox")
app.add_typer(inbox_commands((InboxState.HELD,), "Mail that waits for a person's yes."), name="held")
app.add_typer(inbox_commands((InboxState.QUARANTINED,), "Mail that we failed on."), name="quarantine")
app.add_typer(outbox_commands(), name="outbox")
app.add_typer(imap.app, name="imap")
app.add_typer(jobs.app, name="jobs")
app.add_typer(sla.app, name="sla")
app.add_typer(rules.app, name="rules")
app.add_typer(spam.app, name="spam")
app.add_typer(oncall.app, name="oncall")
app.add_typer(approvals.app, name="approvals")
app.add_typer(tokens.app, name="token")

_USAGE_OF_TYPER = typer.BadParameter.exit_code


@app.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def ingest(context: typer.Context) -> None:
    """Hand one mail to the running daemon: --to ADDR [--from ADDR] FILE|- (for /etc/aliases)."""
    from mailgate.receive import ingest as client

    raise typer.Exit(client.main(context.args))


def main(arguments: Sequence[str]) -> None:
    """Run one command; never returns."""
    try:
        code = app(args=list(arguments), standalone_mode=False)
    except MailgateError as error:
        end(error)
    except typer.TyperException as error:
        print(f"mailgate: {error.format_message()}", file=sys.stderr)
        sys.exit(Exit.USAGE if error.exit_code == _USAGE_OF_TYPER else Exit.DATA)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has seen enough.
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
