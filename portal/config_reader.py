"""Reading single settings from the environment, each checked by what it has to be; a fault names the setting."""

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from portal.domain.clocks import RULES
from portal.domain.contact import BY_ITSELF
from portal.domain.places import SURFACES, Item
from portal.domain.retention import MOST_YEARS, OF_CASES

PREFIX = "PORTAL_"
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class BadSetting(Exception):
    """A setting cannot be used; the message names it and says what it should be."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{PREFIX}{name}: {why}")
        self.name = PREFIX + name


# A kind of thing that carries a code, as in "mug=Mug|40x30|80|plastic"; the diameter is 0 or empty where it is flat.
_ITEM = re.compile(r"([a-z0-9-]{1,32})=([^|]{1,100})\|(\d{1,4})x(\d{1,4})\|(\d{0,4})\|([a-z]+)")


def is_loopback(url: str) -> bool:
    """Whether a web address, or none, stays on this machine."""
    host = urlsplit(url).hostname
    if host is None or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Reader:
    """Asks the environment for settings by their names without the prefix."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def text(self, name: str, default: str) -> str:
        """One line, without the space around it."""
        return self.environ.get(PREFIX + name, "").strip() or default

    def many(self, name: str) -> tuple[str, ...]:
        """A list, separated by commas."""
        return tuple(part.strip() for part in self.text(name, "").split(",") if part.strip())

    def flag(self, name: str) -> bool:
        """0 or 1."""
        return self.one_of(name, "0", ("0", "1")) == "1"

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self.text(name, default)
        if value not in allowed:
            raise BadSetting(name, f"should be one of {', '.join(allowed)}.")
        return value

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number between two others."""
        value = self.text(name, str(default))
        if not value.isdecimal() or not least <= int(value) <= most:
            raise BadSetting(name, f"should be a whole number from {least} to {most}.")
        return int(value)

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        """An address with one of these schemes, or nothing."""
        value = self.text(name, "")
        if value:
            parts = urlsplit(value)
            if parts.scheme not in schemes or not (parts.netloc or parts.path):
                raise BadSetting(name, f"should be an address that starts with {' or '.join(s + '://' for s in schemes)}.")
        return value

    def oidc(self, name: str) -> str:
        """Where the organisation's provider describes itself; all three settings or none."""
        value = self.url(name, ("https", "http"))
        names = (name, "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
        missing = [each for each in names if not self.text(each, "")]
        if missing and len(missing) < len(names):
            raise BadSetting(
                missing[0], f"goes together with {' and '.join(PREFIX + each for each in names if each != missing[0])}."
            )
        if value and not value.endswith("/.well-known/openid-configuration"):
            raise BadSetting(name, "should end with /.well-known/openid-configuration.")
        if value.startswith("http://") and not is_loopback(value):
            raise BadSetting(name, "should start with https://.")
        return value

    def rule_days(self, setting: str) -> dict[str, int]:
        """Working days for the rules that are the trust's to set, as in ``stage3-ack=2,stage3-chair=10``."""
        chosen: dict[str, int] = {}
        ours = {name: rule for name, rule in RULES.items() if rule.ours}
        for pair in self.many(setting):
            name, _equals, days = pair.partition("=")
            if name not in ours:
                raise BadSetting(setting, f"{name!r} is not a rule that a trust can set; those are {', '.join(ours)}.")
            if not days.isdecimal() or not 1 <= int(days) <= 65:
                raise BadSetting(setting, f"{name} should have a whole number of working days from 1 to 65.")
            chosen[name] = int(days) if ours[name].days >= 0 else -int(days)
        return chosen

    def socket(self, name: str) -> str:
        """Where a daemon listens: a path, or host:port."""
        value = self.text(name, "")
        port = value.rpartition(":")[2]
        if value and not value.startswith("/") and not (value[0] != ":" and port.isdecimal() and 0 < int(port) < 65536):
            raise BadSetting(name, "should be the path of a socket, such as /run/clamav/clamd.ctl, or host:port.")
        return value

    def notify_key(self, name: str) -> str:
        """A key of GOV.UK Notify, or nothing."""
        value = self.text(name, "")
        if value and not re.fullmatch(rf".*-{_UUID}-{_UUID}", value):
            raise BadSetting(name, "should be an API key as GOV.UK Notify gives it.")
        return value

    def templates(self, setting: str) -> dict[str, str]:
        """The ids of Notify's templates, as in ``text=ID,email=ID,letter=ID``."""
        chosen: dict[str, str] = {}
        for pair in self.many(setting):
            name, _equals, template = pair.partition("=")
            if name not in BY_ITSELF or not re.fullmatch(_UUID, template):
                raise BadSetting(setting, f"should be text=ID,email=ID,letter=ID with the ids of templates, and not {pair!r}.")
            chosen[name] = template
        return chosen

    def retention(self, setting: str) -> dict[str, int]:
        """Years for which records are kept, by class, as in ``statutory=12,corporate=7``."""
        chosen: dict[str, int] = {}
        for pair in self.many(setting):
            name, _equals, years = pair.partition("=")
            if name not in OF_CASES:
                raise BadSetting(setting, f"{name!r} is not a class of records; those are {', '.join(OF_CASES)}.")
            if not years.isdecimal() or not 1 <= int(years) <= MOST_YEARS:
                raise BadSetting(setting, f"{name} should have a whole number of years from 1 to {MOST_YEARS}.")
            chosen[name] = int(years)
        return chosen

    def database_url(self, instance: Path) -> str:
        """The database, else SQLite in the instance folder."""
        value = self.text("DATABASE_URL", f"sqlite:///{instance / 'portal.db'}")
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise BadSetting("DATABASE_URL", "should start with sqlite:/// or postgresql://.")
        return value

    def items(self, setting: str, usual: tuple[Item, ...]) -> tuple[Item, ...]:
        """Kinds of things that carry a code, beside the usual ones or in the place of those with the same name."""
        chosen = {item.key: item for item in usual}
        for written in self.many(setting):
            found = _ITEM.fullmatch(written)
            if not found or found[6] not in SURFACES:
                raise BadSetting(
                    setting, f"{written!r} should be name=What people read|WIDTHxHEIGHT|DIAMETER|one of {', '.join(SURFACES)}."
                )
            key, name, width, height, diameter, surface = found.groups()
            chosen[key] = Item(key, name.strip(), float(width), float(height), float(diameter or 0), surface)
        return tuple(chosen.values())
