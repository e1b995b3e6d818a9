"""Lines that a rule puts below a letter's words."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import escape

from mailgate.notify.letter import Letter


def with_footer(letter: Letter, footer: str) -> Letter:
    """Above the line that names the mail, and at the end of the page."""
    text, mark, ref = letter.text.rpartition("\n[ref:")
    body = f"{text.rstrip()}\n\n{footer}\n\n[ref:{ref}" if mark else f"{letter.text.rstrip()}\n\n{footer}\n"
    if not letter.html:
        return replace(letter, text=body)
    line = f'<p style="margin:16px 0 0">{escape(footer)}</p>'
    page, end, rest = letter.html.rpartition("</body>")
    return replace(letter, text=body, html=f"{page}{line}{end}{rest}" if end else letter.html + line)
