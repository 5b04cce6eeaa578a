"""Passkeys in Chromium, on a virtual device: added, used after the password and alone, copied, removed; and no script."""

from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NARROW, Site, axe_faults, too_wide
from tests.browser.test_team_pages import signed_in

Opened = Callable[..., Page]
PASSWORD = "seven green umbrellas"


def with_device(page: Page) -> Any:
    """Give the page a device that makes passkeys and makes sure who holds it."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = kind | {"isUserVerified": True, "automaticPresenceSimulation": True}
    return devices, devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def somebody(open_page: Opened, site: Site, name: str, **options: Any) -> Page:
    """A new person, invited by a link and signed in with a recovery code. By a name: no passkey is made for a bare number."""
    jo = signed_in(open_page, "Jo", "**/team/account", viewport=DESK)
    jo.goto("/team/people")
    jo.fill("#name", name)
    jo.fill("#email", f"{name}@example.org")
    jo.select_option("#role", "voice")
    jo.click("button:has-text('Make a link')")
    link = jo.inner_text("bdi[dir=ltr]")
    page = open_page(link.replace(site.url, f"http://localhost:{site.port}"), viewport=DESK, **options)
    secret = pyotp.parse_uri(str(page.get_attribute("a.button", "href"))).secret
    page.fill("#new", PASSWORD)
    page.fill("#code", pyotp.TOTP(secret).now())
    page.click("button:has-text('This is set up')")
    code = page.inner_text("main li >> nth=0")
    page.click("a:has-text('I have kept them')")
    password(page, name)
    page.fill("#code", code)
    page.click("button:has-text('Sign in')")
    page.wait_for_url("**/team")
    return page


def password(page: Page, name: str) -> None:
    """The first half of signing in."""
    page.fill("#email", f"{name}@example.org")
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Next')")
    page.wait_for_url("**/team/code")


def adds(page: Page, name: str, password: str = PASSWORD) -> None:
    """Add a passkey, from the account page."""
    page.goto(page.url.partition("/team")[0] + "/team/account")
    page.click("a:has-text('Add a passkey')")
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("button:has-text('Add a passkey')")


def leaves(page: Page) -> None:
    """Sign out."""
    page.click("button:has-text('Sign out')")
    page.wait_for_url("**/team/sign-in")


def alone(page: Page) -> None:
    """Sign in with nothing but the passkey."""
    page.click("button:has-text('Sign in with a passkey')")


def test_a_passkey_is_added_and_signs_in_after_the_password_and_alone(open_page: Opened, site: Site) -> None:
    page = somebody(open_page, site, "pia")
    devices, device = with_device(page)
    adds(page, "Work laptop", "wrong")
    expect(page.locator("#password-error")).to_contain_text("This is not your password.")
    assert page.input_value("#name") == "Work laptop"
    assert axe_faults(page) == []
    adds(page, "Work laptop")
    page.wait_for_url("**/team/account#passkeys")
    expect(page.locator("#passkeys + ul")).to_contain_text("Work laptop")
    assert axe_faults(page) == []

    leaves(page)
    password(page, "pia")
    page.click("button:has-text('Use a passkey')")
    page.wait_for_url("**/team")
    leaves(page)
    assert axe_faults(page) == []
    alone(page)
    page.wait_for_url("**/team")

    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    leaves(page)
    alone(page)
    expect(page.locator("#error")).to_contain_text("The passkey did not work.")
    password(page, "pia")
    page.click("button:has-text('Use a passkey')")
    page.wait_for_url("**/team")

    page.goto(page.url + "/account")
    page.click("button:has-text('Remove Work laptop')")
    expect(page.locator("#passkeys + p")).to_contain_text("You have none.")
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    leaves(page)
    alone(page)
    expect(page.locator("#error")).to_contain_text("The passkey did not work.")


def test_a_passkey_of_a_copied_device_is_refused(open_page: Opened, site: Site) -> None:
    page = somebody(open_page, site, "quinn")
    devices, device = with_device(page)
    adds(page, "Phone")
    page.wait_for_url("**/team/account#passkeys")
    copied = devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"][0]
    for _ in range(2):
        leaves(page)
        alone(page)
        page.wait_for_url("**/team")
    devices.send("WebAuthn.removeCredential", {"authenticatorId": device, "credentialId": copied["credentialId"]})
    devices.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": copied})
    leaves(page)
    alone(page)
    expect(page.locator("#error")).to_contain_text("The passkey did not work.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_but_the_passkey_goes_without_script(open_page: Opened, site: Site, scheme: str) -> None:
    page = somebody(open_page, site, f"rae{scheme}", java_script_enabled=False, color_scheme=scheme)
    page.set_viewport_size(NARROW)
    page.goto(page.url + "/account/passkeys")
    expect(page.locator("main")).to_contain_text("Adding a passkey needs JavaScript")
    assert page.locator("#name").is_hidden()
    assert not too_wide(page)
    leaves(page)
    assert page.locator("button:has-text('passkey')").is_hidden()
