"""A model learns, takes over, is not pushed out by a worse one, and is rolled back by a person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page

from linli.affairs.cases import actions
from linli.affairs.cases.models import Category, ModelUse, TextModel
from linli.affairs.cases.suggesting.actions import learning
from linli.affairs.cases.tests.stages import reported
from linli.affairs.cases.tests.test_learning import few_are_enough  # noqa: F401 - it is a fixture
from tests.cast import MONDAY, Cast
from tests.journeys.browser import PHONE, come_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WEEK = timedelta(weeks=1)
PLACES = ("桥头", "广场", "菜场", "河边", "车站")
GREEN, BLUE = "绿盒子", "蓝盒子"
"""What people here call the bins and the lamps; no lexicon knows it."""

SAID = {
    GREEN: ("裂开漏出脏水", "堆满臭味熏人", "倒在花坛旁边"),
    BLUE: ("夜里一直闪烁", "外壳掉落电线", "立柱歪斜危险"),
}
MEANT = {GREEN: "0303", BLUE: "0305"}
MIXED_UP = {GREEN: "0305", BLUE: "0303"}


def decided(cast: Cast, at: datetime, meant: dict[str, str], places: tuple[str, ...]) -> None:
    """At each place people write of either box in three ways, and triage says what it is."""
    for box, code in meant.items():
        category = Category.objects.get(code=code)
        for words in SAID[box]:
            for place in places:
                text = f"{box}{words}，在{place}"
                case = reported(cast, at, text=text, category=None, reporter=None)
                given = {"type": "help", "urgency": "ordinary", "place": case.place}
                actions.accept(case, category=category, **given, by=cast.zhao, at=at)


def suggested(browser: Browser, address: str) -> list[str]:
    """The categories that a resident is offered on the page of reports, likeliest first."""
    page = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
    page.goto(f"{address}/report/")
    page.fill("textarea[name=text]", f"青梧路的{GREEN}又坏了，请来看看")
    page.locator("button[name=look]").click()
    page.locator("#part-understood").wait_for()
    guesses = page.locator("#understood input[name=guess]")
    return [str(guesses.nth(at).get_attribute("value")) for at in range(guesses.count())]


def use(page: Page, address: str, row: str, reason: str) -> None:
    """Put what stands in a row of the page of models to use."""
    page.goto(f"{address}/suggestions/models/")
    line = page.locator("tr[data-row]", has_text=row)
    line.locator("summary").click()
    line.locator("input[name=reason]").fill(reason)
    line.locator("button").click()
    page.locator(".note-success").wait_for()


def in_use(page: Page) -> str:
    """What stands in the row that is marked so."""
    return page.locator("tr[data-row]", has=page.locator(".state")).inner_text()


def test_a_model_takes_over_and_is_rolled_back(browser: Browser, live_server, cast: Cast) -> None:
    address = live_server.url
    decided(cast, MONDAY - 8 * WEEK, MEANT, PLACES)
    decided(cast, MONDAY - WEEK, MEANT, PLACES[:2])
    assert "0303" not in suggested(browser, address)

    good = learning.fit(by=cast.system, at=MONDAY)
    assert suggested(browser, address)[0] == "0303"

    decided(cast, MONDAY - 6 * WEEK, MIXED_UP, PLACES)
    worse = learning.fit(by=cast.system, at=MONDAY + timedelta(days=1))
    assert worse.macro_f1 < good.macro_f1
    assert TextModel.objects.count() == 2
    lin = come_in(browser, address, "lin")
    lin.goto(f"{address}/suggestions/models/")
    assert lin.locator("tr[data-row]").count() == 3
    assert good.version in in_use(lin)

    use(lin, address, "随系统自带的词表", "新模型错得太多")
    assert "0303" not in suggested(browser, address)

    use(lin, address, good.version, "词表更差，换回来")
    assert suggested(browser, address)[0] == "0303"
    chosen = ModelUse.objects.filter(why="chosen").values_list("by__username", "reason")
    assert sorted(chosen) == [("lin", "新模型错得太多"), ("lin", "词表更差，换回来")]
