"""What a person is told of a server that cannot be reached."""

from __future__ import annotations

import socket
import ssl

import pytest

from mailgate.receive.imap.failures import unreached


def _tls(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}] as OpenSSL says it")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "tls", "told"),
    [
        (ConnectionRefusedError(111, "Connect call failed"), "none", "nobody listens there; look at host and port"),
        (socket.gaierror(-2, "Name or service not known"), "implicit", "no such host (Name or service not known)"),
        (_tls("WRONG_VERSION_NUMBER"), "implicit", 'no TLS is spoken there; tls = "starttls" is for such a port'),
        (_tls("NO_PROTOCOLS"), "implicit", "[SSL: NO_PROTOCOLS] as OpenSSL says it"),
        (TimeoutError(), "implicit", "no answer in time; look at host and port"),
        (
            TimeoutError(),
            "starttls",
            'no answer in time; a port that speaks TLS at once, as 993, needs tls = "implicit"',
        ),
        (OSError("Network is unreachable"), "none", "Network is unreachable"),
        (ConnectionResetError(), "none", "ConnectionResetError"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_it_is_said_in_words_what_to_look_at(error: Exception, tls: str, told: str) -> None:
    assert unreached(error, tls=tls) == told


def test_a_certificate_is_said_to_be_the_matter() -> None:
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")
    assert unreached(error, tls="implicit").startswith("its certificate is not to be trusted, or not for this host (")
