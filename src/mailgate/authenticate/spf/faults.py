"""The two ways in which an SPF evaluation ends before a mechanism decides (RFC 7208 sections 2.6.6 and 2.6.7)."""

from __future__ import annotations


class SpfFault(Exception):
    """Ends the whole evaluation; ``str(fault)`` says why, for people."""

    result = ""


class PermanentError(SpfFault):
    """The published records cannot be interpreted."""

    result = "permerror"


class TemporaryError(SpfFault):
    """The DNS was silent on something that had to be known."""

    result = "temperror"
