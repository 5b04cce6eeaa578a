"""A stand-in for GOV.UK Notify: it speaks the API over HTTP on this machine, checks each token, and keeps what it takes."""

import base64
import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SERVICE, SECRET = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
KEY = f"test-{SERVICE}-{SECRET}"
TEMPLATES = {route: str(uuid.UUID(int=number)) for number, route in enumerate(("text", "email", "letter"), 10)}
FIELDS = {"sms": "phone_number", "email": "email_address"}


class Taken(list[dict[str, Any]]):
    """What was handed over, and how the stand-in is to behave."""

    def __init__(self) -> None:
        super().__init__()
        self.status: dict[str, str] = {}
        self.refuse: set[str] = set()
        self.down = False
        self.asked: list[str] = []
        self.lock = threading.Lock()

    def to(self, address: str) -> list[dict[str, Any]]:
        """What went to one address."""
        return [one for one in self if address in (one.get("phone_number"), one.get("email_address"))]


def _unpack(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def is_good(header: str) -> bool:
    """Whether the token is one that our key signs."""
    head, claims, signed = header.removeprefix("Bearer ").split(".")
    wanted = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    known = base64.urlsafe_b64encode(wanted).rstrip(b"=").decode()
    said = _unpack(claims)
    right = _unpack(head) == {"typ": "JWT", "alg": "HS256"} and said["iss"] == SERVICE and isinstance(said["iat"], int)
    return right and hmac.compare_digest(known, signed)


def _handler(taken: Taken) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_arguments: Any) -> None:
            pass

        def answer(self, status: int, body: Any) -> None:
            sent = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            # Whoever asked may have been killed meanwhile.
            with suppress(ConnectionError):
                self.wfile.write(sent)

        def refused(self) -> bool:
            if taken.down:
                self.answer(503, {"errors": [{"error": "Exception", "message": "Internal server error"}]})
            elif not is_good(self.headers["Authorization"]):
                self.answer(403, {"errors": [{"error": "AuthError", "message": "Invalid token"}]})
            else:
                return False
            return True

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.refused():
                return
            kind = self.path.removeprefix("/v2/notifications/")
            if body["template_id"] not in TEMPLATES.values():
                self.answer(400, {"errors": [{"error": "BadRequestError", "message": "Template not found"}]})
            elif kind in FIELDS and body[FIELDS[kind]] in taken.refuse:
                self.answer(400, {"errors": [{"error": "ValidationError", "message": f"{FIELDS[kind]} Not a valid one"}]})
            else:
                made = body | {"id": str(uuid.uuid4()), "type": kind}
                with taken.lock:
                    taken.append(made)
                self.answer(201, {"id": made["id"], "reference": body.get("reference")})

        def do_GET(self) -> None:
            if self.refused():
                return
            where = urlsplit(self.path)
            taken.asked.append(where.path)
            if where.path == "/v2/notifications":
                reference = parse_qs(where.query).get("reference", [""])[0]
                with taken.lock:
                    found = [{"id": one["id"]} for one in taken if one["reference"] == reference]
                self.answer(200, {"notifications": found})
                return
            one = next((each for each in taken if each["id"] == where.path.rpartition("/")[2]), None)
            if one is None:
                self.answer(404, {"errors": [{"error": "NoResultFound", "message": "No result found"}]})
            else:
                self.answer(200, {"id": one["id"], "status": taken.status.get(one["id"], "sending")})

    return Handler


@contextmanager
def standing_in() -> Iterator[tuple[str, Taken]]:
    """The address of the stand-in while it serves, and what it takes."""
    taken = Taken()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(taken))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", taken
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
