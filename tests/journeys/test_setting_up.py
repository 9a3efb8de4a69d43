"""From an empty installation to the first reported case, by the pages alone."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from linli.affairs.cases.models import Case
from linli.ground.org.actions import add_user, the_system
from linli.ground.org.models import Duty, User
from linli.ground.places.models import Place
from tests.cast import MONDAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DISTRICT = "540172"
"""One of the smallest of the national table: a single community."""


@pytest.fixture
def administrators(transactional_db) -> None:
    """What `linli users add` makes on the machine, and nothing else."""
    for kind in ("system", "security", "audit"):
        add_user(
            username=f"{kind}1",
            name=kind,
            kind="staff",
            administrator=kind,
            by=the_system(at=MONDAY),
            at=MONDAY,
        )


def signed_in(browser: Browser, address: str, username: str) -> Page:
    """The page of an administrator; the second factor that they need is tested by itself."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    context = browser.new_context(locale="zh-CN")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return context.new_page()


def test_an_empty_installation_is_led_to_its_first_case(
    browser: Browser, live_server, administrators
) -> None:
    system = signed_in(browser, live_server.url, "system1")
    system.goto(f"{live_server.url}/first-steps/")
    system.fill("#district input[name=district]", DISTRICT)
    system.click("#district form button")
    system.locator(".note-success").wait_for()
    system.fill("#grids input[name=count]", "1")
    system.click("#grids form button")
    system.locator(".note-success").wait_for()
    grids = list(Place.objects.filter(level="grid").values_list("code", flat=True))
    assert grids

    security = signed_in(browser, live_server.url, "security1")
    security.goto(f"{live_server.url}/first-steps/")
    security.click("#people a[href$='/org/duties/import/']")
    people = [("paidan", "派单员", DISTRICT, "district_director")]
    people += [(f"w{code}", "网格员", code, "grid_worker") for code in grids]
    rows = "\n".join(",".join(row) for row in [("用户名", "姓名", "单位编码", "角色"), *people])
    table = {"name": "duties.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    security.set_input_files("input[name=file]", files=[table])
    security.check("input[name=set_up]")
    security.click("main form button.btn-primary")
    security.locator("td code").first.wait_for()
    assert Duty.objects.count() == len(people) == security.locator("td code").count()

    resident = browser.new_page()
    resident.goto(f"{live_server.url}/report/?place={grids[0]}")
    resident.fill("textarea[name=text]", "三号楼前的路灯不亮了。")
    resident.fill("input[name=phone]", "13900000001")
    resident.click("button[name=send]")
    resident.wait_for_url("**/report/sent/")
    assert Case.objects.get().place_id == grids[0]

    system.goto(f"{live_server.url}/first-steps/")
    undone = system.locator("li:has(.state-waiting)").evaluate_all("all => all.map(({ id }) => id)")
    assert undone == []
