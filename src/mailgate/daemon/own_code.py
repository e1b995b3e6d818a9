"""The child process in which code of installed packages runs: one request, one answer, then it ends."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import pickle
import re
import sys
import threading
import traceback
from dataclasses import asdict
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from mailgate.model.workflow import InstalledWorkflow, TicketContext, WorkflowResult
from mailgate.workflow import TicketWorkflow
from mailgate.workflow.installed import CHOICE

_GROUP = "mailgate.workflows"
_STEP = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_DATA_LIMIT = 16 * 1024
_WORDS_LIMIT = 2000
#: Of a program of others anything can come but the end of this process.
_FAILURES = (Exception, SystemExit)


def main(control: int) -> None:
    """Answer the request on stdin, as JSON on stdout.

    Args:
        control: A pipe that closes when our parent is gone.
    """
    answers = os.dup(1)
    # What packages print is no answer.
    os.dup2(2, 1)
    # It comes from our parent alone.
    request = pickle.load(sys.stdin.buffer)  # noqa: S301
    threading.Thread(target=_end_with_parent, args=(control,), daemon=True).start()
    answer = {"found": _described()} if request[0] == "describe" else _performed(*request[1:])
    content = json.dumps(answer).encode()
    while content:
        content = content[os.write(answers, content) :]
    sys.stderr.flush()
    # Threads that a package left behind are waited for by nobody.
    os._exit(0)


def _end_with_parent(control: int) -> None:
    os.read(control, 1)
    os._exit(1)


def _described() -> list[dict[str, object]]:
    return [asdict(_description(entry)) for entry in entry_points(group=_GROUP)]


def _description(entry: EntryPoint) -> InstalledWorkflow:
    package = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "?"
    try:
        flow = _made(entry)
    except _FAILURES as error:
        return InstalledWorkflow(key=entry.name, package=package, error=_told(error))
    chooses = type(flow).should_trigger is not TicketWorkflow.should_trigger
    return InstalledWorkflow(key=entry.name, package=package, steps=tuple(flow.steps), chooses=chooses)


def _made(entry: EntryPoint) -> TicketWorkflow:
    """A fresh object of the entry point, which is a class or whatever makes one.

    Raises:
        ValueError: It is none that can be used.
    """
    flow = entry.load()()
    if not isinstance(flow, TicketWorkflow):
        raise ValueError(f"{entry.value} makes no TicketWorkflow")
    if flow.workflow_type != entry.name:
        raise ValueError(f'its workflow_type is "{flow.workflow_type}" and its entry point "{entry.name}"')
    if not flow.steps:
        raise ValueError("it has no steps")
    wrong = [step for step in flow.steps if not isinstance(step, str) or not _STEP.fullmatch(step) or step == CHOICE]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is no name of a step; write it like verify_account")
    return flow


def _performed(name: str, step: str, context: TicketContext) -> dict[str, object]:
    entry = next(iter(entry_points(group=_GROUP, name=name)), None)
    if entry is None:
        return _no_answer("workflow.step_missing", f"no package has the workflow {name}")
    try:
        flow = _made(entry)
        flow.set_ticket_context(context)
        result = asyncio.run(_asked(flow, step, context))
    except _FAILURES as error:
        traceback.print_exc()
        return _no_answer("workflow.step_raised", _told(error))
    if not isinstance(result, WorkflowResult):
        return _no_answer("workflow.bad_result", f"the step {step} gave {type(result).__name__}, no WorkflowResult")
    return _answer(result, step)


async def _asked(flow: TicketWorkflow, step: str, context: TicketContext) -> Any:
    if step != CHOICE:
        return await flow.execute_step(step)
    chosen: Any = flow.should_trigger(context.ticket)
    return WorkflowResult(bool(await chosen if inspect.isawaitable(chosen) else chosen), step)


def _answer(result: WorkflowResult, step: str) -> dict[str, object]:
    try:
        content = json.dumps(result.data, allow_nan=False)
    except (TypeError, ValueError) as error:
        return _no_answer("workflow.bad_result", f"its data is no JSON: {error}")
    if len(content) > _DATA_LIMIT or not isinstance(result.data, dict | None):
        return _no_answer("workflow.bad_result", f"its data is no table, or longer than {_DATA_LIMIT} bytes")
    said = {
        "success": bool(result.success),
        "step_name": step,
        "error": _words(result.error),
        "message": _words(result.message),
        "data": json.loads(content),
    }
    return {"result": said, "reason": "", "error": ""}


def _no_answer(reason: str, error: str) -> dict[str, object]:
    return {"result": None, "reason": reason, "error": _words(error) or ""}


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _words(value: object) -> str | None:
    """As the database can hold it, and as short as people read."""
    if value is None:
        return None
    text = str(value).replace("\x00", "\N{REPLACEMENT CHARACTER}")[:_WORDS_LIMIT]
    return text.encode("utf-8", "replace").decode()


if __name__ == "__main__":
    main(int(sys.argv[1]))
