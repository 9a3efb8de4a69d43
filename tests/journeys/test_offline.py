"""In a basement: what is written there stays in the phone, and arrives once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests import stages
from tests.cast import MONDAY, Cast
from tests.journeys.browser import PHONE, come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMMUNITY = "990101001001"
KEPT = re.compile("先前保存在手机上的内容")
UNTIL_KEPT = """async (paths) => {
  const kept = async (path) => Boolean(await caches.match(location.origin + path));
  while (!(await Promise.all(paths.map(kept))).every(Boolean)) await new Promise(setTimeout);
}"""
CLAIMED = """async () => {
  const shelf = navigator.serviceWorker;
  if (!shelf.controller)
    await new Promise((done) => shelf.addEventListener("controllerchange", done, { once: true }));
}"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "lamp.jpg"
    Image.new("RGB", (400, 300), "#0f5c5c").save(path)
    return path


def installed(page: Page) -> None:
    """Wait until the service worker has filled its shelf and looks after the page."""
    page.evaluate(CLAIMED)


def write(page: Page, address: str, text: str, photo: Path) -> None:
    """Fill in the report page without a net."""
    page.goto(f"{address}/report/")
    page.fill("textarea[name=text]", text)
    page.locator(f"input[name=place][value='{COMMUNITY}']").check()
    page.set_input_files("input[name=photos]", photo)
    page.fill("input[name=phone]", "139 0000 0001")
    page.locator("button[name=send]").click()
    page.wait_for_url("**/drafts/")


def test_two_reports_with_photos_wait_in_the_phone_and_arrive_once(
    browser: Browser, live_server, cast: Cast, photo: Path
) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    installed(page)
    context.set_offline(True)
    write(page, live_server.url, "车库的灯不亮。", photo)
    write(page, live_server.url, "车库的水管漏水。", photo)
    expect(page.locator(".draft-list > li")).to_have_count(2)
    expect(page.locator(".draft-list img")).to_have_count(2)
    assert not Case.objects.exists()

    context.set_offline(False)
    expect(page.locator(".draft-list > li")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-none]")).to_be_visible()
    context.close()
    texts = Case.objects.order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["车库的灯不亮。", "车库的水管漏水。"]
    assert [case.attachments.count() for case in Case.objects.all()] == [1, 1]


def test_a_grid_workers_day_in_a_basement(browser: Browser, live_server, cast: Cast) -> None:
    mine, changed = stages.dispatched(cast, MONDAY), stages.dispatched(cast, MONDAY)
    page = come_in(browser, live_server.url, "li")
    page.goto(f"{live_server.url}/grid/")
    installed(page)
    page.reload()
    page.evaluate(UNTIL_KEPT, [f"/cases/{case.number}/" for case in (mine, changed)])
    page.context.set_offline(True)
    for case in (mine, changed):
        page.goto(f"{live_server.url}/cases/{case.number}/")
        expect(page.locator("main [role=status] .note")).to_have_text(KEPT)
        page.wait_for_load_state("networkidle")
        expect(page.locator("main .note-error")).to_have_count(0)
        page.locator("form[action$='/moves/sign/'] button").click()
        page.wait_for_url("**/drafts/")
    Case.objects.filter(pk=changed.pk).update(version=changed.version + 1)

    page.context.set_offline(False)
    expect(page.locator(".draft-list > li")).to_have_count(1)
    expect(page.locator("[data-state=conflict]")).to_be_visible()
    mine.refresh_from_db()
    assert mine.state == "signed"
    page.locator("[data-renew]").click()
    expect(page.locator(".draft-list > li")).to_have_count(0)
    changed.refresh_from_db()
    assert changed.state == "signed"

    page.goto(f"{live_server.url}/grid/")
    page.locator("form[action='/signout/'] button").first.click()
    page.wait_for_url(f"{live_server.url}/")
    kept = "caches.open('linli-kept').then((kept) => kept.keys())"
    assert page.evaluate(f"{kept}.then((pages) => pages.map(({{ url }}) => url))") == []
    page.context.close()
