"""What must hold between the settings of the server file, and between it and the desks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mailgate.config.addresses import is_loopback
from mailgate.config.nearest import advice
from mailgate.config.places import every, repeated, texts, unusable
from mailgate.config.secret import ambiguous
from mailgate.config.source import Finding, Source
from mailgate.config.toml_lines import Place
from mailgate.model.desk import Desk
from mailgate.model.link import DUPLICATE
from mailgate.model.match import Purpose
from mailgate.model.rule import Action
from mailgate.model.server import Server
from mailgate.thread.reply_token import TokenKeys, reply_address, sign

#: As long as every token is.
_TOKEN = sign(TokenKeys(keys={0: b""}), "", purpose=Purpose.CUSTOMER, subject_id=0, holder=0)
_WITHOUT_EFFECT = ("call_webhook",)
_PASSWORDS = ("password", "password_env", "password_file")


def server_findings(source: Source, desks: Sequence[Source]) -> Iterator[Finding]:
    """Findings that need more than one setting."""
    data = source.data
    for found in (ambiguous(data), unusable(data), _tls(data), _relay(data), _imap(data), _imap_queues(data, desks)):
        for place, message in found:
            yield source.finding(place, message)


def warnings_of(server: Server, desks: Sequence[Desk]) -> tuple[str, ...]:
    """What an operator should know of a configuration that can be used."""
    warnings = [
        f"the name of {queue.address} is too long to carry reply tokens; answers are known by their In-Reply-To only"
        for desk in desks
        for queue in desk.queues
        if reply_address(queue, _TOKEN) == queue.address
    ]
    if server.relay.scheme == "smtp" and server.relay.password and not is_loopback(server.relay.host):
        warnings.append('relay.url: the password crosses the network unencrypted; use "smtp+starttls" or "smtps"')
    return (*warnings, *_without_effect(desks))


def _without_effect(desks: Sequence[Desk]) -> Iterator[str]:
    """What rules may ask for and nothing comes of."""
    for desk in desks:
        for rule in desk.rules:
            for action in rule.actions:
                if action.name in _WITHOUT_EFFECT:
                    told = f'[[rule]] "{rule.name}" of {desk.tenant}: {action.name} is not carried out yet'
                    yield f"{told}; each time it is recorded as rule.failed"
                elif action.name == "link" and _to(action) == DUPLICATE and not desk.detection.duplicates:
                    told = f'[[rule]] "{rule.name}" of {desk.tenant}: nothing is found that a ticket repeats'
                    yield f"{told}; switch on detection.duplicates"


def _to(action: Action) -> object:
    return action.value.get("to") if isinstance(action.value, dict) else ""


def _tls(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    listen = data.get("listen")
    if isinstance(listen, dict) and ("tls_cert" in listen) != ("tls_key" in listen):
        given, missing = ("tls_cert", "tls_key") if "tls_cert" in listen else ("tls_key", "tls_cert")
        yield ("listen", given), f"{given}: STARTTLS needs {missing} as well; add it"


def _relay(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    relay = data.get("relay")
    if not isinstance(relay, dict):
        return
    password = next((name for name in _PASSWORDS if name in relay), None)
    if "username" in relay and password is None:
        yield ("relay", "username"), "username: it needs a password; add password_env or password_file"
    if password is not None and "username" not in relay:
        yield ("relay", password), f"{password}: it needs a username; add it"
    if str(relay.get("url")).startswith("maildir:") and password is not None:
        yield ("relay", password), f"{password}: a maildir asks for none; remove it"


def _imap(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    for place, name in repeated(data, "imap.*.name"):
        yield place, f'the imap name "{name}" is given twice; rename one'
    for place, account in every(data, "imap.*"):
        if not isinstance(account, dict):
            continue
        ways = [key for key in (*_PASSWORDS, "oauth") if key in account]
        if not ways:
            yield place, "[[imap]] needs a way to log in; add password_env, password_file or oauth"
        if "oauth" in ways and len(ways) > 1:
            yield (*place, "oauth"), f"oauth: {ways[0]} is given as well; keep one of the two"
        others = account.get("other_folders")
        sent = [account["sent"]] if "sent" in account else []
        read = [account.get("folder", "INBOX"), *(others if isinstance(others, list) else []), *sent]
        if len({str(name) for name in read}) < len(read):
            yield (*place, "other_folders"), "other_folders: a folder is named twice; remove one"
        verb, _, target = str(account.get("after")).partition(":")
        if verb == "move" and target and target in read:
            yield (*place, "after"), "after: mail would come back from that folder; move it to one that is not read"
        if account.get("tls") == "none" and not is_loopback(str(account.get("host"))):
            yield (
                (*place, "tls"),
                'tls: without it mail is read in clear, on loopback only; use "implicit" or "starttls"',
            )


def _imap_queues(data: dict[str, Any], desks: Sequence[Source]) -> Iterator[tuple[Place, str]]:
    known = [address for desk in desks for _, address in texts(desk.data, "queue.*.address", "queue.*.aliases.*")]
    folded = {address.lower() for address in known}
    for place, address in texts(data, "imap.*.deliver_to"):
        if desks and address.lower() not in folded:
            yield place, f'deliver_to: no queue has the address "{address}"; {advice(address, known)}'
