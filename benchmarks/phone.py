"""How long the residents' home takes on a slow phone, until its largest part is painted.

Chromium as an old phone in a stairwell: a processor slowed down four times, 1.6 Mbit/s and 150 ms
to the server, nothing kept from an earlier visit. The middle of five visits is told.
"""

from __future__ import annotations

import shutil
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.figures import Figure
from benchmarks.server import serve

VISITS, SLOWER = 5, 4
NET = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
"""Bytes a second and milliseconds: 1.6 Mbit/s down, 0.75 up."""

PHONE = {"width": 390, "height": 844}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"]
PAINTED = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
})"""


def run() -> list[Figure]:
    """The largest contentful paint of the first visit. Goal: 2,500 ms."""
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        times = [visit(browser, f"http://127.0.0.1:{server.port}/") for _n in range(VISITS)]
        browser.close()
    remark = f"largest paint; {SLOWER} × slower, 1.6 Mbit/s; worst {max(times):,.0f} ms"
    return [Figure("residents' home on a slow phone", median(times), "ms", remark=remark)]


def visit(browser: Browser, address: str) -> float:
    """One first visit; milliseconds from the request to the largest paint."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NET)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle")
    painted: float = page.evaluate(PAINTED)
    context.close()
    return painted
