"""What rules leave behind, and what they ask for."""
