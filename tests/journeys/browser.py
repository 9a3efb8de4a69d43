"""How the journeys use the browser."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from linli.faces.commands.cast import PASSWORD

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"]
PHONE = {"width": 390, "height": 844}


def come_in(browser: Browser, address: str, username: str) -> Page:
    """Sign in as somebody of the staff."""
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(f"{address}/signin/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/**")
    return page
