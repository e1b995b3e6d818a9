"""Small charts as PNG images (ISO/IEC 15948): the one kind of picture that every mail client shows."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from hashlib import sha256

from mailgate.model.message import Attachment

#: Drawn twice as large as shown, for fine screens.
SCALE = 2
#: Shown size in pixels.
WIDTH, HEIGHT = 560, 120
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Nothing (transparent, so that the page's own ground shows), the axis, the first and the second series; all of them
#: are legible on white and on black.
_PALETTE = ((0, 0, 0, 0), (140, 140, 140, 255), (47, 128, 237, 255), (39, 174, 96, 255))
_AXIS, _FIRST = 1, 2
_GAP_SHARE = 4


def bars(pairs: Sequence[tuple[int, int]]) -> bytes:
    """Two bars for each pair side by side, the highest number as high as the picture; ``pairs`` from left to right."""
    width, height = WIDTH * SCALE, HEIGHT * SCALE
    rows = [bytearray(width) for _ in range(height)]
    rows[-1] = bytearray([_AXIS] * width)
    top = max((max(pair) for pair in pairs), default=0)
    slot = width // max(len(pairs), 1)
    bar = max((slot - slot // _GAP_SHARE) // 2, 1)
    for place, pair in enumerate(pairs):
        for series, number in enumerate(pair):
            left = place * slot + slot // (2 * _GAP_SHARE) + series * bar
            _fill(rows, left, bar - SCALE, _height(number, top, height), _FIRST + series)
    return _png(width, height, rows)


def as_attachment(image: bytes, name: str, content_id: str) -> Attachment:
    """The picture as a part that the page shows by its Content-ID."""
    return Attachment(
        name=name,
        type="image/png",
        content=image,
        sha256=sha256(image).hexdigest(),
        disposition="inline",
        inline=True,
        content_id=content_id,
    )


def _height(number: int, top: int, height: int) -> int:
    """Whatever is not nothing is seen."""
    return max(number * (height - SCALE) // top, SCALE) if number else 0


def _fill(rows: list[bytearray], left: int, width: int, height: int, colour: int) -> None:
    base = len(rows) - 1
    stroke = bytes([colour]) * max(width, 1)
    for row in rows[base - height : base]:
        row[left : left + len(stroke)] = stroke


def _png(width: int, height: int, rows: Sequence[bytearray]) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour[:3]) for colour in _PALETTE)
    opacities = bytes(colour[3] for colour in _PALETTE)
    # Each row begins with its filter type: none.
    lines = b"".join(b"\0" + bytes(row) for row in rows)
    chunks = ((b"IHDR", header), (b"PLTE", colours), (b"tRNS", opacities), (b"IDAT", zlib.compress(lines, 9)))
    return _SIGNATURE + b"".join(_chunk(*chunk) for chunk in (*chunks, (b"IEND", b"")))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
