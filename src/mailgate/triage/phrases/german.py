"""German."""

from __future__ import annotations

from mailgate.triage.phrases.kinds import Phrases

_CLOSE = "(?:schliessen|geschlossen werden|zumachen|zugemacht werden|abschliessen|abgeschlossen werden)"

GERMAN = Phrases(
    thanks=("danke\\w*", "dank", "bedanke\\w*", "perfekt", "super", "prima", "toll", "klasse", "wunderbar", "spitze"),
    well=("funktioniert", "klappt", "geklappt", "gelost", "geloest", "lauft", "laeuft", "geht(?! um)", "behoben")
    + ("erledigt", "geklart", "repariert", "in ordnung", "passt", "alles (?:\\w+ )?(?:gut|bestens|ok|klar|super|prima)")
    + ("funktionieren", "laufen", "gehen", "geholfen"),
    over=(
        "kein\\w* (?:weiteren? |neuen? |sonstigen? )?(?:fehler\\w*|probleme?|fragen?|storung\\w*|beschwerden)(?: mehr)?",
        "(?:fehler\\w*|problem|storung|meldung) (?:ist|sind) (?:\\w+ ){0,2}(?:weg|verschwunden)",
        "nicht mehr (?:notig|notwendig|relevant|benotigt|erforderlich|aktuell)",
        f"(?:ticket|anfrage|fall|vorgang|es|das) (?:(?!nicht)\\w+ ){{0,3}}{_CLOSE}",
        "(?:hat|haben) sich (?:\\w+ )?erledigt",
        "ohne (?:weitere )?(?:probleme|fehler)",
        "brauche (?:ich )?nichts (?:mehr|weiter)",
    ),
    harmless=("kein problem", "keine ursache", "nicht schlimm", "macht nichts", "nichts fur ungut", "wie geht es")
    + ("ohne (?:sie|ihre hilfe|dich|deine hilfe|euch)", "keine (?:antwort|ruckmeldung) (?:notig|erforderlich)")
    + ("(?:hatte|hatten) (?:\\w+ )?nicht (?:gedacht|erwartet)", "weiterhin (?:viel|gut\\w*|alles|ein\\w*)")
    + ("kann (?:ihnen|dir) (?:gar )?nicht genug danken", "keine eile", "nie geschafft", "tut mir leid fur die \\w+"),
    broken=(
        "(?:immer noch|noch immer|nach wie vor|weiterhin|noch (?:gar |immer )?nicht|schon wieder)",
        "leider",
        "(?:gleiche\\w*|selbe\\w*|derselbe|dieselbe|dasselbe) (?:\\w+ )?(?:problem|fehler\\w*|meldung|storung|ergebnis)",
        "(?:problem|fehler|storung|fehlermeldung|meldung) (?:\\w+ ){0,3}(?:besteht|bleibt|tritt|kommt|erscheint|zuruck)",
        "(?:problem|fehler|storung|fehlermeldung) ist (?:\\w+ )?wieder",
        "nicht (?:\\w+ ){0,2}(?:funktionier\\w*|geholfen|gelo?e?st|behoben|moglich|geklappt|besser|erledigt|in ordnung)",
        "(?:funktionier\\w*|klappt\\w*|geht|gehen|laufe?t|laeuft|laufen|hilft|half|startet|druckt|ladt|offnet|reagiert|ging)"
        " (?:\\w+ ){0,4}(?:nicht|nichts|gar nicht)",
        "(?:komme|kommt|kann|konnte|konnen|konnten|stimmt|passt|bringt|sehe|lasst) (?:\\w+ ){0,4}(?:nicht|nichts|keine\\w*)",
        "(?:nicht|nichts) (?:\\w+ ){0,2}(?:geht|funktioniert|lauft|klappt)",
        "(?:hat|haben) (?:\\w+ ){0,2}(?:nicht|nichts) (?:\\w+ )?(?:gebracht|geholfen|geandert|genutzt|funktioniert)",
        "keine (?:antwort|anderung|verbesserung|losung|besserung|veranderung)",
        "ohne erfolg",
        "erfolglos|vergeblich",
        "nichts (?:\\w+ ){0,3}(?:geandert|gebracht|passiert|getan)",
        "wieder (?:aufgetreten|abgesturzt|kaputt|da|defekt|ausgefallen|das gleiche|dasselbe|ein\\w* fehler|nicht)",
        "(?:tritt|trat) (?:\\w+ ){0,3}auf",
        "sturzt (?:\\w+ ){0,3}ab",
        "wieder (?:offnen|eroffnen|aufmachen)",
        "schlimmer|schlechter",
        "kaputt|ungelost|defekt",
    ),
    trouble=("fehler\\w*", "probleme?", "storung\\w*", "absturz\\w*", "falsch\\w*", "fehlt", "hangt", "ausfall"),
    asks=(
        "(?:konnten|konnen|kannst|konntest|wurden) (?:sie|du|ihr|wir)",
        "bitte (?:um|senden|schicken|prufen|helfen|melden|rufen|geben|teilen|schauen|machen|erklaren|noch\\w*|dringend)",
        "bitte (?:wieder|mir|uns|antworten|korrigieren|stornieren|andern|kontrollieren|sie|sagen|einmal)",
        "(?:ich|wir) (?:\\w+ )?(?:brauchen?|benotigen?|mochten?|hatten? gern\\w*|warten?)",
        "(?:brauche|benotige|mochte|hatte) (?:ich|wir) (?:noch|gern\\w*|auch)",
        "(?:weitere|andere|neue|noch eine|noch ein|zusatzliche|zweite) (?:frage|problem|bitte|anliegen)",
        "wie (?:kann|soll) ich",
    ),
    doubt=("hoffe\\w*", "hoffentlich", "scheint", "anscheinend", "offenbar", "vermutlich", "wahrscheinlich", "vielleicht")
    + ("(?:werde|werden) (?:\\w+ ){0,3}(?:testen|probieren|ausprobieren|prufen|beobachten|sehen)", "vorerst", "bisher")
    + ("nicht sicher", "teilweise", "fast", "meistens", "manchmal", "teste", "probiere", "nicht getestet")
    + ("nicht (?:ausprobiert|gepruft|probiert)",),
    contrast=("aber", "jedoch", "allerdings", "trotzdem", "dennoch", "nur dass", "ausser"),
    negation=("nicht", "nie", "nichts", "kein\\w*", "weder", "kaum"),
    past=("war", "waren", "hatte", "hatten", "konnte", "funktionierte", "ging", "klappte", "lag", "gestern", "vorher")
    + ("zuerst", "anfangs"),
    condition=("wenn", "falls", "sollte", "sobald"),
    promise=("melde(?:n)? (?:ich|wir|mich|uns)", "(?:ich|wir) meld\\w+", "schreibe ich", "gebe ich bescheid", "neues ticket")
    + ("geben wir bescheid", "komme ich (?:wieder )?auf sie zu"),
)
