"""From what is to be said to final bytes, and what became of them."""
