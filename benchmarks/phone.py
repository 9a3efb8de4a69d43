"""What a first visit costs: time on a slow phone until the largest part is painted, and bytes.

Chromium as an old phone in a stairwell: a processor slowed down four times, 1.6 Mbit/s and 150 ms
to the server, nothing kept from an earlier visit. The middle of five visits is told. Bytes are
those of the network, compressed and with their heads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import Figure
from benchmarks.server import serve
from benchmarks.world import World
from linli.affairs.cases import actions
from linli.affairs.cases.models import Type
from linli.ground.org.models import User
from tools.chromium import launch

VISITS, SLOWER = 5, 4
NET = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
"""Bytes a second and milliseconds: 1.6 Mbit/s down, 0.75 up."""

WAITING = 25
"""Cases in the inbox: as many as its first page shows."""

SIZES = {"/": {"width": 390, "height": 844}, "/desk/": {"width": 1440, "height": 900}}
NAMES = {"/": "residents' home", "/desk/": "desk, a full page of cases"}
GOALS = {"/": 150, "/desk/": 350}
"""Kilobytes (1,000 bytes) of a first visit at most."""

PAINTED = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
})"""


@dataclass
class Visit:
    """A first visit: milliseconds until the largest paint, bytes, and whom it asked."""

    painted: float = 0.0
    bytes: float = 0.0
    hosts: list[str] = field(default_factory=list)


def run(world: World, at: datetime) -> list[Figure]:
    """The first visits of the residents' home and of a desk. Goals: 2,500 ms, 150 and 350 kB."""
    desk = User.objects.get(username="zhao")
    for number in range(WAITING):
        given = {"place_code": world.community, "channel": "web", "text": f"{number}号楼的灯不亮。"}
        actions.report(type=Type.HELP, by=desk, at=at - timedelta(minutes=number), **given)
    client = Client()
    client.force_login(desk)
    key = client.cookies["sessionid"].value
    with serve() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        home = f"http://127.0.0.1:{server.port}"
        visits = {
            path: [visit(browser, home, path, signed_in) for _n in range(VISITS)]
            for path, signed_in in (("/", ""), ("/desk/", key))
        }
        browser.close()
    return [figure for path, each in visits.items() for figure in figures(path, each)]


def figures(path: str, visits: list[Visit]) -> list[Figure]:
    """How long and how large the first visit of a page is."""
    times, name = [each.painted for each in visits], NAMES[path]
    foreign = {host for each in visits for host in each.hosts} - {"127.0.0.1", ""}
    asked = f"{max(len(each.hosts) for each in visits)} requests, {len(foreign)} other hosts"
    slow = f"largest paint; {SLOWER} × slower, 1.6 Mbit/s; worst {max(times):,.0f} ms"
    size = max(each.bytes for each in visits) / 1_000
    return [
        Figure(f"{name} on a slow phone", median(times), "ms", remark=slow),
        Figure(f"{name}, over the wire", size, "kB", remark=f"goal {GOALS[path]} kB; {asked}"),
    ]


def visit(browser: Browser, home: str, path: str, signed_in: str) -> Visit:
    """One first visit by somebody whose session has this key; without one by anybody."""
    context = browser.new_context(viewport=SIZES[path], locale="zh-CN", service_workers="block")  # type: ignore[arg-type]
    if signed_in:
        context.add_cookies([{"name": "sessionid", "value": signed_in, "url": home}])
    page = context.new_page()
    seen = slowed(page)
    page.goto(home + path, wait_until="networkidle")
    assert urlsplit(page.url).path == path, f"{path} leads to {page.url}"
    seen.painted = page.evaluate(PAINTED)
    context.close()
    return seen


def slowed(page: Page) -> Visit:
    """Make the page that of a slow phone; what is counted of it from now on."""
    seen = Visit()

    def count(told: dict[str, Any]) -> None:
        seen.bytes += told["encodedDataLength"]

    page.on("request", lambda request: seen.hosts.append(urlsplit(request.url).hostname or ""))
    session = page.context.new_cdp_session(page)
    session.on("Network.loadingFinished", count)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NET)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return seen
