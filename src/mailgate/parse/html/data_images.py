"""Pictures pasted into HTML as ``data:`` addresses (RFC 2397): made inline files, since sanitising drops them."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from dataclasses import dataclass
from hashlib import sha256

_KIND = r"data:(image/(?:png|gif|jpe?g|webp|bmp|tiff|x-icon));base64,"
_IMAGE = re.compile(
    rf"(\bsrc\s{{0,9}}=\s{{0,9}})(?:([\"']){_KIND}([A-Za-z0-9+/=%\s]*+)|{_KIND}([A-Za-z0-9+/=%]*+))", re.IGNORECASE
)
_ESCAPED = {"%2B": "+", "%2F": "/", "%3D": "=", "%0A": "", "%0D": ""}


@dataclass(frozen=True, slots=True)
class DataImage:
    type: str
    content: bytes
    content_id: str


def without_data_images(html: str) -> tuple[str, list[DataImage]]:
    """HTML that shows the same pictures by Content-ID, and the pictures, each once."""
    if "data:image/" not in html.lower():
        return html, []
    found: dict[str, DataImage] = {}

    def replaced(match: re.Match[str]) -> str:
        before, quote, data = match[1], match[2] or "", match[4] or match[6] or ""
        for escape, character in _ESCAPED.items():
            data = data.replace(escape, character).replace(escape.lower(), character)
        try:
            content = a2b_base64(data)
        except Error:
            return match[0]
        content_id = f"{sha256(content).hexdigest()[:32]}@inline"
        found.setdefault(content_id, DataImage((match[3] or match[5]).lower(), content, content_id))
        return f"{before}{quote}cid:{content_id}"

    return _IMAGE.sub(replaced, html), list(found.values())
