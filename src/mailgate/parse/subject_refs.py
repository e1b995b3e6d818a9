"""Ticket numbers in a subject: ``[#2026-11-00042]``."""

from __future__ import annotations

import re

# Clients and people put spaces inside, and full-width brackets come from Japanese and Chinese keyboards.
_TAG = re.compile(r"[\[［【]\s{0,3}[#＃]\s{0,3}([0-9A-Za-z](?:[0-9A-Za-z._-]{0,38}[0-9A-Za-z])?)\s{0,3}[\]］】]")


def subject_numbers(subject: str) -> tuple[str, ...]:
    """Every number between ``[#`` and ``]``, left to right, each once."""
    return tuple(dict.fromkeys(_TAG.findall(subject)))
