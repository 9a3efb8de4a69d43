"""Everybody reaches everything: by keyboard, by screen reader, in every language and size."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Response

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests import stages
from linli.faces.commands.cast import EXTENTS
from linli.ground.org.models import User
from tests.architecture.code import ROOT
from tests.cast import MONDAY, Cast
from tests.journeys.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = ROOT / "node_modules/axe-core/axe.min.js"
GRID = "990101001001001"
PAGES = (
    "/", "/report/", "/follow/", "/grids/", f"/grids/{GRID}/", f"/grids/{GRID}/poster/", "/around/",
    "/display/", "/drafts/", "/offline/", "/signin/phone/",
)  # fmt: skip
OWN = (
    "/mine/", "/me/data/", "/me/data/looks/", "/me/data/consents/", "/me/data/copy/",
    "/me/data/requests/",
)  # fmt: skip
SERIOUS = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return bad.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`));
}"""
READERS = (
    ("zh-CN", "light", False),
    ("en-GB", "dark", False),
    ("zh-CN", "dark", True),
    ("en-GB", "light", True),
)
"""Language, colours and large type, so that each meets each of the others."""

LARGEST = 150_000
"""Bytes of the first visit of the home page, over the wire."""


@pytest.fixture
def drawn(cast: Cast) -> Cast:
    """The district with outlines, so that maps are shown."""
    for code, west, south, east, north in EXTENTS:
        if code in cast.places:
            ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
            cast.places[code].polygon = {"type": "Polygon", "coordinates": [ring]}
            cast.places[code].save()
    return cast


def as_reader(browser: Browser, language: str, colours: str, large: bool, address: str) -> Page:
    context = browser.new_context(viewport=PHONE, locale=language, color_scheme=colours)
    if large:
        context.add_cookies([{"name": "linli_large_type", "value": "1", "url": address}])
    return context.new_page()


def test_nothing_serious_stands_in_the_way_of_a_resident(
    browser: Browser, live_server, drawn: Cast
) -> None:
    found = []
    for language, colours, large in READERS:
        page = as_reader(browser, language, colours, large, live_server.url)
        for path in PAGES:
            page.goto(live_server.url + path)
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found += [
                f"{path} {language} {colours} {large}: {bad}" for bad in page.evaluate(SERIOUS)
            ]
        page.context.close()
    assert found == []


def as_zhou(browser: Browser, zhou: User, address: str, *reader: Any) -> Page:
    page = as_reader(browser, *reader, address)
    client = Client()
    client.force_login(zhou)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return page


def test_nothing_serious_stands_in_the_way_of_what_is_ones_own(
    browser: Browser, live_server, cast: Cast
) -> None:
    own = [stage(cast, MONDAY) for stage in (stages.reported, stages.verified, stages.closed)]
    paths = [f"/my-case/{case.number}/" for case in own]
    found = []
    for reader in READERS:
        page = as_zhou(browser, cast.zhou, live_server.url, *reader)
        for path in (*OWN, *paths):
            answer = page.goto(live_server.url + path)
            assert (answer.status, urlsplit(page.url).path) == (200, path)
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found += [f"{path} {reader}: {bad}" for bad in page.evaluate(SERIOUS)]
        page.context.close()
    assert found == []


def press(page: Page, keys: str, times: int = 1) -> None:
    for _n in range(times):
        page.keyboard.press(keys)


def tab_to(page: Page, selector: str) -> None:
    """Go on with Tab until the element has the focus; as somebody without a mouse would."""
    for _n in range(80):
        press(page, "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_a_report_is_made_and_rated_with_the_keyboard_alone(
    browser: Browser, live_server, cast: Cast
) -> None:
    page = as_reader(browser, "zh-CN", "light", False, live_server.url)
    page.goto(f"{live_server.url}/report/?place={GRID}")
    tab_to(page, "textarea[name=text]")
    page.keyboard.type("三号楼前的路灯不亮了。")
    tab_to(page, "input[name=phone]")
    page.keyboard.type("13900000001")
    tab_to(page, "button[name=send]")
    press(page, "Enter")
    page.wait_for_url("**/report/sent/")
    assert Case.objects.get().place_id == GRID

    case = stages.verified(cast, MONDAY)
    page.goto(f"{live_server.url}/follow/?number={case.number}")
    tab_to(page, "input[name=phone]")
    page.keyboard.type("13900000001")
    press(page, "Enter")
    page.wait_for_url("**/my-case/**")
    for field in ("contacted", "solved", "satisfaction"):
        tab_to(page, f"input[name={field}]")
        press(page, "Space")
    tab_to(page, "#rate button")
    press(page, "Enter")
    page.locator(".note-success").wait_for()
    page.context.close()
    assert case.follow_ups.count() == 1


def test_every_spot_on_the_map_is_reached_with_tab_and_leads_to_the_list(
    browser: Browser, live_server, drawn: Cast
) -> None:
    for number in range(6):
        stages.reported(drawn, MONDAY, place_code=GRID, reporter=None, text=f"路灯 {number} 不亮")
    page = as_reader(browser, "zh-CN", "light", False, live_server.url)
    page.goto(f"{live_server.url}/around/")
    page.locator(".map-spot").first.wait_for()
    tab_to(page, "a.map-spot")
    press(page, "Enter")
    assert page.url.endswith(f"#spot-{GRID}")
    page.context.close()


def over_the_wire(address: str) -> int:
    """Bytes of a body as our web server sends it; that of the tests leaves files as they are."""
    path = urlsplit(address).path
    answer = Client().get(path, headers={"accept-encoding": "gzip"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return len(body)


def test_the_first_visit_of_a_resident_is_small_and_fetches_nothing_from_elsewhere(
    browser: Browser, live_server, drawn: Cast
) -> None:
    page = as_reader(browser, "zh-CN", "light", False, live_server.url)
    page.context.add_init_script("delete Navigator.prototype.serviceWorker")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{live_server.url}/", wait_until="networkidle")
    assert sum(over_the_wire(answer.url) for answer in answers) <= LARGEST
    assert {answer.url.startswith(live_server.url) for answer in answers} == {True}
    assert not [
        answer.url for answer in answers if "maplibre" in answer.url or "echarts" in answer.url
    ]
    page.context.close()
