"""A department does not come to a whistle: before the district, supervised, released, closed."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from linli.affairs.supervision import actions as supervision
from linli.affairs.supervision.models import Supervision
from linli.affairs.whistle import actions
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.tests.stages import CITY, DAY, HOUR, WATER, blown, finish, here, naming
from linli.matters.actions import mark_deadlines
from tests.cast import Cast
from tests.journeys.browser import come_in, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def silent_for_three_weeks(cast: Cast, now: datetime) -> Whistle:
    """Two were called: the water works came and are done, the city management never signed."""
    begun = now - 21 * DAY
    whistle = blown(cast, begun)
    actions.sign(whistle, by=cast.gao, at=begun + HOUR)
    here(whistle, WATER, cast.gao, begun + DAY)
    finish(whistle, WATER, cast.gao, begun + 2 * DAY)
    mark_deadlines(by=cast.system, at=now)
    supervision.suggest_by_clocks(by=cast.system, at=now)
    return whistle


def closing(page: Page) -> int:
    """What the server says to somebody who wants to close it although nothing offers it."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    given = {"csrfmiddlewaretoken": token, "outcome": "solved", "text": "已整治。"}
    headers = {"Referer": page.url}
    return page.request.post(f"{page.url}moves/close/", form=given, headers=headers).status


def test_a_department_stays_away(browser: Browser, live_server, cast: Cast, deliver_all):
    now = timezone.now()
    whistle = silent_for_three_weeks(cast, now)
    record = f"{live_server.url}/whistles/{whistle.number}/"
    sun, lin = (come_in(browser, live_server.url, name) for name in ("sun", "lin"))

    sun.goto(record)
    assert sun.locator("#parts .part").first.locator(".light-red").count() == 3
    assert closing(sun) == 409
    sun.click("form[action$='/moves/escalate/'] button")
    sun.locator(".note-success").wait_for()
    deliver_all(now)

    lin.goto(record)
    assert "城市管理局：未签收" in lin.inner_text(".timeline-list")
    lin.goto(f"{live_server.url}/supervision/suggestions/")
    lin.locator("[data-row] a").click()
    lin.fill("[name=text]", "三个工作日内到场，并说明为何未到。")
    lin.get_by_role("button", name="采取此步骤").click()
    lin.wait_for_url("**/supervision/matters/**")
    demand = Supervision.objects.get()
    assert (demand.step, demand.holder, demand.subject_id) == (
        "listed",
        cast.units[CITY],
        whistle.pk,
    )

    lin.goto(f"{record}?move=instruct")
    lin.fill(".move-open [name=note]", "街道可请综合执法队代办。")
    send(lin)
    sun.goto(record)
    assert closing(sun) == 409
    sun.goto(f"{record}?move=release")
    sun.fill(".move-open [name=note]", "已由综合执法队代办。")
    send(sun)
    sun.goto(f"{record}?move=confirm")
    for grade in ("speed", "attendance", "result"):
        sun.select_option(f"[name={grade}-{naming(whistle, WATER).pk}]", "4")
    send(sun)
    sun.goto(f"{record}?move=close")
    sun.check("[name=outcome][value=solved]")
    sun.fill(".move-open [name=text]", "占道已清理。")
    send(sun)
    whistle.refresh_from_db()
    assert (whistle.state, naming(whistle, CITY).part.release_reason) == (
        "closed",
        "已由综合执法队代办。",
    )
