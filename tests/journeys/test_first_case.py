"""A resident's message from report to rating, in a real browser, by everybody who has a part."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from linli.affairs.cases.models import Case
from tests.cast import Cast
from tests.journeys.browser import PHONE, come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_move(page: Page, name: str, **inputs: str) -> None:
    """Open the form of a move on the case page, fill it in and send it."""
    page.locator(f"#moves a[href*='move={name}']").first.click()
    form = page.locator(f"form.move-open[action$='/moves/{name}/']")
    for field, value in inputs.items():
        control = form.locator(f"[name={field}]").first
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(value)
        elif control.get_attribute("type") == "radio":
            form.locator(f"[name={field}][value='{value}']").check(force=True)
        else:
            control.fill(value)
    form.locator(".form-foot button").click()
    form.wait_for(state="detached")


def report_as_guest(browser: Browser, address: str) -> str:
    """Report without an account, and give the number that the page shows."""
    page = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True).new_page()
    page.goto(f"{address}/report/")
    page.fill("textarea[name=text]", "三号楼前的路灯不亮了。老人晚上出门看不清路。")
    page.fill("input[name=place_text]", "桂花里社区")
    page.locator("button[name=find][value=text]").click()
    page.locator("input[name=place][value='990101001001']").check()
    page.fill("input[name=phone]", "139 0000 0001")
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url("**/report/sent/**")
    return page.locator(".case-number").inner_text()


def rate(browser: Browser, address: str, number: str) -> None:
    """Follow the case by number and phone, and answer the three questions."""
    page = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True).new_page()
    page.goto(f"{address}/follow/?number={number}")
    page.fill("input[name=phone]", "13900000001")
    page.press("input[name=phone]", "Enter")
    page.wait_for_url("**/my-case/**")
    for field, value in {"contacted": "yes", "solved": "yes", "satisfaction": "5"}.items():
        page.locator(f"#rate [name={field}][value='{value}']").check(force=True)
    page.locator("#rate form button.btn-primary").click()
    page.locator("#rate form").wait_for(state="detached")


def test_a_case_from_report_to_rating(browser: Browser, live_server, cast: Cast) -> None:
    address = live_server.url
    number = report_as_guest(browser, address)

    zhao = come_in(browser, address, "zhao")
    zhao.goto(f"{address}/cases/{number}/")
    make_move(zhao, "accept", category="0303")
    make_move(zhao, "dispatch", unit="990101001001001", note="请先联系居民")

    li = come_in(browser, address, "li")
    li.goto(f"{address}/cases/{number}/")
    li.locator("form[action$='/moves/sign/'] button").click()
    make_move(li, "contact", reached="yes", note="约好下午去看")
    make_move(li, "finish", outcome="solved", text="已更换灯头,夜间试亮正常。")

    chen = come_in(browser, address, "chen")
    chen.goto(f"{address}/cases/{number}/")
    make_move(chen, "verify")
    rate(browser, address, number)

    case = Case.objects.get(number=number)
    assert (case.state, case.settled_level) == ("closed", "grid")
    assert list(case.follow_ups.values_list("contacted", "solved", "satisfaction")) == [
        (True, True, 5)
    ]
