"""The maps of the desk in a browser: by keyboard, by screen reader, and without another host."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from linli.affairs.cases.tests.stages import reported
from linli.faces.commands.cast import EXTENTS
from linli.ground.places.coordinates import metres_between
from linli.ground.places.models import GridDraft
from tests.cast import MONDAY, Cast
from tests.journeys.browser import come_in
from tests.journeys.test_reach import press, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAWING = "/places/990101001001/grids/"
DESK = {"width": 1440, "height": 900}
POINTS = [[116.404, 39.915], [121.4737, 31.2304], [87.6177, 43.7928], [110.3312, 20.0311]]
KNOWN = (116.41024449916938, 39.91640428150164)
"""The first of them as everybody shifts it."""


@pytest.fixture
def drawn(cast: Cast) -> Cast:
    """The district with outlines."""
    for code, west, south, east, north in EXTENTS:
        if code in cast.places:
            ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
            cast.places[code].polygon = {"type": "Polygon", "coordinates": [ring]}
            cast.places[code].longitude = (west + east) / 2
            cast.places[code].latitude = (south + north) / 2
            cast.places[code].save()
    return cast


def drawing(page: Page, address: str) -> dict[str, float]:
    """Opens the page for drawing; where on it the map is."""
    page.goto(address + DRAWING)
    page.locator("[data-tools]:not([hidden])").wait_for()
    box = page.locator(".map canvas").first.bounding_box()
    assert box
    return dict(box)


def test_a_number_of_the_map_is_reached_and_opened_with_the_keyboard(
    browser: Browser, live_server, drawn: Cast
) -> None:
    reported(drawn, MONDAY)
    page = come_in(browser, live_server.url, "zhao")
    page.goto(f"{live_server.url}/map/")
    page.locator(".map-spot").wait_for()
    tab_to(page, ".map-spot")
    read_out = page.locator(".map-spot:focus .visually-hidden").text_content()
    assert read_out == "桂花里第一网格：共 1 件，超期 1 件"
    press(page, "Enter")
    page.wait_for_url("**/desk/**place=990101001001001**")
    assert page.locator("[data-row]").count() == 1


APART = """(marks) => marks.every((one, n) => marks.slice(n + 1).every((other) => {
  const [a, b] = [one, other].map((mark) => mark.getBoundingClientRect());
  const [x, y] = [a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2];
  const far = Math.hypot(x, y);
  return far >= (a.width + b.width) / 2 - 1;
}))"""
"""Whether none of the marks covers another."""

APART_NAMES = """(names) => names.every((one, n) => names.slice(n + 1).every((other) => {
  const [a, b] = [one, other].map((name) => name.getBoundingClientRect());
  return a.right < b.left || a.left > b.right || a.bottom < b.top || a.top > b.bottom;
}))"""
"""Whether none of the names covers another."""

STILL = """async () => {
  const where = () => document.querySelector(".map-spot")?.getBoundingClientRect().top;
  const frame = () => new Promise(requestAnimationFrame);
  for (let same = 0, last = where(); same < 5; last = where()) {
    await frame();
    same = where() === last ? same + 1 : 0;
  }
}"""
"""Until the map stands still."""


def test_close_by_each_case_is_a_dot_that_opens_it_and_covers_no_other(
    browser: Browser, live_server, drawn: Cast
) -> None:
    cases = [reported(drawn, MONDAY, point=(90.516, 40.22)) for _each in range(3)]
    page = come_in(browser, live_server.url, "zhao", viewport=DESK)
    page.goto(f"{live_server.url}/map/")
    page.locator(".map-spot").first.wait_for()
    assert page.locator(".map-dot").count() == 0
    page.locator(".maplibregl-ctrl-zoom-in").focus()
    for _step in range(5):
        press(page, "Enter")
        page.evaluate(STILL)
    page.locator(".map-dot").nth(2).wait_for()
    assert page.locator(".map-spot, .map-dot").evaluate_all(APART)
    tab_to(page, ".map-dot")
    number = page.locator(".map-dot:focus").get_attribute("title").split(" ")[0]
    assert number in {case.number for case in cases}
    press(page, "Enter")
    page.wait_for_url(f"**/cases/{number}/")


def test_the_maps_of_the_desk_ask_no_other_host(browser: Browser, live_server, drawn: Cast) -> None:
    reported(drawn, MONDAY)
    page = come_in(browser, live_server.url, "lin")
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.goto(f"{live_server.url}/map/")
    page.locator(".map-spot").wait_for()
    drawing(page, live_server.url)
    assert asked - {""} == {urlsplit(live_server.url).netloc}


def test_a_grid_is_split_by_a_line_drawn_on_the_map(
    browser: Browser, live_server, drawn: Cast
) -> None:
    page = come_in(browser, live_server.url, "lin", viewport=DESK)
    box = drawing(page, live_server.url)
    page.check("#which-0")
    page.click("[data-mode=linestring]")
    height = box["y"] + box["height"] / 2
    for part in (0.02, 0.98):
        page.mouse.click(box["x"] + box["width"] * part, height)
    press(page, "Enter")
    page.locator(".sketching-list li").nth(2).wait_for()
    assert len(GridDraft.objects.get().grids["features"]) == 3


def test_the_browser_shifts_points_as_maps_in_china_do(browser: Browser, live_server, cast) -> None:
    page = browser.new_page()
    page.goto(f"{live_server.url}/offline/")
    shown, back = page.evaluate(
        """async (points) => {
          const { datumOf } = await import("/static/web/datum.js");
          const { shown, meant } = datumOf("gcj02");
          return [points.map(shown), points.map((at) => meant(shown(at)))];
        }""",
        POINTS,
    )
    assert metres_between(shown[0], KNOWN) < 0.001
    for point, there, again in zip(POINTS, shown, back, strict=True):
        assert 10 < metres_between(there, point) < 1500
        assert metres_between(again, point) < 0.01


def test_numbers_beside_one_another_keep_their_names(
    browser: Browser, live_server, drawn: Cast
) -> None:
    for code in ("990101001001", "990101001001001", "990101001001002"):
        reported(drawn, MONDAY, place_code=code)
    page = come_in(browser, live_server.url, "zhao", viewport=DESK)
    page.goto(f"{live_server.url}/map/")
    page.locator(".map-spot").nth(2).wait_for()
    names = page.locator(".map-spot-name:visible")
    assert set(names.all_inner_texts()) == {"桂花里社区", "桂花里第一网格", "桂花里第二网格"}
    assert names.evaluate_all(APART_NAMES)
