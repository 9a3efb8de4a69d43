"""A security key in a real browser: set up, asked for at the sign-in, refused without the key."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, CDPSession, Page

from linli.ground.journal.models import Entry
from tests.cast import PASSWORD, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser: Browser) -> Page:
    """A page of somebody who was not here before."""
    return browser.new_page()


def plug_in(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a key; it answers by itself, as if somebody touched it."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return line, str(made["authenticatorId"])


def give_password(page: Page, address: str) -> None:
    page.goto(f"{address}/signin/")
    page.fill("[name=username]", "zhao")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: not url.endswith("/signin/"))


def add_the_key(page: Page, address: str) -> None:
    page.goto(f"{address}/security/keys/add/")
    page.fill("[data-security-key] [name=name]", "工作钥匙")
    page.click("[data-security-key] button[type=button]")
    page.wait_for_url(lambda url: "/add/" not in url)


def test_a_key_is_set_up_and_opens_the_door(page: Page, live_server, cast: Cast) -> None:
    address = live_server.url
    line, key = plug_in(page)
    give_password(page, address)
    add_the_key(page, address)
    assert Authenticator.objects.get(user=cast.zhao, type="webauthn").wrap().name == "工作钥匙"
    page.context.clear_cookies()
    give_password(page, address)
    assert page.url.startswith(f"{address}/signin/code/")
    page.click("[data-security-key] button[type=button]")
    page.wait_for_url(f"{address}/desk/")
    entry = Entry.objects.about(cast.zhao).filter(event="signin.in").last()
    assert entry.data["methods"] == ["password", "webauthn"]

    line.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    plug_in(page)
    page.context.clear_cookies()
    give_password(page, address)
    page.click("[data-security-key] button[type=button]")
    page.wait_for_selector("[data-failed]:not([hidden])")
    page.goto(f"{address}/desk/")
    assert "/signin/" in page.url
