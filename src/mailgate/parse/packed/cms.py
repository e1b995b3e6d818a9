"""What is inside a CMS object (RFC 5652): the signed content, or the fact that it is encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_ENVELOPED = {bytes.fromhex("2a864886f70d010703"), bytes.fromhex("2a864886f70d0109100117")}
_SEQUENCE, _SET, _OCTETS, _OID, _EXPLICIT = 0x30, 0x31, 0x04, 0x06, 0xA0
_CONSTRUCTED_OCTETS = 0x24
#: Signed mail nests seven deep; constructed octet strings add a few.
_DEPTH = 12


@dataclass(frozen=True, slots=True)
class _Element:
    """A BER element; the content of an indefinite one ends before its end mark."""

    tag: int
    start: int
    end: int
    after: int


def is_encrypted(data: bytes) -> bool:
    """True for enveloped data of either kind (RFC 8551 section 3.2)."""
    outer = _element(data, 0, len(data))
    inner = next(_children(data, outer), None) if outer and outer.tag == _SEQUENCE else None
    return bool(inner and inner.tag == _OID and data[inner.start : inner.end] in _ENVELOPED)


def signed_content(data: bytes) -> bytes | None:
    """The content of opaque signed data, or None when there is none or the object is another."""
    outer = _element(data, 0, len(data))
    if outer is None or outer.tag != _SEQUENCE:
        return None
    fields = list(_children(data, outer))
    if len(fields) < 2 or fields[0].tag != _OID or data[fields[0].start : fields[0].end] != _SIGNED_DATA:
        return None
    signed = next(_children(data, fields[1]), None)
    if fields[1].tag != _EXPLICIT or signed is None:
        return None
    # version, digest algorithms, then the encapsulated content: type and explicitly tagged octets.
    for element in _children(data, signed):
        if element.tag == _SEQUENCE:
            wrapped = [inner for inner in _children(data, element) if inner.tag == _EXPLICIT]
            return b"".join(_octets(data, wrapped[0], _DEPTH)) if wrapped else None
    return None


def _octets(data: bytes, element: _Element, depth: int) -> Iterator[bytes]:
    """The pieces of an octet string, which streaming signers write in many."""
    if element.tag == _OCTETS:
        yield data[element.start : element.end]
    elif depth:
        for inner in _children(data, element):
            yield from _octets(data, inner, depth - 1)


def _children(data: bytes, parent: _Element) -> Iterator[_Element]:
    position = parent.start
    while position < parent.end:
        element = _element(data, position, parent.end)
        if element is None:
            return
        yield element
        position = element.after


def _element(data: bytes, position: int, limit: int, depth: int = _DEPTH) -> _Element | None:
    """The element at ``position``; None where the bytes are none. A length past the end is cut to it."""
    if position + 2 > limit:
        return None
    tag, length = data[position], data[position + 1]
    start = position + 2
    if length == 0x80:
        return _indefinite(data, tag, start, limit, depth)
    if length > 0x80:
        count = length & 0x7F
        if count > 4:
            return None
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    end = min(start + length, limit)
    return _Element(tag, start, end, end)


def _indefinite(data: bytes, tag: int, start: int, limit: int, depth: int) -> _Element | None:
    """An element that ends with two zero bytes (X.690 section 8.1.3.6); its children have to be walked."""
    position = start
    while depth and position + 2 <= limit:
        if data[position] == 0 and data[position + 1] == 0:
            return _Element(tag, start, position, position + 2)
        inner = _element(data, position, limit, depth - 1)
        if inner is None:
            return None
        position = inner.after
    return _Element(tag, start, limit, limit) if depth else None
