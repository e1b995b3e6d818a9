"""What a customer answers when asked whether a ticket is solved: the first line alone, in six languages."""

from __future__ import annotations

import re

_YES = {
    "en": "yes|yep|yeah|yes it is|yes it works|yes solved|solved|yes thanks|yes thank you|yes please",
    "de": "ja|ja danke|ja vielen dank|ja ist gelöst|ja es geht|ja gelöst|ja erledigt|gelöst|erledigt",
    "fr": "oui|oui merci|oui c'est résolu|c'est résolu|oui résolu|résolu",
    "es": "sí|si|sí gracias|si gracias|sí resuelto|resuelto|sí está resuelto",
    "it": "sì|sì grazie|si grazie|sì risolto|risolto|sì è risolto",
    "pt": "sim|sim obrigado|sim obrigada|sim resolvido|resolvido|sim está resolvido",
}
_NO = {
    "en": "no|nope|not yet|no not yet|no it is not|no it isn't|no it does not|unfortunately not|still not",
    "de": "nein|nein noch nicht|noch nicht|nein leider nicht|leider nicht|leider nein|nein immer noch nicht",
    "fr": "non|pas encore|non pas encore|malheureusement non|toujours pas",
    "es": "no|todavía no|aún no|no todavía no|lamentablemente no|desgraciadamente no",
    "it": "no|non ancora|no non ancora|purtroppo no",
    "pt": "não|nao|ainda não|não ainda não|infelizmente não",
}
_NOISE = re.compile(r"[^\w' ]+")


def _lines(table: dict[str, str]) -> frozenset[str]:
    return frozenset(line for lines in table.values() for line in lines.split("|"))


_MEANING = dict.fromkeys(_lines(_YES), True) | dict.fromkeys(_lines(_NO), False)


def is_solved(words: str) -> bool | None:
    """True for a yes, False for a no, None for anything else.

    Only the whole first line counts: whoever goes on in it says something that a person has to read.
    """
    first = words.strip().partition("\n")[0].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return _MEANING.get(" ".join(_NOISE.sub(" ", first.casefold()).split()))


def says_more(words: str) -> bool:
    """Whether anything stands below the first line."""
    return bool(words.strip().partition("\n")[2].strip())
