"""Italian."""

from __future__ import annotations

from mailgate.triage.phrases.kinds import Phrases

_TROUBLE = "(?:errori|errore|problemi|problema|domande|dubbi)"
# "ma" is "my" in French; what follows tells them apart.
_BUT = "ma(?= (?:non|ancora|il|lo|la|l|e|c e|adesso|ora|sta|purtroppo|quando|se|ho|abbiamo|i|gli|uno?|continua|persiste) )"

ITALIAN = Phrases(
    thanks=("grazie", "perfetto", "ottimo", "ringrazi\\w*", "benissimo", "fantastico", "eccellente"),
    well=("funzionano?", "funzionare", "risolt[oaie]", "sistemat[oaie]", "riparat[oaie]", "a posto", "apposto")
    + ("(?:va|tutto|e)(?: \\w+)? (?:bene|ok|perfetto|in ordine)", "ha funzionato"),
    over=(
        f"non (?:ho|abbiamo|ci sono|vedo|da|c e) (?:piu )?(?:nessun\\w* |altr\\w* |piu )?{_TROUBLE}",
        f"(?:nessun\\w*) (?:altr\\w* )?{_TROUBLE}",
        f"senza (?:alcun |piu |nessun )?{_TROUBLE}",
        "(?:problema|errore) (?:e )?(?:\\w+ )?(?:sparito|scomparso)",
        "(?:potete|puoi|puo|possiamo) (?:\\w+ )?chiuder\\w*(?: (?:il|questo|la|questa) \\w+)?",
        "(?:chiudete|chiuda|chiudere|chiudi) (?:pure )?(?:il|questo|la|questa) (?:ticket|caso|segnalazione|richiesta)",
        "non (?:serve|occorre|mi serve) (?:piu|altro)",
        "non e piu necessari[oa]",
        "nient altro",
    ),
    harmless=("nessun problema", "non c e problema", "di niente", "figuratevi", "figurati", "senza (?:di )?voi")
    + ("senza il vostro aiuto", "non (?:esit\\w*|si preoccup\\w*)", "non (?:serve|occorre) (?:una )?rispo\\w*")
    + ("scusate per il \\w+", "non ho parole"),
    broken=(
        "(?:ancora|tuttora) (?:non|lo|il|la|l|uno?|una|problemi|errori|bloccat\\w|guast\\w|rott\\w|in|dei|gli)",
        "non (?:\\w+ ){0,3}(?:funzion\\w*|risol\\w*|va|riesc\\w*|riuscia\\w*|posso|possiamo|parte|carica|stampa|apre|arriv\\w*)",
        "non (?:\\w+ ){0,3}(?:ricev\\w*|cambi\\w*|sistemat\\w*|aiutat\\w*|risponde|accede|collega|invia)",
        "(?:stess[oai]|medesimo) (?:\\w+ )?(?:problema|errore|messaggio|cosa|errori)",
        "persist\\w*",
        "continuan? (?:a|ad) (?!funzion)|continua (?:il|la|l)",
        "(?:problema|errore) (?:e |si e )?(?:\\w+ )?(?:tornato|ripresentato)",
        "(?:e|sono) tornat\\w (?!a funzion|a posto|tutto)",
        "di nuovo (?:il|lo|la|uno?|una|non|l|bloccat\\w)",
        "purtroppo",
        "ripresentat\\w",
        "nessuna? (?:cambiamento|miglioramento|risposta|soluzione|effetto)",
        "riaprire|riapr\\w+",
        "peggio|peggiora\\w*",
        "niente (?:e )?cambiato",
        "senza (?:successo|risultato|esito)",
        "si blocca|va in crash",
    ),
    trouble=("errori", "errore", "problemi", "problema", "guast[oi]", "bloccat[oa]", "sbagliat[oa]", "manca"),
    asks=(
        "(?:potreste|potresti|potrebbe|potete|puoi|puo) (?!\\w* ?chiud)",
        "per (?:favore|cortesia|piacere)",
        "(?:ho|abbiamo|avrei) (?:\\w+ )?bisogno",
        "vorrei|vorremmo",
        "un altra (?:domanda|cosa|richiesta)|(?:un )?altro (?:problema|dubbio)|(?:nuov[oa]) (?:domanda|problema)",
        "come (?:posso|faccio)",
        "(?:resto|rimango|siamo|sono) in attesa|attendo",
    ),
    doubt=("sper\\w*", "sembra\\w*", "apparentemente", "probabilmente", "forse", "non sono sicur\\w", "provero", "verifichero")
    + ("per (?:ora|adesso|il momento)", "in parte", "a volte", "quasi", "non ho (?:ancora )?(?:provato|testato|verificato)")
    + ("controllero",),
    contrast=(_BUT, "pero", "tuttavia", "eppure", "tranne", "salvo"),
    negation=("non", "mai", "niente", "nulla", "neanche", "nemmeno", "nessun\\w*"),
    past=("era", "erano", "aveva", "funzionava", "riuscivo", "stato", "ieri", "prima", "all inizio"),
    condition=("se", "nel caso", "quando"),
    promise=("faro sapere", "facciamo sapere", "vi scriv\\w+", "vi contatt\\w+", "mi faccio (?:vivo|viva|sentire)", "nuovo ticket")
    + ("vi avvis\\w+", "ricontatt\\w+"),
)
