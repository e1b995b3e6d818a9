"""Writes one prediction a line for every file of a corpus with a manifest, as ``mailgate parse`` would print it.

    python tests/corpus/predict.py CORPUS_DIR > predictions.jsonl

The manifest (``manifest.tsv``) names each file and its kind; bodies without a mail around them are read as such.
"""

from __future__ import annotations

import sys
import time
import traceback
from pathlib import Path

from mailgate.model.message import Message
from mailgate.parse.bare import parse_html, parse_text, parse_tnef
from mailgate.parse.message import parse_message
from mailgate.parse.render_json import as_json, error_json
from mailgate.parse.text.charsets import decode_text

BODY_KINDS = ("reply", "reply-html", "signature")


def predict(name: str, kind: str, raw: bytes) -> Message:
    if name.endswith(".tnef"):
        return parse_tnef(raw)
    if kind not in BODY_KINDS or name.endswith(".eml"):
        return parse_message(raw)
    text = decode_text(raw, "utf-8", set())
    if kind == "reply-html" or name.endswith((".html", ".htm")):
        return parse_html(text)
    return parse_text(text)


def main(corpus: Path) -> None:
    for row in (corpus / "manifest.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, _, _, kind, _ = row.split("\t")
        raw = (corpus / name).read_bytes()
        started = time.perf_counter()
        try:
            line = as_json(name, predict(name, kind, raw), time.perf_counter() - started)
        except Exception:
            line = error_json(name, traceback.format_exc())
        print(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
