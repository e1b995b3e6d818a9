"""What one ticket has to do with another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LinkKind(StrEnum):
    """Of the first ticket, said of the other: that is its parent, is blocked by it, is what it duplicates, what it has
    to do with, or what it goes on from."""

    PARENT = "parent"
    BLOCKS = "blocks"
    DUPLICATES = "duplicates"
    RELATED = "related"
    FOLLOW_UP = "follow_up"


#: Said the other way round.
REVERSED = {"child": LinkKind.PARENT, "blocked_by": LinkKind.BLOCKS, "duplicated_by": LinkKind.DUPLICATES}
#: All that can be said.
LINK_WORDS = (*(kind.value for kind in LinkKind), *REVERSED)
#: For rules: whatever a new ticket most likely repeats.
DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    ticket_id: int
    kind: LinkKind
    other_id: int
    #: False: it is taken away.
    holds: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Messages that leave a ticket for another, with the Message-IDs that lead to them."""

    origin: int
    target: int
    entry_ids: tuple[int, ...]
