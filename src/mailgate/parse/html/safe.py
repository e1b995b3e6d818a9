"""HTML that may be shown: an allow-list of our own, nothing that runs, nothing that is fetched (T-18)."""

from __future__ import annotations

import re

import nh3

from mailgate.parse.html.tags import REMOVED, SAFE, SAFE_ATTRIBUTES


def _images_of_the_mail_only(tag: str, attribute: str, value: str) -> str | None:
    """A picture is shown when it came with the mail; any other address would tell the sender who reads."""
    if attribute != "src" or tag != "img" or value.strip().lower().startswith("cid:"):
        return value
    return None


_CLEANER = nh3.Cleaner(
    tags=set(SAFE),
    clean_content_tags=set(REMOVED),
    attributes={tag: set(names) for tag, names in SAFE_ATTRIBUTES.items()},
    attribute_filter=_images_of_the_mail_only,
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    url_relative="deny",
    link_rel="noopener noreferrer",
)
_PRE_LINE = re.compile(r"(<pre(?: [^>]*)?>)\n")
_NESTING = re.compile(
    r"<(/?)(a|h[1-6]|li|d[dlt]|p|[uo]l|t[dh]|caption|address|blockquote|center|div|figcaption|figure|hr|pre|r[pt]|table)\b"
)
#: Without paragraphs other blocks close nothing.
_NESTING_WITHOUT_PARAGRAPHS = re.compile(r"<(/?)(a|h[1-6]|li|d[dlt]|[uo]l|t[dh]|caption|r[pt])\b")
_CELLS = frozenset({"td", "th", "caption"})
_SCOPES = _CELLS | {"ul", "ol", "dl"}
_PARAGRAPH, _END_OF_PARAGRAPH = ("", "p"), ("/", "p")
#: Elements that close an earlier one of their kind.
_KINDS = {"a": "a", "p": "p", "li": "li", "dd": "dd", "dt": "dd", "rp": "rt", "rt": "rt"} | {
    f"h{level}": "h" for level in range(1, 7)
}
_MOST_PASSES = 6


def safe_html(html: str) -> str:
    """Sanitised HTML; sanitising it again changes nothing."""
    clean = _once(html)
    for _ in range(_MOST_PASSES):
        if not _may_change(clean):
            break
        before, clean = clean, _once(clean)
        if before == clean:
            break
    return clean


def _once(html: str) -> str:
    clean = _CLEANER.clean(html).strip()
    # The first line end in ``pre`` is dropped by every parser (HTML standard, section 13.2.6.4.7).
    return _PRE_LINE.sub(r"\1\n\n", clean) if "</pre>" in clean else clean


def _may_change(html: str) -> bool:
    """True where an element lies in one of its kind that it would have closed: such trees come of misnested tags.

    Written out they are read as other trees (HTML standard, section 13.3, at its end).
    """
    nesting = _NESTING if "</p>" in html else _NESTING_WITHOUT_PARAGRAPHS
    tags = nesting.findall(html)
    if tags[0::2].count(_PARAGRAPH) == tags[1::2].count(_END_OF_PARAGRAPH) == len(tags) / 2:
        # Nothing but paragraphs, one after another: most mail that Outlook and Apple Mail write.
        return False
    scopes: list[set[str]] = [set()]
    for slash, name in tags:
        kind = _KINDS.get(name, "")
        standing = scopes[-1]
        if slash:
            standing.discard(kind)
            if name in _SCOPES:
                scopes = scopes[:-1] or [set()]
        elif kind in standing or ("p" in standing and kind not in ("a", "rt")):
            return True
        elif kind:
            standing.add(kind)
        elif name in _SCOPES:
            scopes.append(set() if name in _CELLS else standing - {"li", "dd"})
    return False
