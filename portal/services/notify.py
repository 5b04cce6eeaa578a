"""GOV.UK Notify: texts, e-mails and letters through its API (v2), with a token made anew for each call.

The official client would bring six packages, one of which is not to be had as a wheel, for the three calls made here.
"""

import base64
import hashlib
import hmac
import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from portal.domain.contact import Route
from portal.domain.frozen import frozen

LIVE = "https://api.notifications.service.gov.uk"
# Two of these for each of the few jobs of a lease end before the lease does.
SECONDS = 10
# As the API names the kinds of notice.
KINDS = {Route.TEXT: "sms", Route.EMAIL: "email", Route.LETTER: "letter"}
DELIVERED, FAILED, UNDER_WAY = "delivered", "failed", "under way"
_BECAME = {
    "delivered": DELIVERED,
    "received": DELIVERED,
    "permanent-failure": FAILED,
    "temporary-failure": FAILED,
    "technical-failure": FAILED,
    "virus-scan-failed": FAILED,
    "validation-failed": FAILED,
    "cancelled": FAILED,
}
_UUID = 36


class NotifyFault(Exception):
    """Notify could not be asked, or could not do it now; it is worth trying again."""


class NotifyRefused(Exception):
    """Notify will not take this, however often it is asked."""


@frozen
class Notify:
    """How Notify is reached: the API key, its address, and the id of the template for each route, where there is one."""

    key: str = field(default="", repr=False)
    url: str = LIVE
    templates: Mapping[str, str] = field(default_factory=dict)

    def takes(self, route: str) -> bool:
        """Whether it sends by that route."""
        return bool(self.key and self.templates.get(route))

    def send(self, route: str, address: str, values: Mapping[str, str], *, reference: str, now: datetime) -> str:
        """Hand something over and return Notify's id of it. Raises NotifyFault and NotifyRefused."""
        body: dict[str, Any] = {"template_id": self.templates[route], "reference": reference}
        if route == Route.LETTER:
            lines = {f"address_line_{number}": line for number, line in enumerate(address.split("\n"), 1)}
            body["personalisation"] = {**values, **lines}
        else:
            body["personalisation"] = dict(values)
            body["phone_number" if route == Route.TEXT else "email_address"] = address
        answer = self._ask("POST", f"/v2/notifications/{KINDS[Route(route)]}", body, now=now)
        return str(answer.get("id", ""))

    def known(self, reference: str, *, now: datetime) -> str:
        """Notify's id of what was handed over under our reference before, if it was."""
        answer = self._ask("GET", f"/v2/notifications?reference={quote(reference)}", None, now=now)
        found = answer.get("notifications") or []
        return str(found[0].get("id", "")) if found else ""

    def became(self, notify_id: str, *, now: datetime) -> str:
        """What became of it: DELIVERED, FAILED or UNDER_WAY. A letter is delivered once it was handed to the printer."""
        answer = self._ask("GET", f"/v2/notifications/{quote(notify_id)}", None, now=now)
        return _BECAME.get(str(answer.get("status", "")), UNDER_WAY)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None, *, now: datetime) -> dict[str, Any]:
        where = urlsplit(self.url)
        if where.scheme == "https":
            context = ssl.create_default_context()
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(where.netloc, timeout=SECONDS, context=context)
        else:
            connection = http.client.HTTPConnection(where.netloc, timeout=SECONDS)
        headers = {"Authorization": f"Bearer {token(self.key, now=now)}", "Content-Type": "application/json"}
        try:
            sent = json.dumps(body) if body is not None else None
            connection.request(method, where.path.rstrip("/") + path, sent, headers)
            answer = connection.getresponse()
            status, text = answer.status, answer.read(1_000_000)
        except (OSError, http.client.HTTPException) as fault:
            raise NotifyFault(type(fault).__name__) from fault
        finally:
            connection.close()
        if status == 400 and _is_about_the_address(text):
            raise NotifyRefused(str(status))
        if status == 404 and method == "GET":
            return {}
        if not 200 <= status < 300:
            raise NotifyFault(str(status))
        try:
            return dict(json.loads(text))
        except (ValueError, TypeError) as fault:
            raise NotifyFault("answer") from fault


def _is_about_the_address(answer: bytes) -> bool:
    """Whether a refusal says that the address is none, and not that our settings are wrong."""
    try:
        errors = json.loads(answer).get("errors", [])
    except (ValueError, AttributeError):
        return False
    said = " ".join(str(each.get("message", "")) for each in errors if each.get("error") == "ValidationError")
    return any(field in said.casefold() for field in ("phone_number", "email_address", "address", "postcode"))


def token(key: str, *, now: datetime) -> str:
    """The JSON Web Token (HS256) with which Notify knows who asks; it holds for half a minute around ``now``."""
    head = _part({"typ": "JWT", "alg": "HS256"})
    claims = _part({"iss": _service(key), "iat": int(now.timestamp())})
    signed = hmac.new(_secret(key).encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    return f"{head}.{claims}.{_plain(signed)}"


def _service(key: str) -> str:
    return key[-(2 * _UUID + 1) : -(_UUID + 1)]


def _secret(key: str) -> str:
    return key[-_UUID:]


def _part(value: Mapping[str, Any]) -> str:
    return _plain(json.dumps(value, separators=(",", ":")).encode())


def _plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
