"""A map of 100,000 matters on a slow processor: until its numbers stand there, and moving it.

The page and its scripts come from the server; the outlines of 1,600 grids and what is counted there
are made up. A mouse draws the map about and a wheel brings it nearer, in one round after the other;
told is the time between two frames. The floor is the same map without a matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.test import Client
from playwright.sync_api import Browser, Page, Route, sync_playwright

from benchmarks.figures import Figure, percentile
from benchmarks.phone import SIZES, SLOWER
from benchmarks.server import serve
from linli.ground.org.models import User
from tools.chromium import launch

MATTERS = 100_000
ROUNDS = 2
SIDE = 40
"""Grids in a row, and rows."""

STEP = 0.005
"""Degrees from one grid to the next: some 500 m."""

WEST, SOUTH = 116.3, 39.8

STANDS = ".map-spot"
WATCH = """() => {
  window.took = [];
  let before = performance.now();
  const next = (now) => {
    window.took.push(now - before);
    before = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}"""


def run() -> list[Figure]:
    """The two figures: of the desk's map, as its dispatcher opens it."""
    client = Client()
    client.force_login(User.objects.get(username="zhao"))
    key = client.cookies["sessionid"].value
    with serve() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        home = f"http://127.0.0.1:{server.port}"
        empty, _none = moved(browser, home, key, matters=0)
        frames, stood = moved(browser, home, key, matters=MATTERS)
        browser.close()
    name, slow = f"map of {MATTERS:,} matters", f"{SLOWER} × slower"
    worst = f"p95 of {len(frames):,} frames, {slow}; worst {max(frames):,.0f} ms"
    floor = percentile(empty, 0.95)
    return [
        Figure(f"{name}, until its numbers stand", stood, "ms", remark=slow),
        Figure(f"{name}, a frame while it moves", percentile(frames, 0.95), "ms", floor, worst),
    ]


def moved(browser: Browser, home: str, key: str, *, matters: int) -> tuple[list[float], float]:
    """Milliseconds between the frames of all rounds, and until the map stands there."""
    context = browser.new_context(viewport=SIZES["/desk/"], service_workers="block")  # type: ignore[arg-type]
    context.add_cookies([{"name": "sessionid", "value": key, "url": home}])
    page = context.new_page()
    page.route("**/map/shapes/**", lambda route: given(route, outlines()))
    page.route("**/map/counts/**", lambda route: given(route, {"places": counts(matters)}))
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(f"{home}/map/")
    page.locator(STANDS if matters else ".map canvas").first.wait_for()
    stood: float = page.evaluate("performance.now()")
    page.wait_for_load_state("networkidle")
    page.evaluate(WATCH)
    for _round in range(ROUNDS):
        draw_about(page)
    frames: list[float] = page.evaluate("window.took")
    context.close()
    return frames, stood


def given(route: Route, what: object) -> None:
    """Answer in place of the server."""
    route.fulfill(body=json.dumps(what), content_type="application/json")


def draw_about(page: Page) -> None:
    """Nearer by the wheel, about by the mouse, and away again."""
    box = page.locator(".map canvas").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    for turn in (-300, -300, 300, 300):
        page.mouse.wheel(0, turn)
        page.wait_for_timeout(300)
        page.mouse.down()
        page.mouse.move(x + 120, y + 80, steps=5)
        page.mouse.move(x, y, steps=5)
        page.mouse.up()


def counts(matters: int) -> list[list[object]]:
    """Code, matters and overdue ones of each grid; none where there are no matters."""
    each = matters * SIDE**-2
    return [[code, round(each), row % 7] for code, row, _column in grids() if matters]


def outlines() -> dict[str, object]:
    """The grids, and the communities and streets above them, which are not drawn."""
    features, places = [], {}
    for code, row, column in grids():
        west, south = WEST + column * STEP, SOUTH + row * STEP
        east, north = west + STEP, south + STEP
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        told = {"code": code, "depth": len(code)}
        features.append({"type": "Feature", "geometry": shape, "properties": told})
        for depth in (9, 12):
            places[code[:depth]] = [code[:depth], None, None]
        places[code] = [code, (west + east) / 2, (south + north) / 2]
    return {"type": "FeatureCollection", "features": features, "places": places}


def grids() -> Iterator[tuple[str, int, int]]:
    """Code, row and column: sixteen to a community, twenty-five communities to a street."""
    for row in range(SIDE):
        for column in range(SIDE):
            street = row // 20 * 2 + column // 20 + 1
            community = row % 20 // 4 * 5 + column % 20 // 4 + 1
            grid = row % 4 * 4 + column % 4 + 1
            yield f"990101{street:03}{community:03}{grid:03}", row, column
