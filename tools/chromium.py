"""The Chromium that tests, pictures and benchmarks drive."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium-headless-shell", "chromium")
"""Debian's, without windows and with them: what draws no window starts a page with less work."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    # Without windows it ends a page that asks whether the device can write down what is said.
    "--disable-blink-features=OnDeviceWebSpeechAvailable",
)


def launch(playwright: Playwright) -> Browser:
    """Start Debian's where it is there, else the one that Playwright brought."""
    found = os.environ.get("LINLI_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return playwright.chromium.launch(executable_path=found, args=FLAGS)
