"""A resident rates, reopens and answers where there is no net: it waits, and arrives once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case
from linli.affairs.cases.tests import stages
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from tests.cast import Cast
from tests.journeys.browser import PHONE
from tests.journeys.test_offline import installed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def an_hour_ago() -> datetime:
    return timezone.now() - timedelta(hours=1)


def asked(cast: Cast, at: datetime) -> Case:
    case = stages.in_progress(cast, at)
    actions.ask_reporter(case, note="哪一盏灯？", by=cast.li, at=at + timedelta(minutes=9))
    return case


def sign_in(context: BrowserContext, address: str, user: User) -> None:
    visitor = Client()
    visitor.force_login(user)
    session = visitor.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def at_home(browser: Browser, address: str, cast: Cast, case: Case) -> Page:
    """The reporter's page of a case, on a phone where the app is installed."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True)
    sign_in(context, address, cast.zhou)
    page = context.new_page()
    page.goto(f"{address}/my-case/{case.number}/")
    installed(page)
    return page


def rate(page: Page) -> None:
    for name, value in (("contacted", "yes"), ("solved", "yes"), ("satisfaction", "5")):
        page.locator(f"input[name={name}][value='{value}']").check()
    page.locator("#rate button").click()


def reopen(page: Page) -> None:
    page.locator("#reopen summary").click()
    page.fill("#reopen textarea", "灯又不亮了。")
    page.locator("#reopen form button").click()


def answer(page: Page) -> None:
    page.fill("#answer textarea", "三号楼门口。")
    page.locator("#answer form button").click()


@pytest.mark.parametrize(
    ("begin", "do", "event"),
    [
        (stages.verified, rate, "cases.rate"),
        (stages.closed, reopen, "cases.reopen"),
        (asked, answer, "cases.answer"),
    ],
)
def test_what_a_resident_says_without_a_net_arrives_once(
    browser: Browser,
    live_server,
    cast: Cast,
    begin: Callable[..., Case],
    do: Callable[[Page], None],
    event: str,
) -> None:
    case = begin(cast, an_hour_ago())
    page = at_home(browser, live_server.url, cast, case)
    page.context.set_offline(True)
    do(page)
    page.wait_for_url("**/drafts/")
    expect(page.locator("[data-state=waiting]")).to_be_visible()
    assert not Entry.objects.about(case).filter(event=event).exists()
    page.context.set_offline(False)
    expect(page.locator(".draft-list > li")).to_have_count(0)
    page.context.close()
    assert Entry.objects.about(case).filter(event=event).count() == 1


NO_SYNC = "delete ServiceWorkerRegistration.prototype.sync"


def test_the_page_asks_again_by_itself_while_something_waits(
    browser: Browser, live_server, cast: Cast
) -> None:
    case = stages.verified(cast, an_hour_ago())
    page = at_home(browser, live_server.url, cast, case)
    page.add_init_script(NO_SYNC)
    page.reload()
    page.context.set_offline(True)
    rate(page)
    page.wait_for_url("**/drafts/")
    expect(page.locator("[data-state=waiting]")).to_be_visible()
    asked: list[str] = []

    def fail_both(route: Route) -> None:  # the list asks who reads, and the page for the server
        asked.append(route.request.url)
        route.abort() if len(asked) <= 2 else route.continue_()

    page.context.route("**/drafts/token/", fail_both)
    page.context.set_offline(False)
    expect(page.locator(".draft-list > li")).to_have_count(0)
    page.context.close()
    assert Entry.objects.about(case).filter(event="cases.rate").count() == 1


def test_what_waited_for_its_writer_goes_once_that_one_has_signed_in(
    browser: Browser, live_server, cast: Cast
) -> None:
    case = stages.verified(cast, an_hour_ago())
    page = at_home(browser, live_server.url, cast, case)
    page.context.set_offline(True)
    rate(page)
    page.wait_for_url("**/drafts/")
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.locator("[data-state=signin]")).to_be_visible()
    sign_in(page.context, live_server.url, cast.zhou)
    page.goto(f"{live_server.url}/drafts/")
    rated = Entry.objects.about(case).filter(event="cases.rate")
    while not rated.exists():  # the list is empty until it is read, too; the test ends by itself
        page.wait_for_timeout(100)
    expect(page.locator(".draft-list > li")).to_have_count(0)
    page.context.close()
    assert rated.count() == 1


def test_a_rating_of_a_case_that_changed_meanwhile_waits_for_a_look(
    browser: Browser, live_server, cast: Cast
) -> None:
    case = stages.verified(cast, an_hour_ago())
    page = at_home(browser, live_server.url, cast, case)
    page.context.set_offline(True)
    rate(page)
    page.wait_for_url("**/drafts/")
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    page.context.set_offline(False)
    expect(page.locator("[data-state=conflict]")).to_be_visible()
    expect(page.locator("[data-look]")).to_have_attribute("href", f"/my-case/{case.number}/")
    assert not Entry.objects.about(case).filter(event="cases.rate").exists()
    page.locator("[data-renew]").click()
    expect(page.locator(".draft-list > li")).to_have_count(0)
    page.context.close()
    assert Entry.objects.about(case).filter(event="cases.rate").count() == 1


def test_the_browser_sends_a_rating_by_itself_when_no_page_does(
    browser: Browser, live_server, cast: Cast
) -> None:
    case = stages.verified(cast, an_hour_ago())
    page = at_home(browser, live_server.url, cast, case)
    page.context.set_offline(True)
    rate(page)
    page.wait_for_url("**/drafts/")
    worker = page.context.service_workers[0]
    page.goto("about:blank")
    page.context.set_offline(False)
    worker.evaluate("sendDrafts().then(() => navigator.locks.request(DRAFTS.LOCK, () => {}))")
    page.context.close()
    assert Entry.objects.about(case).filter(event="cases.rate").count() == 1
