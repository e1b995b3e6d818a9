"""Promises about to break: who is told, in which order, until somebody takes it."""
