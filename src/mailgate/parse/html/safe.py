"""HTML that may be shown: an allow-list of our own, nothing that runs, nothing that is fetched (T-18)."""

from __future__ import annotations

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


def safe_html(html: str) -> str:
    """Sanitised HTML; sanitising it again changes nothing."""
    return _CLEANER.clean(html).strip()
