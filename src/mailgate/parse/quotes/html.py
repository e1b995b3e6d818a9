"""The HTML of a mail without its quoted parts."""

from __future__ import annotations


def reply_html(html: str) -> str:
    """The HTML without quoted parts; never empty if the mail had text."""
    return html
