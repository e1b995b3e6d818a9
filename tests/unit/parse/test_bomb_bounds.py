"""What each bomb may cost: 256 MiB and three times an honest mail of a megabyte, far below what L-12 allows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: A second on the machine that the limits were set on; another machine's pace is measured beside the bombs.
TIMES_AN_HONEST_MEGABYTE = 3.0
HONEST = "an honest megabyte"
KIB = 256 * 1024
#: Forks once a bomb, so that the time and the peak that the kernel counts are of one reading alone.
SCRIPT = """
import json, os, runpy, sys
from mailgate.parse.bare import parse_text
from mailgate.parse.message import parse_message

PARAGRAPH = b"<p>The printer on the <b>second floor</b> prints <a href='https://shop.example/x'>blank pages</a>.</p>\\n"
found = {}
honest = b"From: a@b.example\\nContent-Type: text/html\\n\\n" + PARAGRAPH * (1_000_000 // len(PARAGRAPH))
mails, texts = (runpy.run_path(path)["BOMBS"] for path in sys.argv[1:3])
readings = {name: (parse_message, raw) for name, (raw, _) in mails.items()}
readings |= {f"text of {name}": (parse_text, text) for name, text in texts.items()}
readings[sys.argv[3]] = (parse_message, honest)
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
    done = subprocess.run([sys.executable, "-c", SCRIPT, *files, HONEST], stdout=subprocess.PIPE, check=True)
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def test_no_bomb_takes_three_times_an_honest_mail_of_a_megabyte(spent: dict[str, list[float]]) -> None:
    most = TIMES_AN_HONEST_MEGABYTE * spent[HONEST][1]
    assert {name: seconds for name, (_, seconds, _) in spent.items() if seconds >= most} == {}


def test_no_bomb_takes_more_than_256_mebibytes(spent: dict[str, list[float]]) -> None:
    assert {name: kib for name, (_, _, kib) in spent.items() if kib >= KIB} == {}


def test_no_bomb_ends_its_reader(spent: dict[str, list[float]]) -> None:
    assert len(spent) > 60
    assert {name: status for name, (status, _, _) in spent.items() if status} == {}
