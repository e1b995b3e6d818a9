"""Which HTML elements do what: the tables that the guard, the text walker and the sanitiser read."""

from __future__ import annotations


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Formatting elements, which a parser opens again in each new block (HTML standard, section 13.2.4.3).
FORMATTING = _names("a b big code em font i nobr s small strike strong tt u")
VOID = _names("area base br col embed hr img input link meta param source track wbr")
#: Elements that close their own kind: however many stand open in the source, they do not nest.
SELF_CLOSING = _names("p li td th tr dt dd option optgroup thead tbody tfoot colgroup html head body")

#: Elements whose content a reader does not see.
UNSEEN = _names(
    "head style script title template svg math object iframe frame noembed noframes applet audio video canvas select"
    " datalist xml meta link base -comment !doctype"
)
#: Elements that begin on a line of their own, and those that keep a blank line around them.
BLOCKS = _names(
    "address article aside body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form"
    " frameset header hgroup html legend li main menu nav section summary table tbody tfoot thead tr"
)
PARAGRAPHS = _names("p h1 h2 h3 h4 h5 h6 dl pre")

#: Elements that may be shown to an agent.
SAFE = _names(
    "a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em"
    " figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike"
    " strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
#: Elements that are removed with everything inside.
REMOVED = _names(
    "applet audio canvas embed frame frameset head iframe math noembed noframes noscript object script select style svg"
    " template textarea title video xml"
)
SAFE_ATTRIBUTES = {
    "*": _names("dir lang title"),
    "a": _names("href"),
    "col": _names("span width"),
    "colgroup": _names("span"),
    "font": _names("color face size"),
    "img": _names("alt height src width"),
    "li": _names("value"),
    "ol": _names("start type"),
    "table": _names("align border cellpadding cellspacing width"),
    "td": _names("align bgcolor colspan rowspan valign width"),
    "th": _names("align bgcolor colspan rowspan valign width"),
    "time": _names("datetime"),
}
