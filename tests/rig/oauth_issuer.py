"""An issuer of OAuth tokens on loopback that rotates, revokes and expires them, and says no in every way it may."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

#: What to answer instead: a status and a JSON object; None to answer as usual.
Fault = Callable[[dict[str, str]], tuple[int, object] | None]


class Issuer:
    """Refresh tokens are ``r1``, ``r2``, ...; access tokens ``a1``, ..."""

    def __init__(self) -> None:
        #: A new refresh token with each use, and all are revoked when one comes twice (RFC 9700 section 4.14.2).
        self.rotates = True
        self.expires_in: object = 3600
        self.refresh_lives: object = None
        self.refresh: set[str] = {"r0"}
        self.spent: set[str] = set()
        self.access: set[str] = set()
        #: Answers to a device before its user has come, as error codes.
        self.device_waits: list[str] = []
        self.faults: list[Fault] = []
        self.asked: list[dict[str, str]] = []
        #: Whose every token is, for IMAP servers that ask.
        self.user = ""
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                with issuer._lock:
                    self._say(*issuer._answer(self.path, form))

            def do_GET(self) -> None:
                token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
                # RFC 7662 section 2.2, for IMAP servers that ask.
                self._say(200, {"active": token in issuer.access, "email": issuer.user})

            def _say(self, status: int, answer: object) -> None:
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path: str, form: dict[str, str]) -> tuple[int, object]:
        self.asked.append(form)
        if self.faults:
            said = self.faults.pop(0)(form)
            if said is not None:
                return said
        if path == "/device":
            told = {"device_code": "d1", "user_code": "WDJB-MJHT", "verification_uri": f"{self.url}/enter"}
            return 200, {**told, "interval": 1, "expires_in": 30}
        match form.get("grant_type"):
            case "refresh_token":
                return self._refreshed(form["refresh_token"])
            case "client_credentials" if form.get("client_secret") == "hush":
                return 200, self._tokens(refresh=False)
            case "authorization_code" if form.get("code") == "c1" and form.get("code_verifier"):
                return 200, self._tokens()
            case "urn:ietf:params:oauth:grant-type:device_code" if self.device_waits:
                return 400, {"error": self.device_waits.pop(0)}
            case "urn:ietf:params:oauth:grant-type:device_code":
                return 200, self._tokens()
        return 400, {"error": "invalid_request"}

    def _refreshed(self, token: str) -> tuple[int, object]:
        if token in self.spent:
            self.refresh.clear()
        if token not in self.refresh:
            return 400, {"error": "invalid_grant", "error_description": "revoked or expired"}
        if self.rotates:
            self.refresh.discard(token)
            self.spent.add(token)
        return 200, self._tokens(refresh=self.rotates)

    def _tokens(self, *, refresh: bool = True) -> dict[str, object]:
        number = next(self._numbers)
        self.access.add(f"a{number}")
        answer = {"access_token": f"a{number}", "token_type": "Bearer", "expires_in": self.expires_in}
        if refresh:
            self.refresh.add(f"r{number}")
            answer |= {"refresh_token": f"r{number}"}
            if self.refresh_lives is not None:
                answer |= {"refresh_token_expires_in": self.refresh_lives}
        return answer


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    running = Issuer()
    yield running
    running.close()
