"""All languages together."""

from __future__ import annotations

from mailgate.triage.phrases.dutch import DUTCH
from mailgate.triage.phrases.english import ENGLISH
from mailgate.triage.phrases.french import FRENCH
from mailgate.triage.phrases.german import GERMAN
from mailgate.triage.phrases.italian import ITALIAN
from mailgate.triage.phrases.kinds import together
from mailgate.triage.phrases.spanish import SPANISH

EVERY = together(ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, DUTCH)

#: How a mail begins and ends; says nothing about the matter.
GREETINGS = (
    *(
        "hi",
        "hello",
        "hey",
        "dear",
        "good (?:morning|afternoon|evening|day)",
        "(?:kind|best|warm)? ?regards",
        "best wishes",
    ),
    *("sincerely", "yours", "hallo", "guten (?:tag|morgen|abend)", "liebe[rn]?", r"sehr geehrte\w*", "moin", "mfg"),
    *(r"(?:\w+ )?(?:grusse\w*|gruss)", "bonjour", "bonsoir", "salut", "chere?s?", "cordialement", "bien a vous"),
    *("bonne (?:journee|soiree)", "hola", "buen[oa]s (?:dias|tardes|noches)", r"estimad\w+", "(?:un )?saludos?"),
    *(
        "atentamente",
        "ciao",
        "buon(?:giorno|asera|a giornata)",
        "salve",
        r"gentil\w+",
        "(?:cordiali |distinti )?saluti",
    ),
    *("beste", "geachte", "goede(?:morgen|middag|navond|dag)", "dag", r"(?:\w+ )?(?:vriendelijke )?groet\w*", "mvg"),
    *(
        r"have a (?:\w+ )?(?:day|evening|weekend|week)",
        r"schon\w+ (?:tag|abend|wochenende|woche)\w*",
        "fijne (?:dag|avond)",
    ),
)
