"""Python's collector of circles, set for processes that live long and make many objects at a time."""

from __future__ import annotations

import gc

#: Objects made before the youngest are looked through for circles: a batch, or a lot of fetched mails, makes hundreds
#: of thousands that live and go together, and Python's own 700 would look at each of them several times.
_LOOKED_THROUGH = (10_000, 20, 10)


def spare_what_stays() -> None:
    """What a start made stays to the end: it is never looked through again."""
    gc.freeze()
    gc.set_threshold(*_LOOKED_THROUGH)
