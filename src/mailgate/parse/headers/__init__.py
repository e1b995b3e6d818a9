"""Header fields: the block, its text, and the values that are structured."""
