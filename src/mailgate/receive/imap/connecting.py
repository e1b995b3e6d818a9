"""From an account to a session: connect, make it safe, log in."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl

from aioimaplib.aioimaplib import Command

from mailgate.model.server import ImapAccount
from mailgate.receive.imap import names
from mailgate.receive.imap.failures import CommandRefused, ConnectionBroken, LoginRefused
from mailgate.receive.imap.guard import GuardedProtocol
from mailgate.receive.imap.session import Session

#: Seconds for the connection, TLS and the greeting.
_GREETING = 30.0
_SILENCE = 45.0


async def connect(account: ImapAccount) -> Session:
    """A session of an account; nothing secret is said before the connection is known to be safe.

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
        raise ConnectionBroken(f"{account.host}:{account.port}: {error!r}") from error
    session = Session(protocol, _peer(protocol))
    try:
        if account.tls == "starttls":
            await _start_tls(session, protocol, tls, account)
        elif account.tls == "none" and not ipaddress.ip_address(session.peer).is_loopback:
            raise LoginRefused("clear text is for loopback only")
        await _log_in(session, protocol, account)
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
        raise ConnectionBroken(f"{account.host}: {error!r}") from error
    protocol.expects_tls = False
    # What was said in clear text is not believed.
    await session.ask_capabilities()


async def _log_in(session: Session, protocol: GuardedProtocol, account: ImapAccount) -> None:
    if protocol.state == "AUTH":
        return
    if not account.password:
        raise LoginRefused(f"no password for {account.username}")
    words = (names.quoted(account.username), names.quoted(account.password))
    try:
        await session.run(Command("LOGIN", protocol.new_tag(), *words, timeout=_SILENCE))
    except CommandRefused as refused:
        raise LoginRefused(f"{account.username}: {refused}") from refused
    protocol.state = "AUTH"


def _peer(protocol: GuardedProtocol) -> str:
    name = protocol.transport.get_extra_info("peername") if protocol.transport else None
    return str(name[0]).partition("%")[0] if isinstance(name, tuple) else ""
