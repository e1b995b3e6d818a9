"""From an account to a session: connect, make it safe, log in."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from typing import Protocol

from aioimaplib.aioimaplib import Command

from mailgate.model.server import ImapAccount
from mailgate.receive.imap import names
from mailgate.receive.imap.failures import CommandRefused, ConnectionBroken, LoginRefused, unreached
from mailgate.receive.imap.guard import GuardedProtocol
from mailgate.receive.imap.oauth import sasl
from mailgate.receive.imap.session import Session

#: Seconds for the connection, TLS and the greeting.
_GREETING = 30.0
_SILENCE = 45.0


class AccessTokens(Protocol):
    """Where access tokens are had."""

    async def token(self, account: ImapAccount, *, refused: str = "") -> str:
        """One that the server may take; another one than ``refused``."""


async def connect(account: ImapAccount, tokens: AccessTokens | None = None) -> Session:
    """A session of an account; nothing secret is said before the connection is known to be safe.

    Args:
        tokens: Needed by accounts with ``oauth``.

    Raises:
        ConnectionBroken: The server cannot be reached, or does not speak IMAP.
        LoginRefused: The server does not offer what the account demands, or does not let us in.
    """
    loop = asyncio.get_running_loop()
    protocol = GuardedProtocol(loop)
    tls = ssl.create_default_context() if account.tls != "none" else None
    try:
        async with asyncio.timeout(_GREETING):
            await loop.create_connection(
                lambda: protocol, account.host, account.port, ssl=tls if account.tls == "implicit" else None
            )
            await _greeted(protocol)
    except (OSError, TimeoutError) as error:
        protocol.end("no greeting")
        raise ConnectionBroken(f"{account.host}:{account.port}: {unreached(error, tls=account.tls)}") from error
    session = Session(protocol, _peer(protocol))
    try:
        if account.tls == "starttls":
            await _start_tls(session, protocol, tls, account)
        elif account.tls == "none" and not ipaddress.ip_address(session.peer).is_loopback:
            raise LoginRefused("clear text is for loopback only")
        await _log_in(session, protocol, account, tokens)
        await session.ask_capabilities()
    except BaseException:
        protocol.end("given up")
        raise
    return session


async def _greeted(protocol: GuardedProtocol) -> None:
    """Wait until the library has read the greeting and the capabilities."""
    greeting = asyncio.ensure_future(protocol.wait("AUTH|NONAUTH"))
    await asyncio.wait({greeting, protocol.lost}, return_when=asyncio.FIRST_COMPLETED)
    if not greeting.done():
        greeting.cancel()
        raise ConnectionBroken(protocol.reason)


async def _start_tls(
    session: Session, protocol: GuardedProtocol, tls: ssl.SSLContext | None, account: ImapAccount
) -> None:
    """RFC 3501 section 6.2.1. A server without it is refused: whoever sits between could have struck it out."""
    if protocol.state != "NONAUTH" or not session.can("STARTTLS"):
        raise LoginRefused(f"{account.host} does not offer STARTTLS")
    protocol.expects_tls = True
    try:
        await session.run(Command("STARTTLS", protocol.new_tag(), timeout=_SILENCE))
    except CommandRefused as refused:
        raise LoginRefused(f"{account.host} refuses STARTTLS") from refused
    if tls is None or protocol.transport is None or protocol.lost.done():
        raise ConnectionBroken(protocol.reason)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(_GREETING):
            protocol.transport = await loop.start_tls(protocol.transport, protocol, tls, server_hostname=account.host)
    except (OSError, TimeoutError) as error:
        raise ConnectionBroken(f"{account.host}: {unreached(error, tls=account.tls)}") from error
    protocol.expects_tls = False
    # What was said in clear text is not believed.
    await session.ask_capabilities()


async def _log_in(
    session: Session, protocol: GuardedProtocol, account: ImapAccount, tokens: AccessTokens | None
) -> None:
    if protocol.state == "AUTH":
        return
    if account.oauth is not None and tokens is not None:
        await _show_token(session, protocol, account, tokens)
        protocol.state = "AUTH"
        return
    if not account.password:
        raise LoginRefused(f"no password for {account.username}")
    words = (names.quoted(account.username), names.quoted(account.password))
    try:
        await session.run(Command("LOGIN", protocol.new_tag(), *words, timeout=_SILENCE))
    except CommandRefused as refused:
        raise LoginRefused(f"{account.username}: {refused}") from refused
    protocol.state = "AUTH"


async def _show_token(session: Session, protocol: GuardedProtocol, account: ImapAccount, tokens: AccessTokens) -> None:
    token = await tokens.token(account)
    try:
        await _authenticate(session, protocol, account, token)
    except CommandRefused as refused:
        # Revoked, or expired by the server's clock, which need not be ours.
        why = _why(account, refused, protocol)
        try:
            await _authenticate(session, protocol, account, await tokens.token(account, refused=token))
        except LoginRefused as again:
            raise LoginRefused(f"{why}; {again}") from again
        except CommandRefused as again:
            raise LoginRefused(_why(account, again, protocol)) from again


def _why(account: ImapAccount, refused: CommandRefused, protocol: GuardedProtocol) -> str:
    return f"{account.username}: {refused} {sasl.explained(protocol.challenge)}"


async def _authenticate(session: Session, protocol: GuardedProtocol, account: ImapAccount, token: str) -> None:
    """RFC 3501 section 6.2.2; the first message goes with the command where the server can (RFC 4959)."""
    shown = sasl.exchange(account, token, protocol.capabilities)
    if shown is None:
        raise LoginRefused(f"{account.host} offers neither OAUTHBEARER nor XOAUTH2")
    at_once = session.can("SASL-IR")
    protocol.challenge = b""
    protocol.sasl_answers = [shown.last] if at_once else [shown.first, shown.last]
    words = (shown.mechanism, shown.first) if at_once else (shown.mechanism,)
    await session.run(Command("AUTHENTICATE", protocol.new_tag(), *words, timeout=_SILENCE))


def _peer(protocol: GuardedProtocol) -> str:
    name = protocol.transport.get_extra_info("peername") if protocol.transport else None
    return str(name[0]).partition("%")[0] if isinstance(name, tuple) else ""
