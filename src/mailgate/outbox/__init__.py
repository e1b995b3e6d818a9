"""Sends what stands in the outbox, retries, and gives up with a reason."""
