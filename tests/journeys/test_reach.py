"""Everybody reaches everything: by keyboard, by screen reader, in every language and size."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Response, expect

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests import stages
from linli.faces.commands.cast import EXTENTS
from tests.cast import MONDAY, Cast
from tests.journeys.browser import PHONE, come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GRID = "990101001001001"
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


FRAME = ".sidebar, .topbar, .menu, .switches, .foot, #moves"


@pytest.mark.parametrize("size", [PHONE, {"width": 1440, "height": 900}])
def test_paper_has_what_a_page_says_and_nothing_of_the_way_there(
    browser: Browser, live_server, cast: Cast, size
) -> None:
    case = stages.reported(cast, MONDAY, text="三号楼前的路灯不亮了")
    page = come_in(browser, live_server.url, "zhao", viewport=size)
    page.goto(f"{live_server.url}/cases/{case.number}/")
    assert page.locator(FRAME).locator("visible=true").count()

    for path in (f"/cases/{case.number}/", "/"):
        page.goto(live_server.url + path)
        page.emulate_media(media="print")
        assert page.locator("h1").is_visible()
        assert page.locator(FRAME).locator("visible=true").count() == 0
        page.emulate_media(media="screen")
    page.context.close()


def test_whoever_works_in_large_type_can_sign_out_without_looking_for_it(
    browser: Browser, live_server, cast: Cast
) -> None:
    page = come_in(browser, live_server.url, "zhao", viewport={"width": 1440, "height": 900})
    large = {"name": "linli_large_type", "value": "1", "url": live_server.url}
    page.context.add_cookies([large])  # type: ignore[list-item]
    page.reload()
    for group in page.locator(".menu-side summary").all():
        group.click()
    way_out = page.locator(".sidebar form[action='/signout/'] button")
    expect(way_out).to_be_in_viewport(ratio=1)
    way_out.click()
    page.wait_for_url(lambda url: "/desk/" not in url)
    page.context.close()
