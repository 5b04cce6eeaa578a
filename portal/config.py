"""Settings: read once from the environment, checked, frozen.

Every setting starts with ``PORTAL_``. Without any of them the portal runs: SQLite and keys that it makes itself, in
the instance folder, readable by its owner only.
"""

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from portal.config_reader import BadSetting, Reader, is_loopback
from portal.domain.frozen import frozen
from portal.domain.places import Item
from portal.keyring import Keyring
from portal.starting import AREAS, ITEMS, PROVIDERS

SAMPLE_SECRETS = {"changeme", "change-me", "secret", "dev", "test", "password"}


@frozen
class Settings:
    """Everything that differs between one trust's machine and another's."""

    instance: Path
    database_url: str
    secret_key: bytes = field(repr=False)
    keyring: Keyring = field(repr=False)
    redis_url: str = ""
    base_url: str = ""
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "messages@localhost"
    alerts_to: tuple[str, ...] = ()
    demo: bool = False
    log_level: str = "INFO"
    organisation: str = "Sandwell Children's Trust"
    place_name: str = "Sandwell"
    leave_url: str = "https://www.bbc.co.uk/weather"
    languages: tuple[str, ...] = ("en", "en-easy", "pl", "pa", "ur")
    unread_languages: bool = False
    metrics_token: str = field(default="", repr=False)
    proxies: int = 0
    wrong_codes_an_hour: int = 100
    acknowledge_days: int = 2
    nonworking_receipt: str = "actual"
    advocate_pause_moves_outer_limit: bool = False
    mediation_pause_days: int = 20
    rule_days: Mapping[str, int] = field(default_factory=dict)
    clamav: str = ""
    areas: tuple[str, ...] = AREAS
    advocacy_providers: tuple[str, ...] = PROVIDERS
    return_address: tuple[str, ...] = ()
    items: tuple[Item, ...] = ITEMS
    least_pieces: int = 10
    escalate_minutes: int = 15
    follow_up_days: int = 10
    follow_up_open_days: int = 60
    follow_up_attempts: int = 3
    notify_key: str = field(default="", repr=False)
    notify_url: str = "https://api.notifications.service.gov.uk"
    notify_templates: Mapping[str, str] = field(default_factory=dict)
    retention: Mapping[str, int] = field(default_factory=dict)
    oidc_metadata_url: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)

    @property
    def secure(self) -> bool:
        """Whether pages reach people over TLS, so that cookies can be locked to it."""
        return self.base_url.startswith("https://")


def load(environ: Mapping[str, str]) -> Settings:
    """The settings in ``environ``. Raises BadSetting, naming the first that cannot be used."""
    read = Reader(environ)
    instance = Path(read.text("INSTANCE", "instance")).resolve()
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting("INSTANCE", f"this folder cannot be made or used ({error.strerror}).") from None
    keys = _keys(read, instance)
    settings = Settings(
        instance=instance,
        database_url=read.database_url(instance),
        secret_key=keys[0],
        keyring=keys[1],
        redis_url=read.url("REDIS_URL", ("redis", "rediss", "unix")),
        base_url=read.url("BASE_URL", ("http", "https")).rstrip("/"),
        smtp_url=read.url("SMTP_URL", ("smtp", "smtps")),
        mail_from=read.text("MAIL_FROM", "messages@localhost"),
        alerts_to=read.many("ALERTS_TO"),
        demo=read.flag("DEMO"),
        log_level=read.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        organisation=read.text("ORGANISATION", "Sandwell Children's Trust"),
        place_name=read.text("PLACE_NAME", "Sandwell"),
        leave_url=read.url("LEAVE_URL", ("https", "http")) or "https://www.bbc.co.uk/weather",
        languages=read.many("LANGUAGES") or ("en", "en-easy", "pl", "pa", "ur"),
        unread_languages=read.flag("UNREAD_LANGUAGES"),
        metrics_token=read.text("METRICS_TOKEN", ""),
        proxies=read.number("PROXIES", 0, 0, 5),
        wrong_codes_an_hour=read.number("WRONG_CODES_AN_HOUR", 100, 1, 100_000),
        acknowledge_days=read.number("ACKNOWLEDGE_DAYS", 2, 1, 10),
        nonworking_receipt=read.one_of("NONWORKING_RECEIPT", "actual", ("actual", "next_working_day")),
        advocate_pause_moves_outer_limit=read.flag("ADVOCATE_PAUSE_MOVES_OUTER_LIMIT"),
        mediation_pause_days=read.number("MEDIATION_PAUSE_DAYS", 20, 0, 20),
        rule_days=read.rule_days("RULE_DAYS"),
        clamav=read.socket("CLAMAV"),
        areas=read.many("AREAS") or AREAS,
        advocacy_providers=read.many("ADVOCACY_PROVIDERS") or PROVIDERS,
        return_address=read.many("RETURN_ADDRESS"),
        items=read.items("ITEMS", ITEMS),
        least_pieces=read.number("LEAST_PIECES", 10, 5, 1000),
        escalate_minutes=read.number("ESCALATE_MINUTES", 15, 1, 240),
        follow_up_days=read.number("FOLLOW_UP_DAYS", 10, 1, 60),
        follow_up_open_days=read.number("FOLLOW_UP_OPEN_DAYS", 60, 5, 250),
        follow_up_attempts=read.number("FOLLOW_UP_ATTEMPTS", 3, 1, 10),
        notify_key=read.notify_key("NOTIFY_API_KEY"),
        notify_url=read.url("NOTIFY_URL", ("https", "http")) or "https://api.notifications.service.gov.uk",
        notify_templates=read.templates("NOTIFY_TEMPLATES"),
        retention=read.retention("RETENTION"),
        oidc_metadata_url=read.oidc("OIDC_METADATA_URL"),
        oidc_client_id=read.text("OIDC_CLIENT_ID", ""),
        oidc_client_secret=read.text("OIDC_CLIENT_SECRET", ""),
    )
    if settings.demo and not is_loopback(settings.base_url):
        raise BadSetting("DEMO", "the demonstration sign-ins never run on a public address; unset it or PORTAL_BASE_URL.")
    return settings


def _keys(read: Reader, instance: Path) -> tuple[bytes, Keyring]:
    """The signing secret and the keyring: from the environment, else from the file that the first start makes."""
    secret, keyring = read.text("SECRET_KEY", ""), read.text("DATA_KEYS", "")
    if not (secret and keyring):
        kept = _kept_keys(instance / "keys.json")
        secret, keyring = secret or kept["SECRET_KEY"], keyring or kept["DATA_KEYS"]
    if len(secret) < 32 or secret.lower() in SAMPLE_SECRETS:
        raise BadSetting("SECRET_KEY", "should be at least 32 characters that nobody can guess.")
    try:
        return secret.encode(), Keyring.parse(keyring)
    except (ValueError, binascii.Error):
        raise BadSetting("DATA_KEYS", "should be name:key pairs separated by commas, each key 32 bytes in base64.") from None


def _kept_keys(path: Path) -> dict[str, str]:
    try:
        made = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DATA_KEYS": "k1:" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        # The keys are written whole to a file of their own and then linked into place, so that two processes starting
        # at once agree on one set and none ever reads half a file.
        draft = path.with_name(f"keys.{os.getpid()}.{secrets.token_hex(4)}")
        if not path.exists():
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(made, file)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        if path.stat().st_mode & 0o077:
            raise BadSetting("INSTANCE", f"{path.name} can be read by other people on this machine; give it mode 0600.")
        kept = json.loads(path.read_text())
        return {"SECRET_KEY": str(kept["SECRET_KEY"]), "DATA_KEYS": str(kept["DATA_KEYS"])}
    except (OSError, KeyError, json.JSONDecodeError) as error:
        raise BadSetting("INSTANCE", f"the keys in {path.name} cannot be read ({error}).") from None
