"""Dutch."""

from __future__ import annotations

from mailgate.triage.phrases.kinds import Phrases

DUTCH = Phrases(
    thanks=("bedankt", "dank\\w*", "top", "super", "perfect", "geweldig", "fijn", "prima", "mooi", "hartelijk"),
    well=("werkt", "werken", "opgelost", "gefixt", "verholpen", "gerepareerd", "in orde", "doet het", "gelukt", "geregeld")
    + ("alles (?:\\w+ )?(?:goed|ok|oke|prima|in orde)", "loopt(?! (?:\\w+ ){0,3}vast)", "geholpen"),
    over=(
        "geen (?:\\w+ )?(?:fouten|problemen|vragen|storingen|klachten|foutmelding\\w*|probleem)(?: meer)?",
        "(?:fout|probleem|storing|melding|foutmelding) is (?:\\w+ )?(?:weg|verdwenen)",
        "zonder (?:verdere )?problemen",
        "(?:ticket|melding|verzoek|zaak|het|dit|hem) (?:(?!niet)\\w+ ){0,3}(?:gesloten worden|sluiten|afsluiten|dicht)",
        "sluit (?:het|dit|de|deze) (?:ticket|melding|verzoek|zaak)",
        "niet meer (?:nodig|relevant)",
        "verder niets(?: nodig)?",
    ),
    harmless=("geen probleem", "geen dank", "niets te danken", "graag gedaan", "zonder (?:u|jullie|uw hulp|jullie hulp)")
    + ("geen (?:antwoord|reactie|haast) (?:nodig|vereist)?", "maakt niet uit", "niet erg", "sorry voor (?:de|het) \\w+")
    + ("had (?:ik )?niet (?:verwacht|gedacht)",),
    broken=(
        "nog (?:steeds|altijd|niet|niets|geen)",
        "helaas",
        "alweer",
        "opnieuw (?:een|de|het|niet)",
        "weer (?:een (?:fout|probleem|storing)|dezelfde|niet|kapot|defect|mis|fout|uitgevallen|vast)",
        "(?:de|het)?zelfde (?:\\w+ )?(?:probleem|fout|foutmelding|melding|storing|resultaat)",
        "(?:werk\\w*|doet|doen|gaat|lukt\\w*|kan|kon|kunnen|helpt|hielp|start|opent|laadt|print|reageert|klopt) (?:\\w+ ){0,4}"
        "(?:niet|niets|geen)",
        "(?:ontvang|krijg|zie|kom) (?:\\w+ ){0,3}(?:niet|niets|geen)",
        "(?:probleem|fout|storing|foutmelding) (?:\\w+ ){0,2}(?:blijft|bestaat|terug|komt)",
        "blijft (?:\\w+ )?(?:hangen|crashen|fout\\w*|bestaan|vastlopen)",
        "(?:is|zijn) (?:er )?(?:weer|terug)(?! (?:goed|in orde|oke?|opgelost|online|beschikbaar|werk\\w*|normaal))",
        "geen (?:verandering|verbetering|oplossing|antwoord|effect|reactie|resultaat)",
        "kapot|defect",
        "heropen\\w*",
        "zonder (?:succes|resultaat)",
        "slechter|erger",
        "niet (?:\\w+ ){0,2}(?:opgelost|gelukt|geholpen|gewerkt|verholpen|mogelijk|in orde|goed)",
        "loopt (?:\\w+ ){0,3}vast|valt (?:\\w+ )?uit",
        "niets (?:\\w+ )?(?:veranderd|gebeurd|geholpen|werkt)",
    ),
    trouble=("fout", "fouten", "foutmelding\\w*", "probleem", "problemen", "storing\\w*", "verkeerd\\w*", "ontbreekt"),
    asks=(
        "(?:kunt|kun|kan|kunnen|zou|zouden|wilt|wil) (?:u|je|jij|jullie|iemand)",
        "alstublieft|alsjeblieft|aub|a u b",
        "graag (?:een|uw|even|nog|hulp|antwoord|terug|bericht|weten)",
        "(?:ik|we|wij) (?:\\w+ )?(?:heb|hebben) (?:\\w+ ){0,3}(?:nodig|vraag)|(?:ik|we|wij) (?:zou|wacht|wachten|wil|willen)",
        "(?:andere|nieuwe|tweede|nog een) (?:vraag|probleem|verzoek)",
        "hoe (?:kan|moet) ik",
    ),
    doubt=("hoop", "hopen", "hopelijk", "lijkt", "schijnt", "waarschijnlijk", "misschien", "niet zeker", "voorlopig", "deels")
    + ("(?:ga|zal|gaan|zullen) (?:\\w+ ){0,3}(?:testen|proberen|kijken|controleren|afwachten)", "soms", "bijna", "voor nu")
    + ("(?:nog )?niet (?:getest|geprobeerd|gecontroleerd)",),
    contrast=("maar", "echter", "alleen", "behalve"),
    negation=("niet", "nooit", "niets", "geen", "nergens"),
    past=("was", "waren", "had", "hadden", "werkte", "kon", "lag", "gisteren", "eerst", "eerder"),
    condition=("als", "indien", "mocht", "zodra"),
    promise=("laat (?:ik|het|u)", "meld ik", "hoort u", "hoor(?:en)? jullie", "neem ik contact", "nieuw ticket", "mail ik", "laten we")
    + ("schrijf ik",),
)
