"""Category, team and priority as past tickets of the desk suggest them: a multinomial naive Bayes over their words.

How sure a guess is comes from trials, not from the model: each ticket is guessed at before it is learned, and the
share of right guesses at that level of evidence is the confidence (Niculescu-Mizil and Caruana 2005 on why the
model's own probabilities are none).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from mailgate.lifecycle.statuses import parse_priority
from mailgate.model.detection import Detection, Learning, Lesson, Memory
from mailgate.model.event import Cause
from mailgate.model.message import Message
from mailgate.model.plan import Change
from mailgate.model.ticket import Ticket
from mailgate.triage.clauses import sentences

FIELDS = ("category", "team", "priority")
#: Levels of evidence: the natural logarithm of the odds of the best label against the next one, rounded down.
_TOP_LEVEL = 11
#: Weight, in words, of what all labels together say of a word.
_SMOOTHING = 2.0
_WORDS, _SHORTEST, _LONGEST = 200, 3, 30
_EVIDENCE, _NEAREST = 5, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    label: str
    level: int
    #: Words that speak for it, strongest first.
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What past tickets suggest, and on what it stands."""

    field: str
    label: str
    #: Share of right guesses among those with as much evidence.
    confidence: float
    evidence: tuple[str, ...]
    #: Numbers of the past tickets that are most alike.
    nearest: tuple[str, ...]


def words_of(message: Message) -> tuple[str, ...]:
    """The words of a mail that count, each once."""
    return words_in(message.subject, message.new_text or message.text)


def words_in(subject: str, text: str) -> tuple[str, ...]:
    spoken = (
        word
        for sentence in (*sentences(subject), *sentences(text))
        for clause in sentence.clauses
        for word in clause.split()
    )
    counted = (word for word in spoken if _SHORTEST <= len(word) <= _LONGEST and not word.isdigit())
    return tuple(dict.fromkeys(counted))[:_WORDS]


def guess(memory: Memory, field: str, words: tuple[str, ...]) -> Guess | None:
    """The likeliest label; None where the desk knows fewer than two, or none of the words."""
    tickets = memory.tickets.get(field, {})
    known = [word for word in words if (field, word) in memory.words]
    if len(tickets) < 2 or not known:
        return None
    total, sizes = sum(tickets.values()), memory.sizes.get(field, {})
    size = sum(sizes.values())
    shares = {word: sum(memory.words[field, word].values()) / size for word in known}

    def weight(label: str, word: str) -> float:
        counted = memory.words[field, word].get(label, 0)
        return math.log((counted + _SMOOTHING * shares[word]) / (sizes.get(label, 0) + _SMOOTHING))

    scores = {
        label: math.log(count / total) + sum(weight(label, word) for word in known) for label, count in tickets.items()
    }
    best, second = sorted(scores, key=lambda label: (-scores[label], label))[:2]
    speaks = {word: weight(best, word) - weight(second, word) for word in known}
    strongest = sorted((word for word in known if speaks[word] > 0), key=lambda word: -speaks[word])
    level = min(_TOP_LEVEL, int(scores[best] - scores[second]))
    return Guess(label=best, level=level, evidence=tuple(strongest[:_EVIDENCE]))


def confidence(memory: Memory, field: str, level: int) -> float:
    """The share of right guesses at a level (Laplace's rule of succession: one of two where nothing was tried)."""
    right, wrong = memory.trials.get((field, level), (0, 0))
    return (right + 1) / (right + wrong + 2)


def suggest(memory: Memory, words: tuple[str, ...], learning: Learning) -> tuple[Suggestion, ...]:
    """What is sure enough to be named, a field each."""
    found = []
    for field in FIELDS:
        guessed = guess(memory, field, words)
        if guessed is None or not guessed.evidence:
            continue
        sure = confidence(memory, field, guessed.level)
        if sure >= learning.suggest_above:
            nearest = _nearest(memory, frozenset(words))
            found.append(
                Suggestion(
                    field=field, label=guessed.label, confidence=sure, evidence=guessed.evidence, nearest=nearest
                )
            )
    return tuple(found)


def act_on(ticket: Ticket, suggestion: Suggestion, detection: Detection) -> Change | None:
    """The change, where it is sure enough and nobody gave the field a value; a priority is only ever raised."""
    if suggestion.confidence < detection.learn.act_above:
        return None
    cause = Cause(kind="detection", ref="learned: " + ", ".join(suggestion.evidence))
    value = suggestion.label
    if suggestion.field == "category" and not ticket.category:
        return Change(field="category", value=value, cause=cause)
    if suggestion.field == "team" and not ticket.assigned_team:
        return Change(field="assigned_team", value=value, cause=cause)
    wanted = parse_priority(value) if suggestion.field == "priority" else None
    raises = wanted is not None and detection.max.rank <= wanted.rank < ticket.priority.rank
    if raises and ticket.priority_source in ("default", "detected"):
        return Change(field="priority", value=value, cause=cause)
    return None


def lesson(memory: Memory, ticket: Ticket, words: tuple[str, ...]) -> Lesson:
    """What a closed ticket teaches: its labels, and whether they would have been guessed."""
    values = {"category": ticket.category, "team": ticket.assigned_team, "priority": ticket.priority.value}
    labels = tuple((field, values[field] or "") for field in FIELDS if values[field])
    tried = ((field, label, guess(memory, field, words)) for field, label in labels)
    trials = tuple((field, found.level, found.label == label) for field, label, found in tried if found is not None)
    return Lesson(ticket_id=ticket.id, number=ticket.number, words=words, labels=labels, trials=trials)


def _nearest(memory: Memory, words: frozenset[str]) -> tuple[str, ...]:
    alike = {past.number: len(words & past.words) / len(words | past.words) for past in memory.past if past.words}
    numbers = sorted((number for number, share in alike.items() if share > 0), key=lambda number: -alike[number])
    return tuple(numbers[:_NEAREST])
