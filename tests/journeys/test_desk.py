"""The desk by keyboard alone, for every reader, and small enough to begin with."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Response

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import accepted, in_progress, reported
from linli.matters.actions import comment
from tests.cast import MONDAY, Cast
from tests.journeys.browser import come_in, serious
from tests.journeys.test_reach import over_the_wire, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LARGEST = 350_000
"""Bytes of the first visit of the desk, over the wire."""

WIDE = {"width": 1440, "height": 900}


def test_several_cases_are_dispatched_by_keyboard_alone(browser: Browser, live_server, cast: Cast):
    cases = [accepted(cast, MONDAY), accepted(cast, MONDAY)]
    page = come_in(browser, live_server.url, "zhao")
    for _case in cases:
        page.keyboard.press("j")
        page.keyboard.press("x")
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/together/**")
    tab_to(page, "form:has([value=dispatch]) button")
    page.keyboard.press("Enter")
    page.locator("form.move-open").wait_for()
    tab_to(page, "[name=unit]")
    tab_to(page, ".form-foot .btn-primary")
    page.keyboard.press("Enter")
    page.locator(".note-success").wait_for()
    assert set(Case.objects.values_list("state", flat=True)) == {"dispatched"}


def test_a_case_is_settled_by_keyboard_beside_the_list(browser: Browser, live_server, cast: Cast):
    in_progress(cast, MONDAY)
    page = come_in(browser, live_server.url, "li")
    page.set_viewport_size(WIDE)
    page.keyboard.press("v")
    page.wait_for_url("**split=1**")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("#beside #moves").wait_for()
    tab_to(page, "#beside a[href*='move=finish']")
    page.keyboard.press("Enter")
    page.locator("#beside form.move-open").wait_for()
    tab_to(page, "#beside .move-open textarea[name=text]")
    page.keyboard.type("已更换灯头，夜间试亮正常。")
    tab_to(page, "#beside .move-open .btn-primary")
    page.keyboard.press("Enter")
    page.locator("#beside .note-success").wait_for()
    assert (Case.objects.get().state, "split=1" in page.url) == ("finished", True)


def test_who_comes_back_from_a_case_finds_the_list_as_it_was_left(
    browser: Browser, live_server, cast: Cast
):
    cases = [accepted(cast, MONDAY), accepted(cast, MONDAY)]
    page = come_in(browser, live_server.url, "zhao")
    page.goto(f"{live_server.url}/desk/?urgency=ordinary")
    left, rows = page.url, page.locator("[data-row] a").all()
    last = rows[1].get_attribute("href")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{last}")
    page.keyboard.press("u")
    page.wait_for_url("**/desk/**")
    page.locator(f"a[href='{last}']:focus").wait_for()
    assert (page.url, len(rows)) == (left, len(cases))


def test_the_menu_of_the_desk_stays_where_it_is(browser: Browser, live_server, cast: Cast):
    accepted(cast, MONDAY)
    page = come_in(browser, live_server.url, "zhao", viewport={"width": 1440, "height": 300})
    page.evaluate("scrollTo(0, 9999)")
    top = "Math.round(document.querySelector('.sidebar').getBoundingClientRect().top)"
    assert (page.evaluate("scrollY > 0"), page.evaluate(top)) == (True, 0)


def test_the_palette_finds_a_page_and_the_keys_are_told(browser: Browser, live_server, cast: Cast):
    page = come_in(browser, live_server.url, "zhao")
    page.keyboard.press("Shift+?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("派单目录")
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue/")


def take_a_call(page: Page) -> None:
    """The page of the counter with everything on it: earlier cases, and what the words say."""
    page.locator("[name=phone]").fill("13900000001")
    page.keyboard.press("Enter")
    page.locator("#earlier [data-known]").wait_for()
    page.locator("[name=text]").fill("三号楼门口的路灯不亮了。")
    page.locator(".understood").wait_for()


def test_nothing_serious_stands_in_the_way_of_what_is_open_at_the_desk(
    browser: Browser, live_server, cast: Cast
):
    case = accepted(cast, MONDAY)
    mark = f"{case.number}~{case.version}"
    together = f"/desk/together/?mark={mark}&move=dispatch"
    found = []
    for language, colours in (("zh-CN", "light"), ("en-GB", "dark")):
        page = come_in(browser, live_server.url, "zhao", locale=language, color_scheme=colours)
        for path in ("/desk/?split=1", together, "/cases/new/"):
            page.goto(live_server.url + path)
            if path == "/cases/new/":
                take_a_call(page)
            if "split" in path:
                page.locator("[data-row] a").click()
                page.locator("#beside #moves").wait_for()
            page.keyboard.press("Control+k")
            found += [f"{path} {language}: {bad}" for bad in serious(page)]
            page.keyboard.press("Escape")
            found += [f"{path} {language}: {bad}" for bad in serious(page)]
        page.context.close()
    assert found == []


def test_the_first_visit_of_the_desk_stays_small(browser: Browser, live_server, cast: Cast):
    for _case in range(25):
        accepted(cast, MONDAY)
    signed_in = come_in(browser, live_server.url, "zhao").context.storage_state()
    page = browser.new_context(locale="zh-CN", storage_state=signed_in).new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{live_server.url}/desk/", wait_until="networkidle")
    asked = [answer.url for answer in answers]
    assert 10_000 < sum(over_the_wire(address) for address in asked) <= LARGEST
    assert {address.startswith(live_server.url) for address in asked} == {True}
    assert not [address for address in asked if "maplibre" in address or "echarts" in address]


def test_a_call_is_taken_by_keyboard_alone_and_the_next_one_follows(
    browser: Browser, live_server, cast: Cast
):
    reported(cast, MONDAY)
    page = come_in(browser, live_server.url, "chen")
    page.goto(f"{live_server.url}/cases/new/")
    page.keyboard.type("13900000001")
    page.keyboard.press("Enter")
    page.locator("#earlier [data-known]").wait_for()
    page.locator("[name=text]:focus").wait_for()
    page.keyboard.type("三号楼门口的井盖松了。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/receipt/")
    assert Case.objects.order_by("pk").last().place_id == "990101001001001"
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/new/")
    assert page.evaluate("document.activeElement.name") == "phone"


def test_an_open_desk_is_told_of_what_others_do(browser: Browser, live_server, cast: Cast):
    case = accepted(cast, MONDAY)
    page = come_in(browser, live_server.url, "zhao")
    comment(case, text="已到现场", audience="internal", by=cast.chen, at=MONDAY)
    page.evaluate("htmx.trigger('#list [data-news]', 'ask')")
    page.locator(".inbox-unread").wait_for()
    page.goto(f"{live_server.url}/cases/{case.number}/")
    comment(case, text="已修好", audience="internal", by=cast.chen, at=MONDAY)
    page.evaluate("htmx.trigger('[data-news]', 'ask')")
    page.locator(".news", has_text=cast.chen.name).wait_for()
