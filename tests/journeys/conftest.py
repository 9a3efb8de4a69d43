"""One Chromium for the journeys of a module."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import FLAGS


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium: Debian's where it is there, else the one that Playwright brought.

    Playwright runs a loop in the test's thread: it ends with the module, so that no other test
    runs within it.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
