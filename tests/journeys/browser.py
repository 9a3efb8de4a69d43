"""How the journeys use the browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

from linli.faces.commands.cast import PASSWORD

expect.set_options(timeout=30_000)  # ms, as long as every other wait of a page

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"]
PHONE = {"width": 390, "height": 844}


def come_in(browser: Browser, address: str, username: str, **reader: Any) -> Page:
    """Sign in as somebody of the staff; `reader` says how the browser is set."""
    page = browser.new_context(**{"locale": "zh-CN"} | reader).new_page()
    page.goto(f"{address}/signin/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/**")
    return page


def send(page: Page) -> None:
    """Send the form of the move that is open."""
    page.click(".move-open .form-foot button")
    page.locator(".note-success").wait_for()
