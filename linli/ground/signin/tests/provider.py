"""A small provider of OpenID Connect and of WeChat sign-in, on this machine, for the tests."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt


class Provider(ThreadingHTTPServer):
    """Answers for one person, whose claims a test sets; it holds callers to PKCE."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.claims: dict[str, Any] = {}
        self.challenge, self.url = "", f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    """One request."""

    server: Provider

    def do_GET(self) -> None:
        """The description of the provider, who somebody is, and WeChat's two calls."""
        url, claims = self.server.url, self.server.claims
        found = {
            "/.well-known/openid-configuration": {
                "issuer": url,
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token",
                "userinfo_endpoint": f"{url}/userinfo",
                "jwks_uri": f"{url}/keys",
            },
            "/userinfo": claims,
            "/sns/oauth2/access_token": {"access_token": "t", "openid": "o", "expires_in": 60},
            "/sns/userinfo": {"openid": "o", "unionid": "u", "nickname": "敏"},
        }
        self.tell(found.get(urlsplit(self.path).path))

    def do_POST(self) -> None:
        """The token for a code, if the caller is who asked for the code."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path.startswith("/sns/"):
            self.do_GET()
            return
        verifier = parse_qs(body).get("code_verifier", [""])[0]
        proof = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if proof != self.server.challenge:
            self.tell({"error": "invalid_grant"}, 400)
            return
        told = {"iss": self.server.url, "aud": "linli", "exp": 4102444800, "iat": 0}
        token = jwt.encode(told | self.server.claims, "k" * 32, "HS256")
        self.tell({"access_token": "t", "token_type": "Bearer", "id_token": token})

    def tell(self, found: dict[str, Any] | None, status: int = 200) -> None:
        """Send JSON."""
        self.send_response(status if found is not None else 404)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(found or {}).encode())

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers until the end of the block."""
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
        thread.join()
