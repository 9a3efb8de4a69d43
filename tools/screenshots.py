"""Pictures of the main pages of a running demonstration: `python -m tools.screenshots [address]`.

With --out they go elsewhere than docs/images; --all adds phone, wall and English.
"""

from __future__ import annotations

import argparse
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from linli.faces.commands.cast import PASSWORD

SIZES = {"phone": (390, 844), "desk": (1440, 900), "wall": (1920, 1080)}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"]


@dataclass(frozen=True, slots=True)
class Shot:
    """One page, seen by somebody of the cast (nobody: without signing in)."""

    name: str
    path: str
    user: str = ""
    sizes: tuple[str, ...] = ("desk",)
    keys: tuple[str, ...] = ()
    """Pressed one after another before the picture is taken."""
    large: bool = False
    dark: bool = False


SHOTS = (
    Shot("home", "/", sizes=("phone", "desk")),
    Shot("report", "/report/", sizes=("phone", "desk")),
    Shot("follow", "/follow/", sizes=("phone",)),
    Shot("grids", "/grids/", sizes=("phone",)),
    Shot("my-grid", "/grids/990101001001001/", sizes=("phone",)),
    Shot("poster", "/grids/990101001001001/poster/", sizes=("desk",)),
    Shot("around", "/around/", sizes=("phone", "desk")),
    Shot("display", "/display/", sizes=("phone",)),
    Shot("drafts", "/drafts/", sizes=("phone",)),
    Shot("home-large", "/", sizes=("phone",), large=True),
    Shot("report-large", "/report/", sizes=("phone",), large=True),
    Shot("home-dark", "/", sizes=("phone",), dark=True),
    Shot("styleguide", "/styleguide/", "zhao", ("desk",)),
    Shot("signin", "/signin/", sizes=("phone", "desk")),
    Shot("desk", "/desk/", "zhao", ("desk", "phone", "wall")),
    Shot("desk-beside", "/desk/?split=1", "zhao", keys=("j", "Enter")),
    Shot("desk-palette", "/desk/", "zhao", keys=("Control+k",)),
    Shot("case", "first:/desk/", "zhao", ("desk", "phone")),
    Shot("new", "/cases/new/", "zhao", ("desk",)),
    Shot("grid", "/grid/", "li", ("phone",)),
    Shot("catalogue", "/catalogue/", "zhao", ("desk",)),
    Shot("rulepacks", "/rulepacks/", "lin", ("desk",)),
    Shot("places", "/places/", "zhao", ("desk",)),
    Shot("org", "/org/", "secadmin", ("desk",)),
    Shot("parked", "/journal/parked/", "sysadmin", ("desk",)),
    Shot("sms", "/demo/sms/", sizes=("phone",)),
    Shot("search", "/search/?q=路灯", "zhao", ("desk", "phone")),
    Shot("notices", "/notices/", "zhao", ("desk", "phone")),
    Shot("preferences", "/notices/preferences/", "zhao", ("desk", "phone")),
    Shot("security", "/security/", "zhao", ("desk", "phone")),
    Shot("locks", "/security/locks/", "secadmin", ("desk",)),
    Shot("privacy", "/privacy/", "auditor", ("desk",)),
    Shot("data-requests", "/data-requests/", "sun", ("desk",)),
    Shot("webhooks", "/webhooks/", "sysadmin", ("desk",)),
)


def chromium() -> str | None:
    """Debian's Chromium where it is there; None lets Playwright take its own."""
    return os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium")


def sign_in(page: Page, address: str, user: str) -> None:
    """Come in as somebody of the staff."""
    page.goto(f"{address}/signin/")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()


def take(browser: Browser, address: str, shot: Shot, size: str, language: str, out: Path) -> None:
    """Open the page as that user would, and save what is seen."""
    width, height = SIZES[size]
    locale = {"zh": "zh-CN", "en": "en-GB"}[language]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale=locale,
        color_scheme="dark" if shot.dark else "light",
    )
    if shot.large:
        context.add_cookies([{"name": "linli_large_type", "value": "1", "url": address}])
    page = context.new_page()
    if shot.user:
        sign_in(page, address, shot.user)
    path = shot.path.removeprefix("first:")
    page.goto(address + path)
    if shot.path.startswith("first:"):
        page.click("main table tbody a >> nth=0")
        page.wait_for_load_state()
    for key in shot.keys:
        page.keyboard.press(key)
        page.wait_for_load_state("networkidle")
    suffix = "" if (size, language) == ("desk", "zh") else f"-{size}-{language}"
    if page.locator("[data-map-card], [data-map]").count():
        page.wait_for_timeout(2_000)  # until the map is drawn
    page.screenshot(path=out / f"{shot.name}{suffix}.png", full_page=size == "phone")
    context.close()


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--all", action="store_true", help="every size and language")
    parser.add_argument("--only", default="", help="names, with commas")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    only = set(filter(None, chosen.only.split(",")))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for shot in SHOTS:
            if only and shot.name not in only:
                continue
            for size in shot.sizes if chosen.all else shot.sizes[:1]:
                both = chosen.all or not shot.user  # residents' pages are kept in both languages
                for language in ("zh", "en") if both else ("zh",):
                    take(browser, chosen.address, shot, size, language, chosen.out)
                    print(f"{shot.name} {size} {language}")


if __name__ == "__main__":
    main()
