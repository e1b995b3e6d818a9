"""A distribution with workflows, as an installer leaves it in a folder of ``sys.path``."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

_HEAD = """\
import json
import os
import sys
import time
from pathlib import Path
from mailgate.workflow import TicketWorkflow, WorkflowResult

HERE = Path(__file__).parent


class Told(TicketWorkflow):
    def told(self, step, **more):
        with (HERE / "told.jsonl").open("a") as calls:
            about = {"step": step, "key": self.context.idempotency_key, "attempt": self.context.attempt, **more}
            calls.write(json.dumps(about) + "\\n")

"""


def install(folder: Path, source: str, *, name: str = "acme-flows", **entry_points: str) -> Path:
    """Lay a distribution of one module into ``folder``; each entry point by its name, with the class it leads to."""
    module = name.replace("-", "_")
    folder.mkdir(exist_ok=True)
    (folder / f"{module}.py").write_text(_HEAD + dedent(source))
    described = folder / f"{module}-1.0.dist-info"
    described.mkdir(exist_ok=True)
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [f"{key} = {module}:{made}" for key, made in entry_points.items()]
    (described / "entry_points.txt").write_text("\n".join(["[mailgate.workflows]", *lines, ""]))
    return folder
