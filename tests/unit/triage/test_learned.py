"""What past tickets suggest, and whether it is as sure as it says."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from mailgate.model.detection import Detection, Learning, Memory
from mailgate.model.ticket import Priority
from mailgate.triage.learned import Suggestion, act_on, lesson, suggest, words_in

TOPICS = {
    "billing": ["invoice", "refund", "charge", "payment", "receipt", "tax"],
    "network": ["router", "wifi", "cable", "signal", "offline", "modem"],
    "account": ["login", "password", "profile", "username", "locked", "email"],
    "returns": ["parcel", "label", "return", "broken", "replace", "box"],
}
COMMON = ["please", "help", "hello", "since", "yesterday", "customer", "again", "with", "your", "service", "need"]
ON = Learning(enabled=True, suggest_above=0.5)


class Pupil:
    """A memory that counts lessons as the store does."""

    def __init__(self) -> None:
        self.memory = Memory()

    def learn(self, taught) -> None:
        for field, label in taught.labels:
            self._add(self.memory.tickets.setdefault(field, {}), label, 1)
            self._add(self.memory.sizes.setdefault(field, {}), label, len(taught.words))
            for word in taught.words:
                self._add(self.memory.words.setdefault((field, word), {}), label, 1)
        for field, level, right in taught.trials:
            good, bad = self.memory.trials.get((field, level), (0, 0))
            self.memory.trials[field, level] = (good + right, bad + (not right))

    @staticmethod
    def _add(counts, label, count):
        counts[label] = counts.get(label, 0) + count


def _corpus(seed: int, count: int):
    """Texts of a topic each, with common words, words of other topics, and now and then a wrong category."""
    chance, topics = random.Random(seed), list(TOPICS)
    for _ in range(count):
        topic = chance.choices(topics, weights=[5, 3, 2, 1])[0]
        other = chance.choice(topics)
        words = chance.sample(COMMON, 5) + chance.sample(TOPICS[topic], 2) + chance.sample(TOPICS[other], 1)
        label = topic if chance.random() > 0.05 else chance.choice(topics)
        yield label, words_in("", " ".join(words))


@pytest.fixture
def memory(make_ticket, schooled):
    """What a thousand closed tickets taught."""
    if not schooled.memory.tickets:
        for label, words in _corpus(1, 1_000):
            schooled.learn(lesson(schooled.memory, make_ticket(category=label, assigned_team=None), words))
    return schooled.memory


@pytest.fixture(scope="module")
def schooled():
    return Pupil()


def _category(memory, words, learning=ON):
    return next((each for each in suggest(memory, words, learning) if each.field == "category"), None)


def test_it_is_right_more_often_than_the_commonest_category_and_as_often_as_it_says(memory):
    held_out = list(_corpus(2, 1_000))
    majority = Counter(label for label, _ in held_out).most_common(1)[0][1] / len(held_out)
    found = [(label, _category(memory, words)) for label, words in held_out]
    right = [each is not None and each.label == label for label, each in found]
    assert sum(right) / len(right) > majority + 0.25
    sure = [each.label == label for label, each in found if each is not None and each.confidence >= 0.9]
    assert len(sure) > 300
    assert sum(sure) / len(sure) >= 0.88
    for least in (0.5, 0.6, 0.7, 0.8):
        within = [
            (each.label == label, each.confidence)
            for label, each in found
            if each is not None and least <= each.confidence < least + 0.1
        ]
        if len(within) >= 80:
            hits, said = zip(*within, strict=True)
            assert abs(sum(hits) / len(hits) - sum(said) / len(said)) < 0.12


def test_the_words_that_speak_for_it_are_named(memory):
    found = _category(memory, words_in("Refund of my payment", "please help"))
    assert (found.label, set(found.evidence[:2])) == ("billing", {"refund", "payment"})


def test_below_its_threshold_or_without_known_words_it_says_nothing(memory):
    words = words_in("", "invoice router login")
    assert _category(memory, words, replace(ON, suggest_above=1.0)) is None
    assert suggest(memory, words_in("Zzyzx", "qwertz"), ON) == ()
    assert suggest(Memory(), words, ON) == ()


def _act(ticket, field, label, confidence=0.97, act_above=0.95):
    detection = Detection(learn=Learning(enabled=True, act_above=act_above), max=Priority.HIGH)
    suggestion = Suggestion(field=field, label=label, confidence=confidence, evidence=("refund",), nearest=())
    change = act_on(ticket, suggestion, detection)
    return change and (change.field, change.value)


@pytest.mark.parametrize(
    ("given", "field", "label", "done"),
    [
        ({"category": ""}, "category", "billing", ("category", "billing")),
        ({"category": "sales"}, "category", "billing", None),
        ({"assigned_team": None}, "team", "money", ("assigned_team", "money")),
        ({"assigned_team": "front"}, "team", "money", None),
        ({"priority_source": "default"}, "priority", "high", ("priority", "high")),
        ({"priority_source": "default"}, "priority", "low", None),
        ({"priority_source": "default"}, "priority", "critical", None),
        ({"priority_source": "agent"}, "priority", "high", None),
        ({"priority_source": "rule"}, "priority", "high", None),
    ],
)
def test_only_what_nobody_gave_is_set_and_no_priority_is_lowered(make_ticket, given, field, label, done):
    assert _act(make_ticket(**given), field, label) == done


def test_nothing_is_done_below_act_above(make_ticket):
    ticket = make_ticket(category="")
    assert _act(ticket, "category", "billing", confidence=0.94) is None
    assert _act(ticket, "category", "billing", act_above=1.0) is None
