"""``format=flowed`` undone (RFC 3676): lines that end in a space go on in the next one of the same quote depth."""

from __future__ import annotations


def unflowed(text: str, *, del_sp: bool) -> str:
    """Paragraphs as single lines, quote marks kept and space-stuffing removed.

    Args:
        del_sp: ``DelSp=yes``: the space that marks the line break is not part of the text (section 4.1).
    """
    lines: list[str] = []
    paragraph: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth, content = _unstuffed(line)
        # The signature separator ends in a space and is never flowed (section 4.3). An empty line after a flowed one
        # is a blank line to whoever wrote it.
        separator = content in ("-- ", "")
        if open_depth != depth or separator:
            lines.append("".join(paragraph))
            paragraph = [">" * depth + " " if depth and content else ">" * depth]
        flows = content.endswith(" ") and not separator
        paragraph.append(content[:-1] if flows and del_sp else content)
        open_depth = depth if flows else -1
    lines.append("".join(paragraph))
    return "\n".join(lines[1:])


def _unstuffed(line: str) -> tuple[int, str]:
    content = line.lstrip(">")
    depth = len(line) - len(content)
    return depth, content[1:] if content.startswith(" ") else content
