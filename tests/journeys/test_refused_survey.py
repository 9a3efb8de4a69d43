"""A survey that the community refuses: handed out, refused, answered, decided, in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from linli.affairs.admission.models import Refusal, Task
from linli.affairs.admission.tests.stages import COMMUNITY, exempted
from tests.cast import Cast
from tests.journeys.browser import come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_survey_that_the_community_refuses(browser: Browser, live_server, cast: Cast):
    now = timezone.now()
    exempted(cast, now - timedelta(hours=1), subject="survey", title="养犬情况调查")
    liu = come_in(browser, live_server.url, "liu")
    liu.goto(f"{live_server.url}/admission/tasks/new/")
    liu.check(f"[name=units][value='{COMMUNITY}']")
    for name, text in (("title", "入户调查"), ("content", "逐户登记"), ("evidence", "登记表")):
        liu.fill(f"[name={name}]", text)
    liu.fill("[name=answer_by]", f"{timezone.localdate(now) + timedelta(days=40)}")
    liu.fill("[name=hours]", "40")
    liu.click(".form-foot .btn-primary")
    liu.locator(".note-success").wait_for()
    task = Task.objects.get()

    chen = come_in(browser, live_server.url, "chen")
    chen.goto(f"{live_server.url}/admission/{task.number}/?move=refuse_part")
    chen.select_option("[name=ground]", "beyond")
    chen.fill("[name=note]", "准入事项没有入户登记。")
    chen.click(".move-open .btn-danger")
    chen.locator(".note-success").wait_for()
    refusal = Refusal.objects.get()
    assert (refusal.state, refusal.refused_task) == ("refused_by_community", task)

    lin = come_in(browser, live_server.url, "lin")
    lin.goto(f"{live_server.url}/admission/{refusal.number}/?move=uphold")
    lin.fill("[name=ruling]", "停止调查，先申请准入。")
    lin.click(".move-open .btn-primary")
    lin.locator(".note-success").wait_for()
    refusal.refresh_from_db()
    assert refusal.state == "upheld"
    chen.goto(f"{live_server.url}/admission/{refusal.number}/")
    assert "停止调查，先申请准入。" in chen.content()
