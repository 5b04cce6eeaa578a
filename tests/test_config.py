"""Settings: what cannot be used is refused by name, and keys are made once and kept private."""

import base64
from pathlib import Path

import pytest

from portal.config import load
from portal.config_reader import BadSetting

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()


def test_without_any_setting_the_portal_has_keys_of_its_own_that_stay(tmp_path: Path) -> None:
    environ = {"PORTAL_INSTANCE": str(tmp_path)}
    first, second = load(environ), load(environ)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert first.database_url == f"sqlite:///{tmp_path}/portal.db"
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    environ = {"PORTAL_INSTANCE": str(tmp_path)}
    load(environ)
    (tmp_path / "keys.json").chmod(0o644)
    with pytest.raises(BadSetting, match=r"PORTAL_INSTANCE.*0600"):
        load(environ)


UUID = "0b2f8c9e-1111-4222-8333-123456789abc"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("REDIS_URL", "http://x"),
        ("BASE_URL", "example.org"),
        ("SMTP_URL", "mail"),
        ("SECRET_KEY", "short"),
        ("DATA_KEYS", "k1:nonsense"),
        ("DATA_KEYS", f"k1:{KEY},k1:{KEY}"),
        ("DEMO", "yes"),
        ("LOG_LEVEL", "loud"),
        ("PROXIES", "-1"),
        ("PROXIES", "many"),
        ("WRONG_CODES_AN_HOUR", "0"),
        ("ACKNOWLEDGE_DAYS", "20"),
        ("NONWORKING_RECEIPT", "maybe"),
        ("ADVOCATE_PAUSE_MOVES_OUTER_LIMIT", "perhaps"),
        ("MEDIATION_PAUSE_DAYS", "21"),
        ("RULE_DAYS", "stage1=12"),
        ("RULE_DAYS", "stage3-ack=0"),
        ("RULE_DAYS", "stage3-ack"),
        ("CLAMAV", "clamd"),
        ("CLAMAV", "clamd:port"),
        ("CLAMAV", ":3310"),
        ("RETENTION", "statistics=3"),
        ("RETENTION", "statutory=0"),
        ("RETENTION", "statutory=151"),
        ("RETENTION", "statutory"),
        ("NOTIFY_API_KEY", "secret"),
        ("NOTIFY_URL", "ftp://notify"),
        ("NOTIFY_TEMPLATES", "text=1"),
        ("NOTIFY_TEMPLATES", f"call={UUID}"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"^PORTAL_{name}: "):
        load({"PORTAL_INSTANCE": str(tmp_path), f"PORTAL_{name}": value})


def test_the_days_that_are_the_trusts_own_can_be_set(tmp_path: Path) -> None:
    days = "stage3-ack=3,stage3-papers=5,corporate2-extended=30"
    chosen = load({"PORTAL_INSTANCE": str(tmp_path), "PORTAL_RULE_DAYS": days}).rule_days
    assert chosen == {"stage3-ack": 3, "stage3-papers": -5, "corporate2-extended": 30}


def test_the_years_that_records_are_kept_can_be_set(tmp_path: Path) -> None:
    chosen = load({"PORTAL_INSTANCE": str(tmp_path), "PORTAL_RETENTION": "statutory=12,corporate=7"}).retention
    assert chosen == {"statutory": 12, "corporate": 7}


def test_the_demonstration_never_runs_on_a_public_address(tmp_path: Path) -> None:
    environ = {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_DEMO": "1", "PORTAL_BASE_URL": "https://voice.example.org"}
    with pytest.raises(BadSetting, match="PORTAL_DEMO"):
        load(environ)
    assert load(environ | {"PORTAL_BASE_URL": "http://127.0.0.1:8000"}).demo


def test_secrets_are_not_in_the_settings_as_printed(tmp_path: Path) -> None:
    settings = load({"PORTAL_INSTANCE": str(tmp_path), "PORTAL_SMTP_URL": "smtp://user:letmein@localhost"})
    assert "letmein" not in repr(settings)
    assert repr(settings.secret_key) not in repr(settings)


OIDC = {
    "PORTAL_OIDC_METADATA_URL": "https://id.example.org/.well-known/openid-configuration",
    "PORTAL_OIDC_CLIENT_ID": "voice",
    "PORTAL_OIDC_CLIENT_SECRET": "a secret of two",
}


@pytest.mark.parametrize("missing", OIDC)
def test_the_settings_of_the_organisations_sign_in_go_together(tmp_path: Path, missing: str) -> None:
    with pytest.raises(BadSetting, match=missing):
        load({"PORTAL_INSTANCE": str(tmp_path)} | {name: value for name, value in OIDC.items() if name != missing})
    assert load({"PORTAL_INSTANCE": str(tmp_path)} | OIDC).oidc_client_id == "voice"


@pytest.mark.parametrize("url", ["https://id.example.org", "http://id.example.org/.well-known/openid-configuration", "ftp://x"])
def test_the_provider_describes_itself_over_tls(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSetting, match="PORTAL_OIDC_METADATA_URL"):
        load({"PORTAL_INSTANCE": str(tmp_path)} | OIDC | {"PORTAL_OIDC_METADATA_URL": url})
