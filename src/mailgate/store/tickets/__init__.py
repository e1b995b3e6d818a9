"""Tickets, what was said on them, and how they hang together."""
