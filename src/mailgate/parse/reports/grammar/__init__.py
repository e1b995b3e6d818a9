"""How mail systems word their reports, as tables."""
