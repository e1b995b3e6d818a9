"""How many bytes of mail may be in memory at once, over all sessions."""

from __future__ import annotations


class Budget:
    """A shared allowance; what is over it is refused for now, so the peer's queue keeps the mail (L-34)."""

    def __init__(self, size_bytes: int) -> None:
        self._free = size_bytes

    def take(self, size_bytes: int) -> bool:
        """Take a part of the allowance; False, and nothing taken, when too little is left."""
        if size_bytes > self._free:
            return False
        self._free -= size_bytes
        return True

    def give_back(self, size_bytes: int) -> None:
        self._free += size_bytes
