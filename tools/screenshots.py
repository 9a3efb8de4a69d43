"""Pictures of the main pages of a running demonstration: `python -m tools.screenshots [address]`.

Every page is taken on a phone and at a desk, in Chinese and in English, as somebody of the cast
sees it, and on a wall what hangs there; docs/reference/pages.md is written to show them.
--only names some of the pages.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from linli.faces.commands.cast import CAST, PASSWORD
from tools.chromium import launch

SIZES = {"phone": (390, 844), "desk": (1440, 900), "wall": (1920, 1080)}
HAND_AND_DESK = ("phone", "desk")
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
PHONES = {person.username: person.phone for person in CAST if person.phone}
MENU_AT_THE_END = """() => {
  if (document.documentElement.scrollHeight <= innerHeight) return;
  for (const menu of document.querySelectorAll(".menu-bottom")) {
    menu.style.position = "static";
    document.body.style.paddingBottom = 0;
  }
}"""
"""Of a page longer than the screen the menu is not to lie over its middle."""

SEEN_TO_THE_END = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await new Promise((done) => setTimeout(done, 150));
  }
  scrollTo(0, 0);
}"""
"""What is drawn once it comes into view is drawn for a picture of the whole page."""

COLOURS = 256
LONGEST = 2_000
"""Pixels: of a page that goes on, a picture shows the beginning."""

TABLE = Path("docs/reference/pages.md")
HEAD = """# Pages

The main pages of the demonstration, on a phone and at a desk, in Chinese and in English. Written by
`make screenshots` while `make demo` runs.
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """One page, seen by somebody of the cast (nobody: without signing in)."""

    name: str
    title: str
    path: str
    """`{month}` in it is the last month that is over."""
    user: str = ""
    click: str = ""
    """What is clicked before the picture is taken, by its selector."""
    keys: tuple[str, ...] = ()
    """Pressed one after another before the picture is taken."""
    until: str = ""
    """What is seen once all is there, by its selector."""
    large: bool = False
    dark: bool = False
    sizes: tuple[str, ...] = HAND_AND_DESK


SHOTS = (
    Shot("home", "Home of the residents", "/"),
    Shot("home-large", "Home in large type", "/", large=True),
    Shot("report", "Report something", "/report/"),
    Shot("my-case", "What became of a report", "/mine/", "zhou", "main a[href^='/my-case/']"),
    Shot("my-grid", "My grid and who is in charge of it", "/grids/990101001001001/"),
    Shot("poster", "The poster of a grid", "/grids/990101001001001/poster/"),
    Shot("around", "Open cases around me", "/around/"),
    Shot("drafts", "Waiting to be sent", "/drafts/"),
    Shot("desk", "The inbox of a street", "/desk/", "zhao"),
    Shot("desk-dark", "The inbox in dark colours", "/desk/", "zhao", dark=True),
    Shot(
        "beside",
        "A case beside the list",
        "/desk/?split=1",
        "zhao",
        keys=("j", "Enter"),
        until="#beside #moves",
    ),
    Shot("palette", "The command palette", "/desk/", "zhao", keys=("Control+k",)),
    Shot("case", "A case", "/desk/", "zhao", "[data-row] a[href^='/cases/']"),
    Shot("new", "The counter", "/cases/new/", "zhao"),
    Shot("map", "The map of matters", "/map/", "zhao"),
    Shot("grid", "The day of a grid worker", "/grid/", "li"),
    Shot("board", "The board of a district", "/boards/?period={month}", "lin"),
    Shot("wall", "The board on a wall", "/boards/wall/", "lin", sizes=("wall",)),
    Shot("open-board", "The open board", "/open/"),
    Shot("measures", "Measures", "/measures/?period={month}", "lin"),
    Shot("texts", "Standard texts", "/texts/", "zhao"),
    Shot("first-steps", "First steps of an administrator", "/first-steps/", "sysadmin"),
    Shot("styleguide", "The style guide", "/styleguide/", "zhao"),
)


@dataclass
class Camera:
    """A browser at the door of the demonstration; everybody signs in once."""

    browser: Browser
    address: str
    out: Path
    signed_in: dict[str, Any] = field(default_factory=dict)

    def take(self, shot: Shot, size: str, language: str) -> None:
        """Open the page as that user would, and save what is seen."""
        context = self.context(shot, size, language)
        page = context.new_page()
        page.goto(self.address + shot.path.format(month=last_month()))
        if shot.click:
            page.locator(shot.click).first.click()
            page.wait_for_load_state()
        for key in shot.keys:
            page.keyboard.press(key)
            page.wait_for_load_state("networkidle")
        if shot.until and size != "phone":
            page.locator(shot.until).wait_for()
        if size == "phone":
            page.evaluate(SEEN_TO_THE_END)
        page.wait_for_load_state("networkidle")
        if page.locator("[data-map-card], [data-atlas], [data-chart-card]").count():
            page.wait_for_timeout(2_000)  # until maps and charts are drawn
        self.save(page, f"{shot.name}-{size}-{language}.png", whole=size == "phone")
        context.close()

    def context(self, shot: Shot, size: str, language: str) -> BrowserContext:
        """A browser of that size and language, in which the user of the shot is signed in."""
        width, height = SIZES[size]
        given: dict[str, Any] = {
            "viewport": {"width": width, "height": height},
            "locale": LANGUAGES[language],
            "color_scheme": "dark" if shot.dark else "light",
        }
        if shot.user:
            given["storage_state"] = self.signed_in.get(shot.user) or self.sign_in(shot.user)
        context = self.browser.new_context(**given)
        if shot.large:
            cookie = {"name": "linli_large_type", "value": "1", "url": self.address}
            context.add_cookies([cookie])  # type: ignore[list-item]
        return context

    def sign_in(self, user: str) -> Any:
        """Come in as somebody of the cast: by password, or by a code sent to the phone."""
        context = self.browser.new_context(locale="zh-CN")
        page = context.new_page()
        if user in PHONES:
            self._by_phone(page, PHONES[user])
        else:
            page.goto(f"{self.address}/signin/")
            page.fill("input[name=username]", user)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/desk/**")
        self.signed_in[user] = context.storage_state()
        context.close()
        return self.signed_in[user]

    def _by_phone(self, page: Page, phone: str) -> None:
        page.goto(f"{self.address}/signin/phone/")
        page.fill("input[name=phone]", phone)
        page.press("input[name=phone]", "Enter")
        page.wait_for_load_state()
        code_page, messages = page.url, page.context.new_page()
        messages.goto(f"{self.address}/demo/sms/")
        code = re.findall(r"\b\d{6}\b", messages.inner_text("main"))[0]
        page.goto(code_page) if page.url != code_page else None
        page.fill("input[name=code]", code)
        page.press("input[name=code]", "Enter")
        page.wait_for_load_state()

    def save(self, page: Page, name: str, *, whole: bool) -> None:
        """The picture, with as few colours as a page has."""
        page.evaluate(MENU_AT_THE_END)
        picture = Image.open(BytesIO(page.screenshot(full_page=whole)))
        seen = picture.crop((0, 0, picture.width, min(picture.height, LONGEST)))
        seen.quantize(COLOURS).save(self.out / name, optimize=True)


def last_month() -> str:
    """The month before this one, where the demonstration is."""
    today = datetime.now(ZoneInfo("Asia/Shanghai"))
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"


def table(out: Path) -> str:
    """The page that shows the pictures there are."""
    parts = [HEAD.rstrip()]
    for shot in SHOTS:
        if not (out / f"{shot.name}-{shot.sizes[-1]}-en.png").exists():
            continue
        parts += ["", f"## {shot.title}", ""]
        for size in shot.sizes:
            parts += [
                f"![{shot.title}, {size}, {language}](../images/{shot.name}-{size}-{language}.png)"
                for language in LANGUAGES
            ]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--only", default="", help="names, with commas")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    only = set(filter(None, chosen.only.split(",")))
    with sync_playwright() as playwright:
        browser = launch(playwright)
        camera = Camera(browser, chosen.address, chosen.out)
        for shot in SHOTS:
            if only and shot.name not in only:
                continue
            for size in shot.sizes:
                for language in LANGUAGES:
                    camera.take(shot, size, language)
            print(shot.name)
    TABLE.write_text(table(chosen.out), encoding="utf-8")


if __name__ == "__main__":
    main()
