"""Reads the header-like fields of machine-readable reports (RFC 3464 section 2.1, RFC 5965 section 3.1)."""

from __future__ import annotations

import re

Field = tuple[str, str]
#: Reports about hundreds of recipients exist; what lies behind is not looked at.
_MOST_LINES = 4_000
_FIELD = re.compile(r"[ \t>*|]{0,8}([A-Za-z][A-Za-z0-9-]{1,40})[ \t]*:[ \t]*(.*)")


def field_groups(text: str) -> list[list[Field]]:
    """Groups of fields, parted by blank lines; names in lower case, values unfolded.

    Lines that are no fields, as gateways and virus scanners add them, are left out.
    """
    groups: list[list[Field]] = [[]]
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        line = line[:2_000]
        if not line.strip():
            if groups[-1]:
                groups.append([])
        elif line[0] in " \t" and groups[-1] and not _starts_field(line):
            name, value = groups[-1][-1]
            groups[-1][-1] = (name, f"{value} {line.strip()}")
        elif found := _FIELD.match(line):
            groups[-1].append((found[1].lower(), found[2].strip()))
    return [group for group in groups if group]


def first(group: list[Field], *names: str) -> str:
    """Value of the first field of the first of these names that has one; empty if there is none."""
    for name in names:
        for key, value in group:
            if key == name and value:
                return value
    return ""


#: Fields which some systems indent, so that they look like a continuation.
_INDENTED = re.compile(
    r"\s+(?:final-recipient|original-recipient|action|status|diagnostic-code|remote-mta|reporting-mta)\s*:",
    re.IGNORECASE,
)


def _starts_field(line: str) -> bool:
    return _INDENTED.match(line) is not None
