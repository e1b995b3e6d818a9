"""iCalendar parts as a few lines that a person can read (RFC 5545, RFC 5546)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: An invitation's first event stands near the top; the rest of the file stays in the attachment.
_LONGEST = 64 * 1024
_FOLD = re.compile(r"\n[ \t]")
_LINE = re.compile(r"([A-Za-z-]+)((?:;[^\":\n]*(?:\"[^\"\n]*\"[^\":\n]*)*)?):(.*)")
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_ZONE = re.compile(r";TZID=\"?([^\";:]+)", re.IGNORECASE)
_COMMON_NAME = re.compile(r";CN=\"?([^\";:]+)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")
_COMPONENTS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_METHODS = {
    "REQUEST": "Invitation",
    "CANCEL": "Cancelled",
    "REPLY": "Answer to an invitation",
    "COUNTER": "Other time proposed",
    "DECLINECOUNTER": "Other time declined",
    "REFRESH": "Update asked for",
    "ADD": "Added",
}


@dataclass(slots=True)
class _Event:
    method: str = ""
    #: Upper-case name to parameters and value of the first event's properties.
    properties: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        value = self.properties.get(name, ("", ""))[1]
        return _ESCAPED.sub(lambda pair: "\n" if pair[1] in "nN" else pair[1], value).strip()


def calendar_summary(text: str) -> str:
    """Method, title, time, place and people of the first event; empty when there is none.

    Args:
        text: the decoded part with ``\\n`` line ends.
    """
    event = _first_event(text)
    if not event.properties:
        return ""
    kind = _METHODS.get(event.method, "Event")
    lines = [f"{kind}: {event.text('SUMMARY') or '-'}"]
    when = _when(event)
    for label, value in (
        ("When", when),
        ("Where", event.text("LOCATION")),
        ("Organizer", _person(*event.properties.get("ORGANIZER", ("", "")))),
        ("Answers", ", ".join(event.answers)),
        ("Method", event.method),
    ):
        if value:
            lines.append(f"{label}: {value}")
    description = event.text("DESCRIPTION")
    return "\n".join(lines) + (f"\n\n{description}" if description else "")


def _first_event(text: str) -> _Event:
    event = _Event()
    inside: list[str] = []
    for line in _FOLD.sub("", text[:_LONGEST]).split("\n"):
        match = _LINE.fullmatch(line.strip())
        if not match:
            continue
        name, parameters, value = match[1].upper(), match[2], match[3]
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END":
            if inside and inside.pop() in _COMPONENTS:
                break
        elif name == "METHOD" and len(inside) <= 1:
            event.method = value.strip().upper()
        elif inside and inside[-1] in _COMPONENTS:
            _keep(event, name, parameters, value)
    return event


def _keep(event: _Event, name: str, parameters: str, value: str) -> None:
    if name == "ATTENDEE" and event.method == "REPLY" and len(event.answers) < 20:
        status = re.search(r";PARTSTAT=([A-Za-z-]+)", parameters, re.IGNORECASE)
        event.answers.append(f"{_person(parameters, value)} {status[1].lower() if status else ''}".strip())
    event.properties.setdefault(name, (parameters, value))


def _when(event: _Event) -> str:
    start = _moment(*event.properties.get("DTSTART", ("", "")))
    end = _moment(*event.properties.get("DTEND", event.properties.get("DUE", ("", ""))))
    if not start or not end or start == end:
        return start or end
    return f"{start} - {end}"


def _moment(parameters: str, value: str) -> str:
    match = _TIME.match(value.strip())
    if not match:
        return ""
    day = f"{match[1]}-{match[2]}-{match[3]}"
    if match[4] is None:
        return day
    zone = _ZONE.search(parameters)
    return f"{day} {match[4]}:{match[5]}" + (" UTC" if match[6] else f" {zone[1]}" if zone else "")


def _person(parameters: str, value: str) -> str:
    name = _COMMON_NAME.search(parameters)
    address = value.strip()
    address = address[7:] if address[:7].lower() == "mailto:" else address
    if not name or name[1].strip().lower() == address.lower():
        return address
    return f"{name[1].strip()} <{address}>" if address else name[1].strip()
