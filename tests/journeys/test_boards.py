"""The boards in a browser: by keyboard, as a picture, and live."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from linli.affairs.cases.tests import stages
from linli.insight.boards.actions import open_months
from linli.insight.measures import actions
from tests.cast import Cast
from tests.journeys.browser import come_in
from tests.journeys.test_reach import press, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def month(cast: Cast) -> Cast:
    """Cases of this month and the last, and facts of them."""
    now = timezone.now()
    for days in (0, 1, 31, 32, 33, 34, 35):
        stages.dispatched(cast, now - timedelta(days=days, hours=1))
    actions.refresh(at=now)
    open_months(at=now)
    return cast


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
