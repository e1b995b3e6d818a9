"""Desks, and the nodes that work for them."""
