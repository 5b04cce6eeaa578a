"""Passkeys: a key that stays on a device, instead of the app's code, or instead of password and code together.

Each ceremony begins with a challenge that is kept as a pass and works once. A passkey alone signs in only where the device
made sure who holds it (user verification); after the password it is enough that somebody touched it.
"""

import json
import struct
import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.domain.frozen import frozen
from portal.domain.trail import Deed
from portal.services import signing_in
from portal.services.people import ISSUER
from portal.store import passes, passkeys, trail
from portal.store import people as stored
from portal.store.database import Session
from portal.store.passkeys import Passkey
from portal.store.people import Person

PURPOSE, CHALLENGE_FOR = "passkey", timedelta(minutes=5)
MOST_LETTERS, MOST_EACH = 20_000, 20
# What parsers raise where somebody sends what no browser would.
BROKEN = (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)


class For(StrEnum):
    """What a challenge is for."""

    ADDING = "adding"
    SECOND = "second factor"
    WHOLE = "whole sign-in"


@frozen
class Site:
    """Where the portal is: its host, for which a passkey is made, and its origin, such as ``https://voice.example.org``."""

    host: str
    origin: str


@frozen
class Begun:
    """A ceremony: the pass that ends it, and what the browser is asked, as the standard writes it in JSON."""

    token: str
    options: dict[str, Any]


def begin_adding(session: Session, person_id: str, name: str, site: Site, *, now: datetime) -> Begun:
    """Ask the browser for another passkey. The present password was right. Needs no more than what it is called."""
    import webauthn
    from webauthn.helpers import structs

    me = uuid.UUID(person_id)
    person = stored.with_id(session, me)
    known = passkeys.of(session, me)
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=ISSUER,
        user_id=me.bytes,
        user_name=person.email if person else "",
        user_display_name=person.name if person else "",
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=each.credential) for each in known],
    )
    return _begun(session, For.ADDING, person_id, options, now=now, name=name)


def add(session: Session, person_id: str, token: str, credential: str, site: Site, *, now: datetime) -> bool:
    """Keep the passkey that the browser made. False when it is none that we asked for, or there are too many."""
    import webauthn

    asked = _asked(session, token, For.ADDING, person_id, now=now)
    if asked is None or len(passkeys.of(session, uuid.UUID(person_id))) >= MOST_EACH:
        return False
    made = _checked(
        webauthn.verify_registration_response,
        credential=credential[:MOST_LETTERS],
        expected_challenge=bytes.fromhex(asked["challenge"]),
        expected_rp_id=site.host,
        expected_origin=site.origin,
        require_user_verification=True,
    )
    if made is None:
        return False
    row = Passkey(
        id=uuid.uuid4(),
        person_id=uuid.UUID(person_id),
        credential=made.credential_id,
        public_key=made.credential_public_key,
        uses=made.sign_count,
        name=asked["name"],
        made_at=now,
        used_at=None,
    )
    if not passkeys.add(session, row):
        return False
    _note(session, person_id, "passkey added", now=now)
    return True


def of(session: Session, person_id: str) -> list[Passkey]:
    """A person's passkeys, the oldest first."""
    return passkeys.of(session, uuid.UUID(person_id))


def remove(session: Session, person_id: str, passkey_id: str, *, now: datetime) -> None:
    """Take away one of one's own passkeys."""
    try:
        gone = passkeys.remove(session, uuid.UUID(person_id), uuid.UUID(passkey_id))
    except ValueError:
        return
    if gone:
        _note(session, person_id, "passkey removed", now=now)


def expected(session: Session, half: str, *, now: datetime) -> bool:
    """Whether the password was given by somebody who has a passkey."""
    owner = signing_in.half_way_person(session, half, now=now)
    return owner is not None and bool(passkeys.of(session, owner.id))


def begin(session: Session, half: str, site: Site, *, whole: bool, now: datetime) -> Begun | None:
    """Ask the browser for a passkey: for one of the person's own after the password, for any where it is ``whole``."""
    import webauthn
    from webauthn.helpers import structs

    verification = structs.UserVerificationRequirement
    if whole:
        options = webauthn.generate_authentication_options(rp_id=site.host, user_verification=verification.REQUIRED)
        return _begun(session, For.WHOLE, "", options, now=now)
    owner = signing_in.half_way_person(session, half, now=now)
    if owner is None:
        return None
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        user_verification=verification.DISCOURAGED,
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=each.credential) for each in passkeys.of(session, owner.id)],
    )
    return _begun(session, For.SECOND, str(owner.id), options, now=now)


def sign_in(
    session: Session, half: str, token: str, credential: str, site: Site, *, whole: bool, now: datetime, browser: str = ""
) -> str | None:
    """Check what the browser's passkey signed and begin a session, or None, which is written down."""
    owner = None if whole else signing_in.half_way_person(session, half, now=now)
    person = _signed(session, owner, token, credential, site, whole=whole, now=now)
    if person is None:
        signing_in.refuse(session, owner, "passkey", now=now)
        return None
    signing_in.forget(session, half)
    return signing_in.begin(session, person.id, now=now, browser=browser, how="passkey alone" if whole else "passkey")


def _signed(
    session: Session, owner: Person | None, token: str, credential: str, site: Site, *, whole: bool, now: datetime
) -> Person | None:
    import webauthn

    if not whole and owner is None:
        return None
    asked = _asked(session, token, For.WHOLE if whole else For.SECOND, str(owner.id) if owner else "", now=now)
    passkey = passkeys.with_credential(session, _credential_id(credential[:MOST_LETTERS]))
    person = stored.with_id(session, passkey.person_id) if passkey else None
    if asked is None or passkey is None or person is None or not person.active or (owner and owner.id != person.id):
        return None
    proof = _checked(
        webauthn.verify_authentication_response,
        credential=credential[:MOST_LETTERS],
        expected_challenge=bytes.fromhex(asked["challenge"]),
        expected_rp_id=site.host,
        expected_origin=site.origin,
        credential_public_key=passkey.public_key,
        # A count that does not grow is that of a copy.
        credential_current_sign_count=passkey.uses,
        require_user_verification=whole,
    )
    if proof is None:
        return None
    passkeys.used(session, passkey.id, uses=proof.new_sign_count, now=now)
    return person


def _begun(session: Session, purpose: For, person_id: str, options: Any, *, now: datetime, name: str = "") -> Begun:
    import webauthn

    kept = {"for": purpose.value, "who": person_id, "challenge": options.challenge.hex(), "name": name}
    token = passes.give(session, PURPOSE, json.dumps(kept), until=now + CHALLENGE_FOR)
    return Begun(token, json.loads(webauthn.options_to_json(options)))


def _asked(session: Session, token: str, purpose: For, person_id: str, *, now: datetime) -> dict[str, str] | None:
    kept = passes.take(session, PURPOSE, token, now=now)
    asked: dict[str, str] = json.loads(kept) if kept else {}
    return asked if (asked.get("for"), asked.get("who")) == (purpose.value, person_id) else None


def _checked(verify: Any, **given: Any) -> Any:
    """What the library found, or None where it refuses; broken input raises more than its own errors."""
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return verify(**given)
    except (WebAuthnException, *BROKEN):
        return None


def _credential_id(credential: str) -> bytes:
    from webauthn.helpers import base64url_to_bytes

    try:
        return base64url_to_bytes(json.loads(credential)["rawId"])
    except BROKEN:
        return b""


def _note(session: Session, person_id: str, what: str, *, now: datetime) -> None:
    me = uuid.UUID(person_id)
    trail.note(session, Deed.PERSON_CHANGED, at=now, person=me, about=me, detail=what)
