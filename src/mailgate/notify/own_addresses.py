"""Replace what would lead a customer around the queue: agents' own addresses, reply tokens, our reference marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from mailgate.model.desk import Queue

_REFERENCE = re.compile(r"\[ref:[^\]\s<>]{1,900}\]")
#: An address may begin after anything but a character of one, and after an escape in a link.
_BEFORE = r"(?:(?<![A-Za-z0-9_.+%-])|(?<=%[0-9A-Fa-f]{2}))"
_AFTER = r"(?![A-Za-z0-9-]|\.[A-Za-z0-9])"


def queued(text: str, own: frozenset[str], queue: Queue) -> str:
    """``text`` or HTML with every address of ``own`` replaced by the queue's, also in links and with plus-details.

    Of the queue's own addresses only those with a detail are: the detail is a token.
    """
    return _REFERENCE.sub("", _pattern(own, _house(queue)).sub(lambda _: queue.address, text))


def names_any(text: str, own: frozenset[str]) -> bool:
    """Whether an address of ``own`` can be read in ``text``."""
    return bool(own) and _pattern(own, frozenset()).search(text) is not None


def _house(queue: Queue) -> frozenset[str]:
    local = queue.address.partition("@")[0]
    return frozenset((queue.address, *queue.aliases, f"{local}@{queue.reply_domain}" if queue.reply_domain else ""))


@lru_cache(maxsize=64)
def _pattern(people: frozenset[str], house: frozenset[str]) -> re.Pattern[str]:
    spellings = [_spelling(address, "?") for address in _longest_first(people - house)]
    spellings += [_spelling(address, "") for address in _longest_first(house)]
    return re.compile(f"{_BEFORE}(?:{'|'.join(spellings)}){_AFTER}", re.IGNORECASE)


def _spelling(address: str, optional: str) -> str:
    local, _, domain = address.rpartition("@")
    return rf"{re.escape(local)}(?:(?:\+|%2B)[A-Za-z0-9_.=-]*){optional}(?:@|%40|&#64;){re.escape(domain)}"


def _longest_first(addresses: Iterable[str]) -> list[str]:
    return sorted((address for address in addresses if "@" in address), key=lambda item: (-len(item), item))
