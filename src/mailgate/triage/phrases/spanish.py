"""Spanish."""

from __future__ import annotations

from mailgate.triage.phrases.kinds import Phrases

_TROUBLE = "(?:errores|error|problemas?|preguntas?|dudas?|fallos?)"

SPANISH = Phrases(
    thanks=("gracias", "perfecto", "genial", "estupendo", "agradezco", "agradecemos", r"agradecid\w", "excelente"),
    well=(
        "funcionan?",
        "funcionando",
        "funcionar",
        "solucionad[oa]s?",
        "resuelt[oa]s?",
        "arreglad[oa]s?",
        "reparad[oa]s?",
        r"(?:va|todo|esta)(?: \w+)? (?:bien|correcto|ok|perfecto|en orden)",
        "ya esta(?: listo)?",
        "funciono",
    ),
    over=(
        rf"(?:ya )?no (?:hay|tengo|tenemos|aparecen?|me da|da|veo|quedan?) (?:\w+ ){{0,2}}{_TROUBLE}",
        f"sin (?:ningun |mas )?{_TROUBLE}",
        "(?:problema|error|fallo) (?:ha |ya )?(?:desaparecido|desaparecio)",
        r"(?:pueden?|podeis|puedes|podemos) (?:\w+ )?cerrar(?:lo|la)?(?: (?:el|este|mi|la) \w+)?",
        "(?:cierren|cierre|cerrar|cerrad|cierra) (?:el|este|mi|la|esta) (?:ticket|caso|incidencia|solicitud)",
        "ya no (?:es necesari[oa]|hace falta|lo necesito|necesito nada)",
        "nada mas",
    ),
    harmless=(
        "(?:sin|ningun|no hay) problema",
        "no pasa nada",
        "de nada",
        "sin (?:ustedes|vosotros|su ayuda|tu ayuda)",
        "no (?:hace falta|es necesario) (?:que )?(?:responder|respondan|contestar)",
        "no (?:duden?|dudes)",
        "no se preocupen?",
        r"(?:perdon|disculpen?) (?:por )?(?:la|las) \w+",
        "no tengo palabras",
    ),
    broken=(
        r"(?:sigue|siguen|sigo|seguimos|continuan?) (?:\w+ ){0,2}(?:sin|fallando|igual|con|teniendo"
        r"|dando|pasando|saliendo)",
        r"(?:sigue|siguen|sigo|seguimos|continuan?) (?:\w+ ){0,2}(?:rot[oa]|caid[oa]|bloquead[oa]|mal|el"
        r"|ahi|viendo|esperando)",
        "(?:todavia|aun) (?:no|sigue|tengo|hay|falla|aparece)",
        r"no (?:\w+ ){0,3}(?:funcion\w*|solucion\w*|resuelt\w*|resuelve|arregl\w*|puedo|podemos|deja"
        r"|carga|abre|imprime)",
        r"no (?:\w+ ){0,3}(?:conecta\w*|llega\w*|recib\w*|ayud\w*|cambi\w*|sirve|va|anda|consigo|logro|responde|esta)",
        "mism[oa] (?:problema|error|fallo|mensaje|cosa)",
        "lo mismo",
        "(?:ha vuelto|vuelve|volvio|han vuelto) (?:a (?!funcionar|la normalidad)|el |la )",
        "(?:problema|error|fallo) ha vuelto",
        r"persiste\w*",
        "(?:de nuevo|otra vez) (?:el|la|un|falla|con|no|lo|se)",
        "lamentablemente|desafortunadamente|por desgracia|desgraciadamente",
        "sin (?:exito|cambios|respuesta|solucion)",
        "reabrir|reabran",
        "peor",
        "ningun cambio",
        "nada (?:ha )?(?:cambiado|cambio|funciona)",
        "falla(?:n|ndo)?",
    ),
    trouble=("errores", "error", "problemas?", "fallos?", "averias?", "bloquead[oa]", "incorrect[oa]", "falta"),
    asks=(
        r"(?:pueden?|podrian?|podeis|puedes|podrias) (?:\w+ )?(?:revis|envi|ayud|dec|mir|comprob|confirm"
        r"|explic|llam|hac)\w*",
        r"(?:pueden?|podrian?|podeis|puedes|podrias) (?:\w+ )?(?:cambi|arregl|solucion|dar|indic|volver|mand)\w*",
        "por favor",
        "necesito|necesitamos|quisiera|queria|me gustaria|quiero",
        "espero (?:su|una|vuestra) respuesta",
        "otra (?:pregunta|duda|cosa|consulta)|otro (?:problema|tema)|nuev[oa] (?:pregunta|duda|problema)",
        "como (?:puedo|hago)",
    ),
    doubt=(
        "espero que",
        r"parece\w*",
        "aparentemente",
        "probablemente",
        "quizas?",
        "tal vez",
        r"no estoy segur\w",
        r"(?:voy|vamos) a (?:\w+ )?(?:prob|ver|comprob|revis)\w*",
        "probare",
        "por ahora",
        "de momento",
        "en parte",
        "a veces",
        "casi",
        r"(?:aun |todavia )?no (?:lo )?he (?:podido )?prob\w*",
    ),
    contrast=("pero", "sin embargo", "aunque", "no obstante", "excepto", "salvo"),
    negation=("no", "nunca", "nada", "ni", "tampoco", r"ningun\w*"),
    past=("era", "fue", "estaba", "habia", "funcionaba", "podia", "ayer", "antes", "al principio"),
    condition=("si", "en caso de", "cuando"),
    promise=(
        "avisare",
        "aviso",
        "avisaremos",
        "escribire",
        "escribo",
        "contactare",
        "nuevo ticket",
        "volvere a escribir",
    ),
)
