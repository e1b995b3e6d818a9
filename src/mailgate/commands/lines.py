"""One line of a mail as it was meant, whatever a client's keyboard made of it."""

from __future__ import annotations

import unicodedata

#: Autocorrection writes these for the plain signs.
_PLAIN_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    }
)


def plain(line: str) -> str:
    """The line trimmed, with single blanks, plain quotes and dashes, without what cannot be seen.

    Clients indent with no-break spaces, put a byte order mark or a direction mark first, and write ``#`` as the wide
    sign of an East Asian keyboard.
    """
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", line) if not _unseen(sign))
    return " ".join(seen.translate(_PLAIN_SIGNS).split())


def is_blank(line: str) -> bool:
    """Whether a reader sees nothing in it."""
    return all(sign.isspace() or _unseen(sign) for sign in line)


def unquoted(argument: str) -> str:
    """Without the quotes around it."""
    for sign in "\"'":
        if len(argument) > 1 and argument.startswith(sign) and argument.endswith(sign):
            return argument[1:-1].strip()
    return argument


def _unseen(sign: str) -> bool:
    return not sign.isspace() and unicodedata.category(sign) in ("Cf", "Cc", "Cs")
