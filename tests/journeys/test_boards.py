"""The boards in a browser: for every reader, by keyboard, as a picture, and live."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from linli.affairs.cases.tests import stages
from linli.insight.boards.actions import open_months
from linli.insight.measures import actions
from tests.cast import Cast
from tests.journeys.browser import come_in
from tests.journeys.test_reach import AXE, READERS, SERIOUS, as_reader, press, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOARDS = {
    "lin": ("/boards/", "/boards/wall/", "/boards/report/"),
    "sun": ("/boards/",),
    "chen": ("/boards/",),
    "li": ("/boards/", "/boards/day/"),
    "liu": ("/boards/",),
}
"""Whose boards are looked at: one for each that there is."""


@pytest.fixture
def month(cast: Cast) -> Cast:
    """Cases of this month and the last, and facts of them."""
    now = timezone.now()
    for days in (0, 1, 31, 32, 33, 34, 35):
        stages.dispatched(cast, now - timedelta(days=days, hours=1))
    actions.refresh(at=now)
    open_months(at=now)
    return cast


def faults(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*page.evaluate(SERIOUS), *(["wider than the screen"] if wide else [])]


def test_nothing_serious_stands_in_the_way_on_the_boards(
    browser: Browser, live_server, month: Cast
) -> None:
    found = []
    for name, paths in BOARDS.items():
        for language, colours, large in READERS:
            page = come_in(browser, live_server.url, name, locale=language, color_scheme=colours)
            cookie = {"name": "linli_large_type", "value": "1", "url": live_server.url}
            page.context.add_cookies([cookie] if large else [])
            for path in paths:
                told = faults(page, live_server.url + path)
                found += [f"{name} {path} {language} {colours} {large}: {bad}" for bad in told]
            page.context.close()
    assert found == []


def test_nothing_serious_stands_in_the_way_on_the_open_board(
    browser: Browser, live_server, month: Cast
) -> None:
    found = []
    for reader in READERS:
        page = as_reader(browser, *reader, live_server.url)
        found += [f"{reader}: {bad}" for bad in faults(page, f"{live_server.url}/open/")]
        page.context.close()
    assert found == []


def test_the_table_of_a_chart_is_opened_by_keyboard_and_saved_as_a_picture(
    browser: Browser, live_server, month: Cast
) -> None:
    page = come_in(browser, live_server.url, "sun")
    page.goto(f"{live_server.url}/boards/")
    card = "#card-late"
    page.locator(f"{card} .chart canvas").wait_for()
    assert not page.locator(f"{card} table").is_visible()
    tab_to(page, f"{card} [data-chart-picture]")
    with page.expect_download() as saved:
        press(page, "Enter")
    assert saved.value.suggested_filename.endswith(".png")
    tab_to(page, f"{card} summary")
    press(page, "Enter")
    assert page.locator(f"{card} table").is_visible()
    page.context.close()


def test_without_scripts_the_tables_stand_there(browser: Browser, live_server, month: Cast) -> None:
    page = come_in(browser, live_server.url, "sun", java_script_enabled=False)
    page.goto(f"{live_server.url}/boards/")
    assert page.locator("#card-late table").is_visible()
    assert not page.locator("#card-late [data-chart-picture]").is_visible()
    page.context.close()


def test_the_wall_screen_shows_by_itself_what_is_new(
    browser: Browser, live_server, month: Cast
) -> None:
    page = come_in(browser, live_server.url, "lin", viewport={"width": 1920, "height": 1080})
    page.add_init_script(
        "const every = setInterval; window.setInterval = (ask, _time) => every(ask, 500);"
    )
    page.goto(f"{live_server.url}/boards/wall/")
    received = page.locator(".wall-figures .num").first
    before = int(received.inner_text())
    now = timezone.now()
    stages.reported(month, now - timedelta(seconds=5))
    actions.refresh(at=now)
    page.locator(".wall-figures .num").first.get_by_text(str(before + 1)).wait_for()
    page.locator(".wall .chart canvas").wait_for()
    page.context.close()
