"""Signing in with the organisation's own account, by OpenID Connect: the code flow, with PKCE, state and nonce.

An account is known by who issued it and by its subject, never by an e-mail address, which can pass to somebody else. Its
owner ties it to their person here once, signed in with their password; nobody is made, and no role given, from outside.
The tokens are read once and not kept. What asks the provider needs no transaction, and may take some seconds.
"""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeSerializer

from portal.domain.frozen import frozen
from portal.domain.trail import Deed
from portal.services import signing_in
from portal.store import organisation_accounts as accounts
from portal.store import people, trail
from portal.store.database import Session

PURPOSE, LASTS, PATIENCE, LEEWAY = "organisation", timedelta(minutes=10), 6, 60
# What the provider signs with; never a key that we share with it, and never nothing.
SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]


class NotNow(Exception):
    """The provider did not answer, or not as the standard says."""


class NotSure(Exception):
    """What came back does not prove who this is."""


@frozen
class Provider:
    """Where the provider describes itself, and the name and secret that it gave us."""

    metadata_url: str
    client_id: str
    client_secret: str


@frozen
class Begun:
    """What this browser keeps, signed by us, until the answer comes; and the provider's page to go to."""

    token: str
    address: str


@frozen
class Asked:
    """What was asked: the values that the answer has to fit, and who ties an account, when that is what it is for."""

    state: str
    nonce: str
    verifier: str
    person_id: str


@frozen
class Account:
    """An account that the provider vouched for, and whether it says that it asked for a second factor."""

    issuer: str
    subject: str
    second_factor: bool


def look_up(provider: Provider) -> dict[str, Any]:
    """What the provider says of itself. Raises NotNow."""
    found = _get(provider.metadata_url)
    for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str):
            raise NotNow(name)
    # OpenID Connect Discovery 4.3: otherwise anybody's description could speak for another issuer.
    if provider.metadata_url != found["issuer"].rstrip("/") + "/.well-known/openid-configuration":
        raise NotNow("issuer")
    return found


def may_tie(person_id: str, key: bytes, *, now: datetime) -> str:
    """What says, for ten minutes, that this person gave their password to tie an account."""
    return str(URLSafeSerializer(key, "tie").dumps([person_id, (now + LASTS).timestamp()]))


def who_ties(token: str, key: bytes, *, now: datetime) -> str:
    """Who gave their password to tie an account. Raises NotSure."""
    try:
        person_id, until = URLSafeSerializer(key, "tie").loads(token)
    except BadData:
        raise NotSure("token") from None
    if now.timestamp() > until:
        raise NotSure("late")
    return str(person_id)


def begin(provider: Provider, known: dict[str, Any], back: str, key: bytes, *, person_id: str = "", now: datetime) -> Begun:
    """Send somebody to the provider; ``back`` is where it sends them after. With ``person_id`` to tie the account to them."""
    asked = Asked(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), person_id)
    address, _state = _client(provider, back).create_authorization_url(
        known["authorization_endpoint"], state=asked.state, nonce=asked.nonce, code_verifier=asked.verifier
    )
    held = asked.__dict__ | {"until": (now + LASTS).timestamp()}
    return Begun(URLSafeSerializer(key, PURPOSE).dumps(held), str(address))


def take(token: str, state: str, key: bytes, *, now: datetime) -> Asked:
    """What was asked in this browser, not long ago. Raises NotSure."""
    try:
        held = URLSafeSerializer(key, PURPOSE).loads(token)
    except BadData:
        raise NotSure("token") from None
    until = held.pop("until")
    asked = Asked(**held)
    if now.timestamp() > until or not secrets.compare_digest(asked.state.encode(), state.encode("utf-8", "replace")):
        raise NotSure("state")
    return asked


def fetch(provider: Provider, known: dict[str, Any], asked: Asked, code: str, back: str, *, now: datetime) -> Account:
    """Whom the code stands for. Raises NotNow and NotSure."""
    import requests
    from authlib.integrations.base_client import OAuthError

    try:
        answer = _client(provider, back).fetch_token(
            known["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=asked.verifier, timeout=PATIENCE
        )
    except OAuthError as error:
        raise NotSure(error.error or "code") from None
    except (requests.RequestException, ValueError) as error:
        raise NotNow(type(error).__name__) from None
    claims = _claims(str(answer.get("id_token", "")), known, provider.client_id, asked.nonce, now=now)
    ways = claims.get("amr")
    return Account(claims["iss"], claims["sub"], isinstance(ways, list) and "mfa" in ways)


def enter(session: Session, account: Account, *, now: datetime, browser: str = "") -> tuple[str, bool]:
    """Let the account's owner in: a token, and whether the session is whole or still owes the second factor. Raises NotSure."""
    found = accounts.owner(session, account.issuer, account.subject)
    person = people.with_id(session, found) if found else None
    if person is None or not person.active:
        raise NotSure("nobody")
    if not account.second_factor:
        return signing_in.enter(session, person, now=now), False
    return signing_in.begin(session, person.id, now=now, browser=browser, how="organisation"), True


def tie(session: Session, person_id: str, account: Account, *, now: datetime) -> None:
    """From now on the account signs this person in. Raises NotSure when it is somebody else's."""
    me = uuid.UUID(person_id)
    if accounts.owner(session, account.issuer, account.subject) not in (None, me):
        raise NotSure("taken")
    accounts.tie(session, me, account.issuer, account.subject, now=now)
    _note(session, me, "organisation account tied", now=now)


def untie(session: Session, person_id: str, *, now: datetime) -> None:
    """No account of the organisation signs this person in any more."""
    me = uuid.UUID(person_id)
    if accounts.forget(session, me):
        _note(session, me, "organisation account untied", now=now)


def tied(session: Session, person_id: str) -> bool:
    """Whether an account of the organisation signs this person in."""
    return accounts.has(session, uuid.UUID(person_id))


def _claims(id_token: str, known: dict[str, Any], client_id: str, nonce: str, *, now: datetime) -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    given = {"iss": known["issuer"], "aud": client_id, "nonce": nonce}
    rules: dict[str, Any] = {name: {"essential": True, "value": value} for name, value in given.items()}
    rules |= {"sub": {"essential": True}, "exp": {"essential": True}, "iat": {"essential": True}}
    try:
        keys = KeySet.import_key_set(_get(known["jwks_uri"]))  # type: ignore[arg-type]
        token = jwt.decode(id_token, keys, algorithms=SIGNED_WITH)
        jwt.JWTClaimsRegistry(now=int(now.timestamp()), leeway=LEEWAY, **rules).validate(token.claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotSure(type(error).__name__) from None
    claims: dict[str, Any] = token.claims
    # A token for several parties has to say for whom it was asked.
    if not isinstance(claims["sub"], str) or not claims["sub"] or claims.get("azp", client_id) != client_id:
        raise NotSure("claims")
    return claims


def _get(url: str) -> dict[str, Any]:
    import requests

    try:
        answer = requests.get(url, timeout=PATIENCE, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise NotNow(type(error).__name__) from None
    if answer.status_code != 200 or not isinstance(found, dict):
        raise NotNow(urlsplit(url).path)
    return found


def _client(provider: Provider, back: str) -> Any:
    # Loaded here, because it takes longer than all else together, and only trusts that use it need it.
    from authlib.integrations.requests_client import OAuth2Session

    return OAuth2Session(
        provider.client_id, provider.client_secret, scope="openid", redirect_uri=back, code_challenge_method="S256"
    )


def _note(session: Session, me: uuid.UUID, what: str, *, now: datetime) -> None:
    trail.note(session, Deed.PERSON_CHANGED, at=now, person=me, about=me, detail=what)
