"""A late unit is supervised: suggested, decided, answered, accepted, made known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from linli.affairs.cases.tests.stages import in_progress
from linli.affairs.supervision import actions
from linli.affairs.supervision.models import Supervision
from linli.matters.actions import mark_deadlines
from tests.cast import Cast
from tests.journeys.browser import PHONE, come_in, serious

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_late_unit_is_ordered_answers_by_phone_and_is_found_to_have_put_it_right(
    browser: Browser, live_server, cast: Cast
):
    now = timezone.now()
    in_progress(cast, now - timedelta(days=21))
    mark_deadlines(by=cast.system, at=now)
    actions.suggest_by_clocks(by=cast.system, at=now)
    director = come_in(browser, live_server.url, "sun")
    director.goto(f"{live_server.url}/supervision/suggestions/")
    director.locator("[data-row] a").click()
    director.fill("[name=text]", "请三个工作日内修好路灯并反馈。")
    director.get_by_role("button", name="采取此步骤").click()
    director.wait_for_url("**/supervision/matters/**")
    found = serious(director)
    worker = come_in(browser, live_server.url, "li", viewport=PHONE)
    worker.goto(f"{live_server.url}/supervision/")
    worker.locator("[data-row] a").first.click()
    worker.locator("a[href*='move=answer']").click()
    worker.locator(".move-open textarea[name=text]").fill("已换灯，夜间试亮正常。")
    worker.locator(".move-open .btn-primary").click()
    worker.locator(".note-success").wait_for()
    found += serious(worker)
    director.reload()
    director.locator("a[href*='move=accept']").click()
    director.locator(".move-open .btn-primary").click()
    director.locator(".note-success").wait_for()
    assert (Supervision.objects.get().state, found) == ("accepted", [])
