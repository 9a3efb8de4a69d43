"""One Chromium for the journeys that a process runs one after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import connection
from playwright.sync_api import Browser, sync_playwright

from tools.chromium import launch

ANSWERS_WITHIN = 30
"""Seconds in which a server has answered what a browser that is closed had asked."""

BUSY = """
    SELECT state || ': ' || query FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


@pytest.fixture
def browser(chromium: Browser, transactional_db: None) -> Iterator[Browser]:
    """The browser as somebody finds it who was not here before, closed before the tables are."""
    yield chromium
    for context in chromium.contexts:
        context.close()
    _wait_for_answers()


def _wait_for_answers() -> None:
    """Until the server has nothing under way: the tables are emptied next, which would deadlock."""
    with connection.cursor() as cursor:
        for _ in range(ANSWERS_WITHIN * 50):
            cursor.execute(BUSY)
            under_way = cursor.fetchall()
            if not under_way:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    pytest.fail(f"The server is still at it after {ANSWERS_WITHIN} seconds: {under_way}")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium, for the journeys of a folder.

    Playwright runs a loop in the test's thread: it ends with the journeys, so that no other
    test runs within it.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
