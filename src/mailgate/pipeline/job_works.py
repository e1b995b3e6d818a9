"""What each job does when its time comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mailgate.pipeline.auto_closing import auto_close
from mailgate.pipeline.slot import Ran, Slot

WORKS: Mapping[str, Callable[[Slot], Ran]] = {
    "auto_close": auto_close,
}
