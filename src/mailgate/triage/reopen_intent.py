"""Is the customer content, or is there still something to do? Read from a reply to a ticket that was done.

Words decide, in English, German, French, Spanish, Italian and Dutch; what is found is named. A reply is taken for a
thank-you only where nothing in it speaks against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mailgate.triage.clauses import Sentence, sentences
from mailgate.triage.phrases.every import EVERY, GREETINGS

#: Words beside what is understood, with which a reply still only says that it is well, or only says thanks.
_BESIDE_WELL = 25
_BESIDE_THANKS = 4
#: Pieces of evidence that are named.
_NAMED = 5


class Intent(StrEnum):
    CLOSES = "closes"
    #: Or anything else is wanted.
    STILL_BROKEN = "still_broken"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reply wants, and the words that say so, spelled without accents."""

    intent: Intent
    evidence: tuple[str, ...] = ()


def reopen_intent(text: str) -> Reading:
    """Read a customer's new words, quotes and signature taken off; an empty text is unsure."""
    notes = _Notes()
    for sentence in sentences(text):
        notes.add(sentence)
    if notes.complaints:
        return _reading(Intent.STILL_BROKEN, notes.complaints)
    if notes.doubts:
        return _reading(Intent.UNSURE, notes.doubts)
    allowed = _BESIDE_WELL if notes.well else _BESIDE_THANKS
    if (notes.well or notes.thanks) and notes.beside <= allowed:
        return _reading(Intent.CLOSES, (*notes.well, *notes.thanks))
    return _reading(Intent.UNSURE, (*notes.well, *notes.thanks))


def _reading(intent: Intent, evidence: Iterable[str]) -> Reading:
    return Reading(intent=intent, evidence=tuple(dict.fromkeys(evidence))[:_NAMED])


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


_THANKS, _WELL, _OVER, _HARMLESS = _any(EVERY.thanks), _any(EVERY.well), _any(EVERY.over), _any(EVERY.harmless)
_BROKEN, _TROUBLE, _ASKS, _DOUBT = _any(EVERY.broken), _any(EVERY.trouble), _any(EVERY.asks), _any(EVERY.doubt)
_CONTRAST, _NEGATION, _PAST = _any(EVERY.contrast), _any(EVERY.negation), _any(EVERY.past)
_CONDITION, _PROMISE, _GREETING = _any(EVERY.condition), _any(EVERY.promise), _any(GREETINGS)
# German, Dutch and spoken French negate behind the verb.
_NOT_WELL = re.compile(
    rf"\b(?:{'|'.join(EVERY.negation)}) (?:\w+ ){{0,4}}(?:{'|'.join(EVERY.well)})\b"
    rf"|\b(?:{'|'.join(EVERY.well)}) (?:\w+ ){{0,2}}(?:nicht|niet|pas|plus)\b"
)
_CLOSING = re.compile(r"clos|mark|schliess|zumach|zugem|ferm|clot|clor|cerr|cier|chiu|sluit|geslo|dicht")
#: What follows is what thanks are for.
_FOR = re.compile(
    r" (?:for|fur|pour|por|per|voor|de|d|del|della) .*| (?:a lot|(?:so|very) much|mille|beaucoup|vielmals|wel)"
)


@dataclass(slots=True, kw_only=True)
class _Clause:
    """What is left of a clause as its phrases are taken out, and what they were."""

    text: str
    rest: str
    well: list[str] = field(default_factory=list)
    thanks: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def take(self, phrases: re.Pattern[str]) -> list[str]:
        found = [match.group() for match in phrases.finditer(self.rest)]
        if found:
            # No gap of a phrase reaches over what was taken out.
            self.rest = phrases.sub(";", self.rest)
        return found


@dataclass(slots=True, kw_only=True)
class _Notes:
    """What the sentences so far say."""

    complaints: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    well: list[str] = field(default_factory=list)
    thanks: list[str] = field(default_factory=list)
    #: Words of clauses that say nothing known.
    beside: int = 0
    #: Complaints about what was; withdrawn when it is well in the end.
    _earlier: list[str] = field(default_factory=list)

    def add(self, sentence: Sentence) -> None:
        clauses = [_read(text) for text in _without_promises(sentence)]
        contrasts = _contrasts(sentence)
        for clause in clauses:
            self._note(clause, is_well=any(each.well for each in clauses))
        if contrasts and not any(_read(text).well for text in contrasts):
            self.complaints += [f"but {text}" for text in contrasts if len(text.split()) > 1 and not _only_polite(text)]
        asked = [found for clause in clauses for found in clause.take(_ASKS)]
        if not any(_CLOSING.search(over) for clause in clauses for over in clause.over):
            self.complaints += asked
            self.complaints += ["?"] if sentence.asks else []

    def _note(self, clause: _Clause, *, is_well: bool) -> None:
        past = _PAST.search(clause.text) is not None
        self.complaints += clause.complaints
        self._earlier += clause.complaints if past else []
        trouble = clause.take(_TROUBLE)
        if trouble and not (past or clause.well or clause.thanks):
            (self.doubts if is_well else self.complaints).extend(trouble)
        self.doubts += clause.doubts
        self.thanks += clause.thanks
        if clause.well:
            self.well += clause.well
            self.complaints = [each for each in self.complaints if each not in self._earlier]
        if not clause.complaints:
            self.doubts += clause.take(_NEGATION)
        if not clause.well:
            self.beside += _words_beside(clause)


def _read(text: str) -> _Clause:
    """The order matters: what only sounds like a complaint is taken out before complaints are looked for."""
    clause = _Clause(text=text, rest=text)
    clause.take(_HARMLESS)
    clause.over = clause.take(_OVER)
    clause.doubts = clause.take(_DOUBT)
    clause.complaints = clause.take(_NOT_WELL) + clause.take(_BROKEN)
    clause.well = clause.over + clause.take(_WELL)
    clause.thanks = clause.take(_THANKS)
    return clause


def _without_promises(sentence: Sentence) -> list[str]:
    """The clauses, without what is to be told only if it happens: "should it fail again, I will write"."""
    if not any(_PROMISE.search(clause) for clause in sentence.clauses):
        return list(sentence.clauses)
    kept = (_cut(clause, _CONDITION) for clause in sentence.clauses)
    return [clause for clause in kept if clause]


def _cut(clause: str, where: re.Pattern[str]) -> str:
    found = where.search(clause)
    return clause[: found.start()].strip() if found else clause


def _contrasts(sentence: Sentence) -> Sequence[str]:
    """What stands behind the first "but"."""
    for place, clause in enumerate(sentence.clauses):
        if found := _CONTRAST.search(clause):
            return [text for text in (clause[found.end() :].strip(), *sentence.clauses[place + 1 :]) if text]
    return ()


def _only_polite(text: str) -> bool:
    clause = _read(text)
    return bool(clause.thanks or _GREETING.search(text)) and _words_beside(clause) <= _BESIDE_THANKS


def _words_beside(clause: _Clause) -> int:
    if _GREETING.match(clause.text) and len(clause.text.split()) <= _BESIDE_THANKS:
        return 0
    rest = _FOR.sub("", clause.rest) if clause.thanks else clause.rest
    return len(rest.replace(";", " ").split())
