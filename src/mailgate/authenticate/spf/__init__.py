"""Sender Policy Framework, an evaluator of our own (RFC 7208)."""
