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
    """``text`` or HTML with every address of ``own`` replaced by the queue's, also in links and with plus-details."""
    local = queue.address.partition("@")[0]
    house = frozenset((queue.address, *queue.aliases, f"{local}@{queue.reply_domain}" if queue.reply_domain else ""))
    return _REFERENCE.sub("", _pattern(own | house).sub(lambda _: queue.address, text))


def names_any(text: str, own: frozenset[str]) -> bool:
    """Whether an address of ``own`` can be read in ``text``."""
    return bool(own) and _pattern(own).search(text) is not None


@lru_cache(maxsize=64)
def _pattern(addresses: frozenset[str]) -> re.Pattern[str]:
    spellings = "|".join(_spelling(address) for address in _longest_first(addresses))
    return re.compile(f"{_BEFORE}(?:{spellings}){_AFTER}", re.IGNORECASE)


def _spelling(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return rf"{re.escape(local)}(?:(?:\+|%2B)[A-Za-z0-9_.=-]*)?(?:@|%40|&#64;){re.escape(domain)}"


def _longest_first(addresses: Iterable[str]) -> list[str]:
    return sorted((address for address in addresses if "@" in address), key=lambda item: (-len(item), item))
