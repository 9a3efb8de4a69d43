"""A pipe bursts at night: the street calls, the department signs and comes, all on phones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from linli.affairs.cases.tests.stages import reported
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.tests.stages import COMMUNITY, WATER, naming
from linli.matters.models import Comment
from tests.cast import Cast
from tests.journeys.browser import PHONE, come_in, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_pipe_bursts_at_night(browser: Browser, live_server, cast: Cast):
    case = reported(cast, timezone.now() - timedelta(minutes=9), text="路口水管爆了")
    sun = come_in(browser, live_server.url, "sun", viewport=PHONE)
    sun.goto(f"{live_server.url}/whistles/new/?cases={case.number}&place={COMMUNITY}")
    sun.check("[name=type][value=emergency]")
    sun.fill("[name=text]", "主供水管爆裂，两栋楼停水。")
    sun.check(f"[name=units][value='{WATER}']")
    sun.fill("[name=note]", "请立即止水")
    sun.click("button[value=blow]")
    sun.wait_for_url("**/now/")
    street = sun.url
    record = street.removesuffix("now/")
    assert sun.inner_text(".now-count") == "已到 0／应到 1"

    gao = come_in(browser, live_server.url, "gao", viewport=PHONE)
    gao.goto(street)
    for move in ("sign", "report_in"):
        gao.click(f"form[action$='/{move}/'] button")
        gao.wait_for_url("**/now/")
        gao.locator(f"form[action$='/{move}/']").wait_for(state="detached")
    sun.reload()
    assert sun.inner_text(".now-count") == "已到 1／应到 1"

    gao.goto(f"{record}?move=finish")
    gao.check("[name=outcome][value=solved]")
    gao.fill(".move-open [name=text]", "已换管恢复供水")
    send(gao)

    whistle = Whistle.objects.get()
    sun.goto(f"{record}?move=confirm")
    for grade in ("speed", "attendance", "result"):
        sun.select_option(f"[name={grade}-{naming(whistle, WATER).pk}]", "5")
    send(sun)
    sun.goto(f"{record}?move=close")
    sun.check("[name=outcome][value=solved]")
    sun.fill(".move-open [name=text]", "已恢复供水，谢谢您的反映。")
    send(sun)

    whistle.refresh_from_db()
    answer = Comment.objects.get(matter=case.pk, audience=Comment.Audience.REPORTER)
    assert (whistle.state, answer.text) == ("closed", "已恢复供水，谢谢您的反映。")
