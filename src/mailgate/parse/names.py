"""Attachment names: the first that a part offers, made harmless; a name is for display and never a path (T-16)."""

from __future__ import annotations

import re
import unicodedata

from mailgate.parse.parts import Part

_LENGTH = 200
_PATH = re.compile(r"^(?:[A-Za-z]:[\\/]|[\\/]|\.\.?[\\/]|~[\\/])|\\|(?:^|/)\.\.(?:/|$)|^file:", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}")
_EXTENSIONS = {
    "application/gzip": ".gz",
    "application/json": ".json",
    "application/ms-tnef": ".dat",
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/pgp-encrypted": ".asc",
    "application/pgp-keys": ".asc",
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/rtf": ".rtf",
    "application/x-pkcs7-mime": ".p7m",
    "application/x-pkcs7-signature": ".p7s",
    "application/xml": ".xml",
    "application/zip": ".zip",
    "audio/mpeg": ".mp3",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/pjpeg": ".jpg",
    "image/svg+xml": ".svg",
    "image/tiff": ".tif",
    "image/x-icon": ".ico",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/partial": ".eml",
    "text/calendar": ".ics",
    "text/css": ".css",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
    "text/rtf": ".rtf",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/directory": ".vcf",
    "text/xml": ".xml",
    "video/mpeg": ".mpg",
    "video/quicktime": ".mov",
}
#: Names for parts that usually come without one.
_WELL_KNOWN = {
    "text/calendar": "invite.ics",
    "application/ms-tnef": "winmail.dat",
    "application/pgp-signature": "signature.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "message/feedback-report": "feedback-report.txt",
    "text/rfc822-headers": "headers.txt",
}


def attachment_name(part: Part, number: int) -> str:
    """The display name of a part; never empty.

    File name, name, subject of an embedded message, Content-Description and Content-Location in this order; else a
    name made of the part's type, or of ``number``, its place in the mail.
    """
    for offered in _offers(part):
        name = clean_name(offered)
        if name:
            return name
    return _WELL_KNOWN.get(part.type) or f"part-{number}{extension(part.type)}"


def _offers(part: Part) -> list[str]:
    offers = [part.disposition_parameters.get("filename", ""), part.parameters.get("name", "")]
    offers += [part.disposition_parameters.get("name", ""), part.parameters.get("filename", "")]
    if part.children and not part.is_multipart:
        subject = part.children[0].headers.first("subject")
        offers.append(f"{subject[:_LENGTH]}.eml" if subject.strip() else "message.eml")
    description = part.headers.first("content-description").strip()
    if _EXTENSION.fullmatch(description[description.rfind(".") :]) and "\n" not in description:
        offers.append(description)
    location = part.headers.first("content-location").partition("?")[0].rstrip("/").rpartition("/")[2]
    if "." in location and not location.startswith("cid:"):
        offers.append(location)
    return offers


def extension(mime_type: str) -> str:
    """The usual extension of a type with its dot; ``.bin`` for the unknown."""
    known = _EXTENSIONS.get(mime_type)
    if known:
        return known
    kind, _, subtype = mime_type.partition("/")
    if kind in ("image", "audio", "video") and subtype.removeprefix("x-").isalnum() and len(subtype) <= 8:
        return "." + subtype.removeprefix("x-")
    return ".txt" if kind == "text" else ".bin"


def clean_name(name: str) -> str:
    """NFC, on one line, without control and format characters, at most 200 characters, never a path; maybe empty."""
    name = unicodedata.normalize("NFC", name)
    if not name.isprintable():
        name = "".join(_shown(character) for character in name)
    name = name.strip()
    if _PATH.search(name):
        name = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = " ".join(name.replace("/", "_").split()).strip("\"'")
    if name.strip(". _") == "":
        return ""
    return name if len(name) <= _LENGTH else _shortened(name)


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp") and character in "\t\n\r\u2028\u2029":
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Co", "Cn") else character


def _shortened(name: str) -> str:
    suffix = _EXTENSION.fullmatch(name[name.rfind(".") :])
    tail = suffix[0] if suffix else ""
    return name[: _LENGTH - len(tail)].rstrip() + tail
