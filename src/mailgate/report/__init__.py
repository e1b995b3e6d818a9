"""Figures of a desk, counted in SQL."""
