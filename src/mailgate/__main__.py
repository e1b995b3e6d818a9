"""The command line's first step: the pipe client goes its own light way, all else goes to ``cli``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``mailgate``; exit codes follow sysexits."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["ingest"]:
        # An MTA starts this once for every mail: nothing heavy may be imported on this way.
        from mailgate.receive import ingest

        sys.exit(ingest.main(arguments[1:]))
    from mailgate.cli import run

    run(arguments)


if __name__ == "__main__":
    main()
