"""Writing about a matter by keyboard alone: standard texts, and colleagues after an "@"."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import accepted
from linli.ground.journal.models import Entry
from linli.ground.texts.actions import write_text
from tests.cast import MONDAY, Cast
from tests.journeys.browser import come_in, serious
from tests.journeys.test_reach import tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READERS = (
    ("zh-CN", "light", False),
    ("en-GB", "dark", False),
    ("zh-CN", "dark", True),
    ("en-GB", "light", True),
)
"""Language, colours and large type, so that each meets each of the others."""

NOTE = ".move-open textarea[name=note]"


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case that waits to be dispatched, and two texts for the note."""
    unit, given = cast.units["990101001"], {"use": "note", "language": "zh-hans"}
    for name, text in (("先联系", "请先联系反映人"), ("今天去", "请今天到{地点}查看")):
        write_text(unit=unit, name=name, text=text, by=cast.zhao, at=MONDAY, **given)
    return accepted(cast, MONDAY)


def open_texts(page: Page) -> None:
    """By keyboard from the top of the page to the texts beside the note."""
    tab_to(page, NOTE)
    tab_to(page, ".move-open .texts-open")
    page.keyboard.press("Enter")
    page.locator(".texts-one:focus").wait_for()


def test_a_text_is_chosen_and_a_colleague_mentioned_by_keyboard_alone(
    browser: Browser, live_server, cast: Cast, case: Case
) -> None:
    page = come_in(browser, live_server.url, "zhao")
    page.goto(f"{live_server.url}/cases/{case.number}/?move=dispatch")
    open_texts(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("[name=note]:focus").wait_for()
    page.keyboard.type("，@")
    page.keyboard.type("陈")
    page.locator(".colleagues [aria-selected=true]", has_text="陈静").wait_for()
    page.keyboard.press("Enter")
    said = page.locator(NOTE).input_value()
    tab_to(page, ".move-open .form-foot .btn-primary")
    page.keyboard.press("Enter")
    page.locator(".note-success").wait_for()
    place = "青梧街道桂花里社区桂花里第一网格"
    assert said in {f"请今天到{place}查看，@陈静 ", "请先联系反映人，@陈静 "}
    assert Entry.objects.get(event="matters.mention").data["mentioned"] == [cast.chen.pk]


def test_escape_closes_the_texts_and_the_colleagues_and_keeps_what_is_written(
    browser: Browser, live_server, cast: Cast, case: Case
) -> None:
    page = come_in(browser, live_server.url, "zhao")
    page.goto(f"{live_server.url}/cases/{case.number}/?move=dispatch")
    open_texts(page)
    page.keyboard.press("Escape")
    page.locator("[name=note]:focus").wait_for()
    page.keyboard.type("@陈")
    page.locator(".colleagues").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".texts-one, .colleagues").count() == 0
    assert page.locator(NOTE).input_value() == "@陈"


def test_nothing_serious_stands_in_the_way_while_lists_and_dialogs_are_open(
    browser: Browser, live_server, cast: Cast, case: Case
) -> None:
    found = []
    for language, colours, large in READERS:
        page = come_in(browser, live_server.url, "zhao", locale=language, color_scheme=colours)
        if large:
            cookie = {"name": "linli_large_type", "value": "1", "url": live_server.url}
            page.context.add_cookies([cookie])
        for path, opened in open_things(page, f"{live_server.url}/cases/{case.number}/"):
            bad = serious(page)
            found += [f"{path} {opened} {language} {colours} {large}: {each}" for each in bad]
        page.context.close()
    assert found == []


def open_things(page: Page, address: str) -> Iterator[tuple[str, str]]:
    """Each thing that opens above the page of a case, one after the other."""
    page.goto(f"{address}?move=dispatch")
    open_texts(page)
    yield address, "texts"
    page.keyboard.press("Escape")
    page.keyboard.type("@陈")
    page.locator(".colleagues").wait_for()
    yield address, "colleagues"
    page.keyboard.press("Escape")
    page.locator("main h1").click()
    for keys, dialog in (("Control+k", "#palette[open]"), ("Shift+?", "#keys[open]")):
        page.keyboard.press(keys)
        page.locator(dialog).wait_for()
        yield address, dialog
        page.keyboard.press("Escape")
    page.goto(address.partition("/cases/")[0] + "/texts/")
    page.locator("summary h2").click()
    yield "/texts/", "a new text"
