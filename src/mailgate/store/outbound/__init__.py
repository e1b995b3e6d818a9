"""Mail that goes out, and what limits it."""
