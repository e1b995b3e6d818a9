"""Pages for people behind the links in mails: nothing is fetched, nothing runs, and only a form acts."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request, Response

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
_STYLE = (
    "body{max-width:32em;margin:2em auto;padding:0 1em;font:16px/1.5 system-ui,sans-serif}"
    "label{display:block;padding:.4em 0}textarea{width:100%;box-sizing:border-box}"
    "button{margin-top:1em;padding:.5em 1.5em;font:inherit}"
)
_FORM_BYTES = 16 * 1024


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, the last of each name."""
    body = (await request.body())[:_FORM_BYTES]
    fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=20)
    return {name: values[-1] for name, values in fields.items()}


Form = Annotated[dict[str, str], Depends(_form)]


def page(title: str, body: str, *, status: int = 200) -> Response:
    """A page; both arguments are HTML already."""
    text = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1>{body}</body></html>"
    )
    return Response(text, status_code=status, media_type="text/html; charset=utf-8", headers=_HEADERS)
