"""A node of a mail's MIME tree, as the readers inside ``parse`` hand it to one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mailgate.model.message import Headers
from mailgate.parse.html.detect import named_charset
from mailgate.parse.mime.transfer import decode_transfer
from mailgate.parse.text.charsets import decode_text
from mailgate.parse.text.line_ends import with_lf


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One entity of RFC 2045: headers, and either a body or children.

    A multipart has its parts as children and no content. A ``message/rfc822`` has the embedded message as its only
    child, and keeps its own bytes as content.
    """

    #: Names in lower case, values unfolded and decoded.
    headers: Headers
    #: ``type/subtype`` in lower case; the RFC 2045 default where none or an unreadable one is given.
    type: str
    #: Of Content-Type, names in lower case, values decoded by RFC 2231.
    parameters: dict[str, str] = field(default_factory=dict)
    #: ``attachment``, ``inline`` or another word in lower case; empty when not given.
    disposition: str = ""
    disposition_parameters: dict[str, str] = field(default_factory=dict)
    #: Content-Transfer-Encoding in lower case, without what clients add to it; ``7bit`` when not given.
    encoding: str = "7bit"
    #: The undecoded body is ``source[start:end]``.
    source: bytes
    start: int
    end: int
    children: tuple[Part, ...] = ()
    #: One set for the whole mail: codes of the repairs made while reading lazily.
    defects: set[str] = field(default_factory=set, repr=False)
    _content: list[bytes] = field(default_factory=list, repr=False)
    _text: list[str] = field(default_factory=list, repr=False)

    @property
    def is_multipart(self) -> bool:
        return self.type.startswith("multipart/")

    @property
    def is_message(self) -> bool:
        """True for an embedded mail (``message/rfc822`` and its relatives) that could be opened."""
        return bool(self.children) and not self.is_multipart

    def content(self) -> bytes:
        """The decoded body, byte-exact where the transfer encoding allows; read once."""
        if not self._content:
            self._content.append(decode_transfer(self.source, self.start, self.end, self.encoding, self.defects))
        return self._content[0]

    def text(self) -> str:
        """The decoded body as text with ``\\n`` line ends, by the charset ladder; read once.

        HTML stays HTML, ``format=flowed`` stays flowed. NUL is left out.
        """
        if not self._text:
            charset = self.parameters.get("charset", "")
            if not charset and self.type == "text/html":
                charset = named_charset(self.content())
            self._text.append(with_lf(decode_text(self.content(), charset, self.defects)))
        return self._text[0]

    def walk(self, *, into_messages: bool = False) -> Iterator[Part]:
        """This part and all below it, in the order of the mail; embedded messages stay closed unless asked for."""
        pending = [self]
        while pending:
            part = pending.pop()
            yield part
            if part.is_multipart or into_messages or part is self:
                pending.extend(reversed(part.children))

    def find(self, *types: str) -> Part | None:
        """The first part of one of these types (full, lower case) in ``walk`` order, embedded messages closed."""
        return next((part for part in self.walk() if part.type in types), None)
