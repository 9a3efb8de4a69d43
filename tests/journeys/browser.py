"""How the journeys use the browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

from linli.faces.commands.cast import PASSWORD
from tests.architecture.code import ROOT

expect.set_options(timeout=30_000)  # ms, as long as every other wait of a page

PHONE = {"width": 390, "height": 844}

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
SERIOUS = """async ([where, rules]) => {
  const how = { resultTypes: ["violations"], preload: false };
  if (rules.length) how.runOnly = { type: "rule", values: rules };
  const { violations } = await axe.run(where, how);
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return bad.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`));
}"""


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


def serious(page: Page, where: str = "html", rules: tuple[str, ...] = ()) -> list[str]:
    """What stands in somebody's way on the page, or in a part of it: serious and critical.

    Only by some of the rules of axe-core, where these are named.
    """
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(SERIOUS, [where, rules])
    return found
