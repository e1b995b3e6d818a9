"""From failures to exit codes (sysexits) and one clear line on stderr."""

from __future__ import annotations

import sys
from enum import IntEnum
from typing import NoReturn

from mailgate.errors import ConfigurationError, MailgateError, NotFound, Refused, SchemaTooNew


class Exit(IntEnum):
    """Exit codes of DESIGN section 6."""

    OK = 0
    USAGE = 64
    DATA = 65
    TEMPORARY = 75
    CONFIGURATION = 78


def end(error: MailgateError) -> NoReturn:
    """Say what went wrong and what to do, then end."""
    if isinstance(error, ConfigurationError):
        for finding in error.findings:
            print(finding, file=sys.stderr)
        raise SystemExit(Exit.CONFIGURATION)
    print(f"mailgate: {error}", file=sys.stderr)
    raise SystemExit(_code(error))


def _code(error: MailgateError) -> Exit:
    if isinstance(error, SchemaTooNew):
        return Exit.CONFIGURATION
    if isinstance(error, NotFound | Refused):
        return Exit.DATA
    return Exit.TEMPORARY if error.temporary else Exit.DATA
