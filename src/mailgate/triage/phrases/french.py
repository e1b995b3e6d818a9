"""French."""

from __future__ import annotations

from mailgate.triage.phrases.kinds import Phrases

_CLOSE = "(?:fermer|cloturer|clore|fermez|cloturez)"
_TROUBLE = "(?:erreurs?|problemes?|soucis?|questions?|bugs?)"
# "Merci de" with a verb asks for something.
_REQUEST = "merci de (?!votre|ton|l |la |m avoir|nous avoir|vous etre|avoir|vos|ta |tout|ces|cette|ce )"

FRENCH = Phrases(
    thanks=(f"(?!{_REQUEST})merci", "parfait", "super", "genial", "impeccable", "remercie\\w*", "nickel", "formidable"),
    well=("marche", "marchent", "fonctionne", "fonctionnent", "resolue?s?", "reglee?s?", "reparee?s?", "ca va")
    + ("(?:tout est|c est|tout va)(?: \\w+)? (?:bon|bien|ok|parfait|en ordre|rentre)", "remarche", "refonctionne"),
    over=(
        f"(?:ne (?:\\w+ ){{1,2}})?plus (?:aucune? |de |d )?{_TROUBLE}",
        f"(?:ne (?:\\w+ ){{1,2}})?(?:aucune?|pas d) (?:autres? )?{_TROUBLE}",
        "(?:probleme|erreur|souci|message)s? (?:\\w+ )?disparu\\w*",
        f"sans (?:aucun |plus aucun )?{_TROUBLE}",
        f"(?:pouvez|peux|pouvons)(?: vous)? (?:\\w+ )?{_CLOSE}(?: \\w+ (?:ticket|dossier|demande))?",
        f"{_CLOSE} (?:le|ce|mon|la|cette|ma) (?:ticket|dossier|demande)",
        "(?:ne (?:\\w+ ){1,3})?plus (?:necessaire|besoin|utile)",
        "rien d autre",
    ),
    harmless=("pas de (?:probleme|souci)", "(?:ce ne est )?pas grave", "de rien", "ne hesite\\w* pas", "sans vous")
    + ("sans votre aide", "pas besoin de (?:repondre|reponse)", "ne (?:\\w+ ){1,2}pas (?:assez|comment) (?:vous )?remercier")
    + ("desolee? pour (?:le|la|ce) \\w+",),
    broken=(
        "toujours (?:pas|le|la|les|l|un|une|en panne|aussi|bloque\\w*|present\\w*|rien|ce|cette)",
        "encore (?:le meme|la meme|une?|en panne|des|plus)",
        "memes? (?:probleme|erreur|message|souci|chose|panne|resultat)s?",
        "ne (?:\\w+ ){1,4}(?:pas|plus|rien|jamais)",
        "(?:marche|fonctionne|va|peux|arrive|est|resolu|regle|ca) (?:toujours )?(?:pas|plus)",
        "persiste\\w*",
        "(?:est|sont) (?:de )?(?:revenu\\w*|retour)",
        "recommence\\w*",
        "malheureusement",
        "de nouveau (?:en panne|bloque\\w*|l|la|le|une?)",
        "aucune? (?:changement|amelioration|reponse|effet|solution)",
        "rien (?:ne|n) (?:a |est )?(?:\\w+ )?(?:change|marche|fonctionne|bouge|aide)\\w*",
        "rouvrir",
        "en panne",
        "(?:est|sont) (?:\\w+ )?(?:bloque|casse|plante)\\w*",
        "plante",
        "pire",
    ),
    trouble=("erreurs?", "problemes?", "soucis?", "bugs?", "pannes?", "dysfonctionnement\\w*", "faux", "manque\\w*"),
    asks=(
        "(?:pourriez|pouvez|pourrais) (?:vous|tu)|(?:peux) tu",
        _REQUEST,
        "veuillez (?!agreer|recevoir|accepter|croire)",
        "(?:j ai|nous avons|ai) (?:\\w+ )?(?:besoin|autre (?:question|demande)|une autre|encore une|une nouvelle)",
        "(?:je|nous) (?:voudrai?s|voudrions|aimerais|attends|attendons|souhaite (?!une))",
        "comment (?:faire|puis je|dois je)",
        "(?:autre|nouvelle|nouveau|deuxieme) (?:question|probleme|demande|souci)",
        "s il (?:vous|te) plait",
        "svp",
    ),
    doubt=("espere\\w*", "semble\\w*", "apparemment", "probablement", "peut etre", "pas sure?", "pour l instant")
    + ("(?:vais|allons) (?:\\w+ )?(?:tester|essayer|verifier|voir|surveiller)", "en partie", "parfois", "presque")
    + ("(?:ne (?:\\w+ ){1,2})?pas encore (?:\\w+ )?(?:teste|essaye|verifie|pu)", "pour le moment"),
    contrast=("mais", "cependant", "toutefois", "par contre", "neanmoins", "pourtant", "sauf"),
    negation=("ne", "pas", "jamais", "rien", "aucune?"),
    past=("etait", "etaient", "avait", "marchait", "fonctionnait", "pouvais", "venait", "hier", "avant", "au debut"),
    condition=("si", "au cas ou", "quand", "lorsque"),
    promise=("recontacte\\w*", "reviendra\\w*", "tiendrai (?:au courant|informe\\w*)", "ecrirai", "nouveau ticket", "reviens vers")
    + ("previendrai", "ferai signe"),
)
