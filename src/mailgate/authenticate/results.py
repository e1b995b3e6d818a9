"""Authentication-Results of relays we trust (RFC 8601); everybody else's say nothing."""

from __future__ import annotations

import re
from collections.abc import Collection

from mailgate.model.message import Headers

_COMMENT = re.compile(r"\([^()]*\)")
_DMARC = re.compile(r"(?i)^\s*dmarc\s*=\s*([a-z]+)")
_HEADER_FROM = re.compile(r"(?i)\bheader\.from\s*=\s*\"?([^\s;\"]+)")


def dmarc_result(headers: Headers, authserv_ids: Collection[str], author_domain: str) -> str:
    """``pass``, ``fail`` or another keyword of RFC 7489 section 11.2, empty when no trusted relay said anything.

    Only the topmost field of a trusted id counts: those below may have come with the mail (RFC 8601 section 5). A
    result for another domain than the author's says nothing of this author.
    """
    wanted = {name.lower() for name in authserv_ids}
    for value in headers.all("authentication-results"):
        server, _, results = _COMMENT.sub(" ", value).partition(";")
        if server.strip().split(" ", 1)[0].lower() in wanted:
            return _of_domain(results, author_domain)
    return ""


def _of_domain(results: str, author_domain: str) -> str:
    for result in results.split(";"):
        found = _DMARC.match(result)
        if found is None:
            continue
        domain = _HEADER_FROM.search(result)
        if domain is None or domain[1].rpartition("@")[2].lower() == author_domain:
            return found[1].lower()
    return ""
