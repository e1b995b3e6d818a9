"""Workflows in code of packages that are installed beside mailgate: found by entry point, asked in a child process."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import entry_points
from typing import Any

from mailgate.model.workflow import InstalledWorkflow, TicketContext, WorkflowResult
from mailgate.workflow.attempts import Called
from mailgate.workflow.installed import providers

GROUP = "mailgate.workflows"
_CHILD = "mailgate.daemon.own_code"
#: Importing all packages and asking them for their steps.
_PATIENCE = timedelta(seconds=60)


class Packages:
    """What is installed, looked up when it is first asked for. No code of a package runs in this process.

    A step may hang, leak or crash: its process is ended after its time, and with ours.
    """

    def __init__(self) -> None:
        self._found: Mapping[str, InstalledWorkflow] | None = None
        self._lock = threading.Lock()
        self._children: set[subprocess.Popen[bytes]] = set()
        #: Nothing is asked any more.
        self.ended = False

    def look_again(self) -> None:
        """Packages may have come and gone."""
        self._found = None

    @property
    def names(self) -> tuple[str, ...]:
        """Of all entry points, usable or not; imports none."""
        return tuple(dict.fromkeys(entry.name for entry in entry_points(group=GROUP)))

    @property
    def workflows(self) -> Mapping[str, InstalledWorkflow]:
        """By name; of those that cannot be used it is said why."""
        if self._found is None:
            self._found = self._described() if self.names else {}
        return self._found

    def providers(self, workflow: str, step: str) -> tuple[str, ...]:
        """The entry points that do a step; several do not agree who does."""
        return providers(self.workflows, workflow, step)

    def perform(self, name: str, step: str, context: TicketContext, time_limit: timedelta) -> Called:
        """Have one step done by an entry point, and wait for it."""
        found = self._ask(("perform", name, step, context), time_limit)
        if isinstance(found, Called):
            return found
        if found["reason"]:
            return Called(reason=found["reason"], error=found["error"])
        return Called(result=WorkflowResult(**found["result"]))

    def end(self) -> None:
        """End what is being asked, and ask no more; to whoever waits it looks like a death."""
        with self._lock:
            self.ended = True
            for child in self._children:
                child.kill()

    def _described(self) -> Mapping[str, InstalledWorkflow]:
        found = self._ask(("describe",), _PATIENCE)
        if isinstance(found, Called):
            return {name: InstalledWorkflow(key=name, package="?", error=found.error) for name in self.names}
        return {each["key"]: InstalledWorkflow(**each | {"steps": tuple(each["steps"])}) for each in found["found"]}

    def _ask(self, request: tuple[object, ...], time_limit: timedelta) -> dict[str, Any] | Called:
        # The child ends when this pipe closes, which it does however we die.
        theirs, ours = os.pipe()
        try:
            child = self._started(theirs)
            if child is None:
                return Called(reason="workflow.step_died", error="mailgate ends")
            try:
                answer, _ = child.communicate(pickle.dumps(request), time_limit.total_seconds())
            except subprocess.TimeoutExpired:
                return Called(reason="workflow.step_timeout", error=f"not done after {time_limit.total_seconds():g} s")
            finally:
                self._finish(child)
        finally:
            os.close(theirs)
            os.close(ours)
        if child.returncode or not answer:
            return Called(reason="workflow.step_died", error=f"its process ended with {child.returncode}")
        known: dict[str, Any] = json.loads(answer)
        return known

    def _started(self, control: int) -> subprocess.Popen[bytes] | None:
        """It sees the packages that this process sees."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with self._lock:
            if self.ended:
                return None
            child = subprocess.Popen(
                [sys.executable, "-m", _CHILD, str(control)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                pass_fds=(control,),
            )
            self._children.add(child)
            return child

    def _finish(self, child: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._children.discard(child)
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
