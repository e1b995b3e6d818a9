"""``text/enriched`` (RFC 1896) and ``text/richtext`` (RFC 1341) as plain text."""

from __future__ import annotations

import re

_TAG = re.compile(r"</?([A-Za-z-]{1,60})>")
_PARAMETER = re.compile(r"<param>[^<]*</param>", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\n+")
_BREAKS = {"nl": "\n", "np": "\n", "paragraph": "\n"}


def enriched_text(source: str) -> str:
    """The words without the commands: one line end is a space, of several one less is shown; ``<<`` is ``<``."""
    text = _PARAMETER.sub("", source.replace("<<", "\0").replace("<lt>", "\0"))
    text = _LINE_ENDS.sub(lambda run: " " if len(run[0]) == 1 else "\n" * (len(run[0]) - 1), text.strip("\n"))
    text = _TAG.sub(lambda tag: _BREAKS.get(tag[1].lower(), ""), text)
    return text.replace("\0", "<")
