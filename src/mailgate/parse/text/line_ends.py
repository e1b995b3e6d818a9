"""Line ends of text: one ``\\n`` for every way that mail ends a line."""

from __future__ import annotations


def with_lf(text: str) -> str:
    """Text with ``\\n`` alone as line end and without NUL, which databases refuse."""
    if "\r" in text:
        usual = text.replace("\r\n", "\n")
        if "\r" in usual:
            usual = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
        text = usual
    return text.replace("\0", "") if "\0" in text else text
