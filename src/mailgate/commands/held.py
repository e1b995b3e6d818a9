"""How an agent answers a notice of held mail: ``accept``, ``new``, ``spam``; a digest: ``13, 14 spam``."""

from __future__ import annotations

import re

from mailgate.commands.lines import is_blank, plain
from mailgate.commands.nearest import nearest, shown
from mailgate.model.command import Finding, HeldAnswer, HeldVerb

_MARKS = ".,;:!"
#: Numbers before or behind the word, as lists are written.
_NUMBERED = re.compile(r"(?P<front>[\d#][\d#,;:. ]*)?(?P<word>[^\W\d_]+)(?P<behind>[ ,:][\d#,;:. ]*)?")
_NUMBER = re.compile(r"\d{1,12}")
#: A digest lists fewer, and a mail of more lines was not written by a person.
_MOST_LINES = 100
_LONGEST = 500
_VERBS = tuple(verb.value for verb in HeldVerb)
_WHAT_TO_WRITE = "Write accept, new or spam on the first line"
_ALONE = f"{_WHAT_TO_WRITE}."
_LISTED = f"{_WHAT_TO_WRITE}, with the number of the mail before it: 12 accept."


def read_held_answers(text: str, *, listed: bool) -> tuple[tuple[HeldAnswer, ...], tuple[Finding, ...]]:
    """The lines at the top that decide about held mail, up to the first of other words; one finding, and none counts.

    Args:
        text: The agent's own words, without quote and signature.
        listed: The notice lists several mails, so that each line has to name its own.
    """
    answers: list[HeldAnswer] = []
    findings: list[Finding] = []
    lines = [raw.strip() for raw in text.split("\n")[:_MOST_LINES] if not is_blank(raw)]
    for raw in lines:
        answer = _answer(raw)
        if answer is None and (not answers or _NUMBER.search(raw)):
            findings.append(_unknown(raw, listed=listed))
        if answer is None:
            break
        if listed and not answer.mails:
            findings.append(Finding(code="answer.no_number", written=shown(raw), sentence=_LISTED))
        answers.append(answer)
    if not lines:
        findings.append(Finding(code="answer.no_word", written="", sentence=_LISTED if listed else _ALONE))
    return tuple(answers), tuple(findings)


def _answer(raw: str) -> HeldAnswer | None:
    line = plain(raw) if len(raw) <= _LONGEST else ""
    match = _NUMBERED.fullmatch(line.removeprefix("#").rstrip(f"{_MARKS} ").casefold())
    if match is None or match["word"] not in _VERBS:
        return None
    numbers = _NUMBER.findall(f"{match['front'] or ''} {match['behind'] or ''}")
    mails = tuple(dict.fromkeys(int(number) for number in numbers))
    return HeldAnswer(verb=HeldVerb(match["word"]), written=shown(raw), mails=mails)


def _unknown(raw: str, *, listed: bool) -> Finding:
    words = re.findall(r"[^\W\d_]+", plain(raw[:_LONGEST]))
    near = nearest(words[0], _VERBS) if len(words) == 1 else ""
    sentence = f"Did you mean {near}?" if near else (_LISTED if listed else _ALONE)
    return Finding(code="answer.no_word", written=shown(raw), sentence=sentence)
