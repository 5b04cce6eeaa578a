"""A stand-in for an organisation's sign-in: OpenID Connect over real HTTP on this machine, with signed tokens."""

import json
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from authlib.common.encoding import urlsafe_b64encode
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "voice", "a secret of two"


class Provider:
    """Who signs in next is ``subject``; ``claims`` change what the token says, ``key`` who signs it; ``down`` when it fails."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.url, self.subject, self.down = "", "subject-1", ""
        self.claims: dict[str, Any] = {}
        self.published = self.key = RSAKey.generate_key(2048, {"kid": "1"})
        self.codes: dict[str, dict[str, str]] = {}

    @property
    def metadata_url(self) -> str:
        """Where it describes itself."""
        return self.url + "/.well-known/openid-configuration"

    def signs_in(self, address: str) -> str:
        """What its page does when somebody signs in there: the address that their browser is sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={quote(asked['state'])}"

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, object]:
        """What it says."""
        if self.down and self.down in path:
            return 503, {}
        if path.startswith("/.well-known"):
            names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            return 200, {"issuer": self.url} | {name: self.url + where for name, where in names.items()}
        if path == "/keys":
            return 200, {"keys": [self.published.as_dict(private=False)]}
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        known = b64decode(authorization.removeprefix("Basic ")).decode() == f"{CLIENT}:{SECRET}"
        if asked is None or not known or challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked["nonce"])}

    def token(self, nonce: str) -> str:
        """The signed token."""
        now = int(self.now().timestamp())
        said = {"iss": self.url, "sub": self.subject, "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 300}
        return jwt.encode({"alg": "RS256", "kid": "1"}, said | self.claims, self.key)


@contextmanager
def running(now: Callable[[], datetime]) -> Iterator[Provider]:
    """One, for as long as the block lasts, with that clock."""
    provider = Provider(now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.say({})

        def do_POST(self) -> None:
            said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.say({name: values[0] for name, values in said.items()})

        def say(self, form: dict[str, str]) -> None:
            status, answer = provider.answer(self.path, form, self.headers.get("Authorization", ""))
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    provider.url = f"http://127.0.0.1:{server.server_port}"
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()
