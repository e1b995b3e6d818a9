"""What each bomb may cost: under a second of processor time and 256 MiB, read by a process of its own (L-12)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SECONDS = 1.0
KIB = 256 * 1024
#: Forks once a bomb, so that the time and the peak that the kernel counts are of one reading alone.
SCRIPT = """
import json, os, runpy, sys
from mailgate.parse.bare import parse_text
from mailgate.parse.message import parse_message

found = {}
mails, texts = (runpy.run_path(path)["BOMBS"] for path in sys.argv[1:])
readings = {name: (parse_message, raw) for name, (raw, _) in mails.items()}
readings |= {f"text of {name}": (parse_text, text) for name, text in texts.items()}
for name, (read, bomb) in readings.items():
    child = os.fork()
    if not child:
        read(bomb)
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    found[name] = [status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def spent() -> dict[str, list[float]]:
    """Exit status, seconds and KiB of each bomb by its name."""
    files = [str(HERE / "test_bombs.py"), str(HERE / "quotes" / "test_adversarial.py")]
    done = subprocess.run([sys.executable, "-c", SCRIPT, *files], stdout=subprocess.PIPE, check=True)
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def test_no_bomb_takes_longer_than_a_second(spent: dict[str, list[float]]) -> None:
    assert {name: seconds for name, (_, seconds, _) in spent.items() if seconds >= SECONDS} == {}


def test_no_bomb_takes_more_than_256_mebibytes(spent: dict[str, list[float]]) -> None:
    assert {name: kib for name, (_, _, kib) in spent.items() if kib >= KIB} == {}


def test_no_bomb_ends_its_reader(spent: dict[str, list[float]]) -> None:
    assert len(spent) > 60
    assert {name: status for name, (status, _, _) in spent.items() if status} == {}
