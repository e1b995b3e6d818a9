"""All commands under one roof."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from click.exceptions import ClickException, UsageError

from mailgate.cli import node
from mailgate.cli.exits import Exit, end
from mailgate.errors import MailgateError

app = typer.Typer(name="mailgate", no_args_is_help=True, add_completion=False, help="A mail-first support desk.")
node.register(app)


def main(arguments: Sequence[str]) -> None:
    """Run one command; never returns."""
    try:
        code = app(args=list(arguments), standalone_mode=False)
    except MailgateError as error:
        end(error)
    except UsageError as error:
        error.show()
        sys.exit(Exit.USAGE)
    except ClickException as error:
        error.show()
        sys.exit(Exit.DATA)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)
