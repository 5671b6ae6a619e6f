"""A provider of single sign-on by OpenID Connect, as small as can be, on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


class Provider:
    """Vouches for whoever `claims` are; `asked` is what the token endpoint was sent last."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.claims: dict[str, Any] = {"sub": "42", "preferred_username": "on-call@example.org",
                                       "email": "on-call@example.org", "email_verified": True,
                                       "name": "On-call engineer"}  # fmt: skip
        self.asked: dict[str, list[str]] = {}

    @property
    def settings(self) -> dict[str, Any]:
        """What the settings say of it."""
        app = {"provider_id": "oidc", "name": "Example ID", "client_id": "hansei",
               "secret": "kept", "settings": {"server_url": self.address}}  # fmt: skip
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}

    def answer(self, path: str) -> dict[str, Any] | None:
        """What an endpoint says."""
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/token": {"access_token": "t", "token_type": "Bearer", "expires_in": 60},
            "/userinfo": self.claims,
        }.get(path)


@contextmanager
def providing() -> Iterator[Provider]:
    """Serves one while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(provider.answer(self.path.partition("?")[0]))

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            provider.asked = parse_qs(self.rfile.read(size).decode())
            self._say(provider.answer(self.path))

        def _say(self, found: dict[str, Any] | None) -> None:
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
