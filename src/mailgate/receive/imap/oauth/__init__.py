"""Logging in without a password: access tokens of an issuer, had, kept and renewed (RFC 6749)."""
