"""Italian."""

from __future__ import annotations

from mailgate.triage.phrases.kinds import Phrases

_TROUBLE = "(?:errori|errore|problemi|problema|domande|dubbi)"
# "ma" is "my" in French; what follows tells them apart.
_BUT = (
    "ma(?= (?:non|ancora|il|lo|la|l|e|c e|adesso|ora|sta|purtroppo|quando|se|ho|abbiamo|i|gli|uno?|continua|persiste) )"
)

ITALIAN = Phrases(
    thanks=("grazie", "perfetto", "ottimo", r"ringrazi\w*", "benissimo", "fantastico", "eccellente"),
    well=(
        "funzionano?",
        "funzionare",
        "risolt[oaie]",
        "sistemat[oaie]",
        "riparat[oaie]",
        "a posto",
        "apposto",
        r"(?:va|tutto|e)(?: \w+)? (?:bene|ok|perfetto|in ordine)",
        "ha funzionato",
    ),
    over=(
        rf"non (?:ho|abbiamo|ci sono|vedo|da|c e) (?:piu )?(?:nessun\w* |altr\w* |piu )?{_TROUBLE}",
        rf"(?:nessun\w*) (?:altr\w* )?{_TROUBLE}",
        f"senza (?:alcun |piu |nessun )?{_TROUBLE}",
        r"(?:problema|errore) (?:e )?(?:\w+ )?(?:sparito|scomparso)",
        r"(?:potete|puoi|puo|possiamo) (?:\w+ )?chiuder\w*(?: (?:il|questo|la|questa) \w+)?",
        "(?:chiudete|chiuda|chiudere|chiudi) (?:pure )?(?:il|questo|la|questa) (?:ticket|caso|segnalazione|richiesta)",
        "non (?:serve|occorre|mi serve) (?:piu|altro)",
        "non e piu necessari[oa]",
        "nient altro",
    ),
    harmless=(
        "nessun problema",
        "non c e problema",
        "di niente",
        "figuratevi",
        "figurati",
        "senza (?:di )?voi",
        "senza il vostro aiuto",
        r"non (?:esit\w*|si preoccup\w*)",
        r"non (?:serve|occorre) (?:una )?rispo\w*",
        r"scusate per il \w+",
        "non ho parole",
    ),
    broken=(
        r"(?:ancora|tuttora) (?:non|lo|il|la|l|uno?|una|problemi|errori|bloccat\w|guast\w|rott\w|in|dei|gli)",
        r"non (?:\w+ ){0,3}(?:funzion\w*|risol\w*|va|riesc\w*|riuscia\w*|posso|possiamo|parte|carica"
        r"|stampa|apre|arriv\w*)",
        r"non (?:\w+ ){0,3}(?:ricev\w*|cambi\w*|sistemat\w*|aiutat\w*|risponde|accede|collega|invia)",
        r"(?:stess[oai]|medesimo) (?:\w+ )?(?:problema|errore|messaggio|cosa|errori)",
        r"persist\w*",
        "continuan? (?:a|ad) (?!funzion)|continua (?:il|la|l)",
        r"(?:problema|errore) (?:e |si e )?(?:\w+ )?(?:tornato|ripresentato)",
        r"(?:e|sono) tornat\w (?!a funzion|a posto|tutto)",
        r"di nuovo (?:il|lo|la|uno?|una|non|l|bloccat\w)",
        "purtroppo",
        "ancora (?:niente|nulla)",
        r"ripresentat\w",
        "nessuna? (?:cambiamento|miglioramento|risposta|soluzione|effetto)",
        r"riaprire|riapr\w+",
        r"peggio|peggiora\w*",
        "niente (?:e )?cambiato",
        "senza (?:successo|risultato|esito)",
        "si blocca|va in crash",
    ),
    trouble=("errori", "errore", "problemi", "problema", "guast[oi]", "bloccat[oa]", "sbagliat[oa]", "manca"),
    asks=(
        r"(?:potreste|potresti|potrebbe|potete|puoi|puo) (?!\w* ?chiud)",
        "per (?:favore|cortesia|piacere)",
        r"(?:ho|abbiamo|avrei) (?:\w+ )?bisogno",
        "vorrei|vorremmo",
        "un altra (?:domanda|cosa|richiesta)|(?:un )?altro (?:problema|dubbio)|(?:nuov[oa]) (?:domanda|problema)",
        "come (?:posso|faccio)",
        "(?:resto|rimango|siamo|sono) in attesa|attendo",
    ),
    doubt=(
        r"sper\w*",
        r"sembra\w*",
        "apparentemente",
        "probabilmente",
        "forse",
        r"non sono sicur\w",
        "provero",
        "verifichero",
        "per (?:ora|adesso|il momento)",
        "in parte",
        "a volte",
        "quasi",
        "non ho (?:ancora )?(?:provato|testato|verificato)",
        "controllero",
    ),
    contrast=(_BUT, "pero", "tuttavia", "eppure", "tranne", "salvo"),
    negation=("non", "mai", "niente", "nulla", "neanche", "nemmeno", r"nessun\w*"),
    past=("era", "erano", "aveva", "funzionava", "riuscivo", "stato", "ieri", "prima", "all inizio"),
    condition=("se", "nel caso", "quando"),
    promise=(
        "faro sapere",
        "facciamo sapere",
        r"vi scriv\w+",
        r"vi contatt\w+",
        "mi faccio (?:vivo|viva|sentire)",
        "nuovo ticket",
        r"vi avvis\w+",
        r"ricontatt\w+",
    ),
)
