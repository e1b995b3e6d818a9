"""What a hurry, anger and leaving sound like, in six languages; spelled as in ``triage.clauses``.

In each line the languages follow one another: English, German, French, Spanish, Italian, Dutch.
"""

from __future__ import annotations

#: Says that there is no hurry; taken out before hurry is looked for.
CALM = (
    *(
        r"(?:not|nothing) (?:\w+ )?urgent",
        "no (?:rush|hurry|urgency)",
        "not time critical",
        "whenever you (?:can|have time)",
    ),
    *(r"nicht (?:\w+ )?(?:dringend|eilig|eilt)", "eilt nicht", "keine eile"),
    *(r"(?:pas|rien d|ne est pas) (?:\w+ )?urgent\w*", "pas presse"),
    *(r"no (?:es |hay )?(?:\w+ )?(?:urgente|urgencia|prisa)", "sin prisa"),
    *(r"non (?:e |c e )?(?:\w+ )?(?:urgente|urgenza|fretta)", "senza fretta"),
    *(r"niet (?:\w+ )?(?:dringend|spoed\w*|urgent)", "geen (?:haast|spoed)"),
)

URGENT = (
    *(
        "urgent(?:ly)?",
        "asap",
        "as soon as possible",
        "immediately",
        "emergency",
        "critical",
        "time critical",
        "right away",
    ),
    *(
        r"dringend\w*",
        "eilt",
        "sehr eilig",
        "sofort",
        "umgehend",
        "schnellstmoglich",
        "so schnell wie moglich",
        "notfall",
    ),
    *(
        "urgente?s?",
        "urgence",
        "au plus vite",
        "immediatement",
        "le plus (?:vite|rapidement) possible",
        "des que possible",
    ),
    *("urgentemente", "lo antes posible", "cuanto antes", "inmediatamente", "de inmediato", "emergencia"),
    *(r"urgentissim\w", "il prima possibile", "al piu presto", "immediatamente", "subito", "emergenza"),
    *(r"spoed\w*", "met spoed", "zo snel mogelijk", "zsm", "onmiddellijk", "direct nodig", "noodgeval"),
)

#: Many are hit, or nobody can work.
OUTAGE = (
    *(r"(?:production|system|site|website|server|network|everything) (?:is |are )?(?:\w+ )?(?:down|offline)", "outage"),
    *("nobody can (?:work|log in)", "data ?loss", "security (?:breach|incident)", "hacked"),
    *(
        r"(?:produktion|system|server|netzwerk|webseite) (?:\w+ )?(?:steht|ausgefallen|offline)",
        "totalausfall",
        "datenverlust",
    ),
    *(r"niemand kann (?:\w+ )?arbeiten", "gehackt", "stillstand"),
    *(
        r"(?:production|systeme|serveur|site|reseau) (?:\w+ ){0,2}(?:arretee?|hors (?:service|ligne)|en panne)",
        "perte de donnees",
    ),
    *("personne ne peut travailler", "piratee?s?"),
    *(r"(?:sistema|servidor|produccion|red|sitio) (?:\w+ )?(?:caid[oa]|parad[oa])", "perdida de datos", "hackead[oa]"),
    *(
        r"(?:sistema|server|produzione|rete|sito) (?:\w+ )?(?:ferm[oa]|down|blocc\w+)",
        "perdita di dati",
        "hackerat[oa]",
    ),
    *(r"(?:productie|systeem|server|netwerk|website) (?:\w+ )?(?:ligt plat|ligt stil|plat)", "dataverlies", "gehackt"),
)

_DAY = "(?:today|tonight|tomorrow|noon|monday|tuesday|wednesday|thursday|friday|the end of (?:the )?(?:day|week))"
_TAG = "(?:heute|morgen|mittag|montag|dienstag|mittwoch|donnerstag|freitag)"
_JOUR = "(?:aujourd hui|demain|ce soir|midi|lundi|mardi|mercredi|jeudi|vendredi)"
_DIA = "(?:hoy|manana|mediodia|lunes|martes|miercoles|jueves|viernes)"
_GIORNO = "(?:oggi|domani|stasera|lunedi|martedi|mercoledi|giovedi|venerdi)"
_DAG = "(?:vandaag|morgen|vanavond|maandag|dinsdag|woensdag|donderdag|vrijdag)"

DEADLINE = (
    *(
        "deadline",
        rf"(?:by|before|until|no later than) (?:\w+ )?{_DAY}",
        "due (?:today|tomorrow)",
        "running out of time",
    ),
    *(f"(?:bis|vor) (?:spatestens |zum )?{_TAG}", "frist", "spatestens", "noch heute"),
    *(f"(?:avant|d ici|pour) (?:a )?{_JOUR}", "date limite", "au plus tard", "echeance"),
    *(f"(?:antes de|antes del|para) (?:el )?{_DIA}", "fecha limite", "a mas tardar"),
    *(f"entro (?:il |e non oltre )?{_GIORNO}", "prima di (?:domani|stasera)", "scadenza", "al piu tardi"),
    *(f"(?:voor|uiterlijk|tegen) {_DAG}", "nog vandaag", "uiterste datum"),
)

ANGER = (
    *(
        "unacceptable",
        r"outrag\w+",
        "furious",
        "ridiculous",
        "fed up",
        "worst",
        r"disgust\w+",
        "appalling",
        "lawyer",
        "solicitor",
    ),
    *(
        "(?:formal|official) complaint",
        "legal action",
        "a joke",
        "incompetent",
        "very (?:angry|disappointed)",
        "last warning",
    ),
    *(
        "inakzeptabel",
        r"unverschamt\w*",
        "frechheit",
        "unfassbar",
        r"anwalt\w*",
        "beschwerde",
        "saftladen",
        "stinksauer",
    ),
    *(
        "zum (?:letzten|x ten|zehnten) mal",
        "(?:sehr|extrem|masslos) (?:verargert|enttauscht|wutend)",
        "unzumutbar",
        r"katastroph\w+",
    ),
    *(
        "inadmissible",
        "inacceptable",
        r"scandaleu\w+",
        r"honteu\w+",
        r"furieu\w+",
        "avocat",
        "plainte",
        "ras le bol",
        "c est une honte",
    ),
    *("tres (?:decue?s?|mecontente?s?|en colere)", "mise en demeure"),
    *(
        "inaceptable",
        r"vergonzos\w",
        r"indignad\w",
        r"furios\w",
        r"abogad\w",
        "reclamacion formal",
        r"hart\w de",
        "verguenza",
    ),
    *(r"muy (?:enfadad\w|molest\w|decepcionad\w)",),
    *(
        "inaccettabile",
        r"vergognos\w",
        r"scandalos\w",
        r"indignat\w",
        "avvocato",
        "reclamo formale",
        r"stuf\w di",
        "vergogna",
    ),
    *(r"molto (?:arrabbiat\w|delus\w)", "diffida"),
    *(
        "onacceptabel",
        r"schandalig\w*",
        "belachelijk",
        "woedend",
        "advocaat",
        "klacht indienen",
        "ben het zat",
        "schande",
    ),
    *("(?:zeer|erg) (?:boos|teleurgesteld)", "onaanvaardbaar"),
)

CHURN = (
    *(
        r"cancel (?:\w+ )?(?:contract|subscription|account|service|membership)",
        "(?:switch|move|change)(?:ing)? to (?:a|another|your) "
        r"(?:\w+ )?(?:provider|competitor|competition)",
        "close my account",
        r"terminate (?:\w+ )?(?:contract|agreement)",
    ),
    *("looking for (?:an )?alternatives?", "leave you", "money back"),
    *(
        r"kundig\w+",
        r"(?:anbieter|vertrag) (?:\w+ )?wechseln",
        r"wechsel\w* (?:wir |ich )?(?:den anbieter|zur konkurrenz)",
        "geld zuruck",
    ),
    *(r"resili\w+", "changer de (?:prestataire|fournisseur|operateur)", "a la concurrence", r"rembours\w+"),
    *(
        "dar(?:me|nos)? de baja",
        r"cancelar (?:\w+ )?(?:contrato|suscripcion|cuenta|servicio)",
        "cambiar de (?:proveedor|compania)",
    ),
    *("a la competencia", "devolucion del dinero"),
    *(
        r"disd(?:i|et)\w+",
        "cambiare (?:fornitore|operatore|gestore)",
        "alla concorrenza",
        "recesso dal contratto",
        "rimborso",
    ),
    *("opzeggen", "opzegging", "(?:overstappen|stap over) naar", r"contract (?:\w+ )?beeindigen", "geld terug"),
)
