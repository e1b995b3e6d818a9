"""The kinds of phrases by which a reply is read; each field is alternatives of one regular expression.

Phrases are written as ``triage.clauses`` leaves a text: lower case, no accents, no apostrophes, single blanks, English
contractions in full. A gap is bounded, so that a search takes time linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Of one language, or of all of them together."""

    thanks: tuple[str, ...]
    #: The matter is well: what these say is turned into its opposite by a negation near them.
    well: tuple[str, ...]
    #: The trouble is gone, nothing more is wanted, the ticket may be closed: negations are part of it.
    over: tuple[str, ...]
    #: Sounds like a complaint and is none.
    harmless: tuple[str, ...]
    #: It does not work, or does so again.
    broken: tuple[str, ...]
    #: Trouble that is only named; a complaint where nothing in its clause says that it is gone.
    trouble: tuple[str, ...]
    asks: tuple[str, ...]
    #: Whoever wrote it does not know yet.
    doubt: tuple[str, ...]
    contrast: tuple[str, ...]
    negation: tuple[str, ...]
    #: What a clause tells was so earlier.
    past: tuple[str, ...]
    #: Begins a condition.
    condition: tuple[str, ...]
    #: Whoever wrote it will write again, should the condition be met.
    promise: tuple[str, ...]


def together(*languages: Phrases) -> Phrases:
    """People mix languages in three words; so each phrase counts in whatever language the rest is."""
    return Phrases(
        **{
            field.name: tuple(phrase for each in languages for phrase in getattr(each, field.name))
            for field in fields(Phrases)
        }
    )
