"""What a phone may keep, and of whom."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.staticfiles import finders

from linli.affairs.cases.tests import stages
from linli.faces.offline import shelf
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def kept(client) -> dict:
    text = client.get("/service-worker.js").content.decode()
    return json.loads(text.partition("const SHELF = ")[2].partition(";\n")[0])


def test_everything_on_the_shelf_is_there(client, cast):
    assert [name for name in shelf.FILES if finders.find(name) is None] == []
    shown = [
        client.get(page).status_code for page in [*kept(client)["pages"], "/report/places.json"]
    ]
    assert shown == [200] * 5


def test_the_service_worker_is_ours_and_asked_for_anew_each_time(client):
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"


def test_the_service_worker_sends_drafts_by_the_code_of_the_pages(client):
    code = client.get("/service-worker.js").content.decode()
    assert "async function post(draft)" in code
    assert not [line for line in code.splitlines() if line.startswith(("import ", "export "))]


def test_another_service_worker_keeps_another_shelf():
    assert shelf.version("one") == shelf.version("one") != shelf.version("other")


def test_the_app_can_be_installed(client):
    manifest = client.get("/manifest.webmanifest").json()
    assert (manifest["name"], manifest["display"], manifest["start_url"]) == (
        "邻里",
        "standalone",
        "/",
    )
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512", "512x512"]


@pytest.mark.parametrize(("user", "keeps"), [("li", True), ("zhao", False)])
def test_only_a_grid_workers_phone_keeps_a_case(client, cast, user, keeps):
    case = stages.dispatched(cast, MONDAY)
    client.force_login(getattr(cast, user))
    answer = client.get(f"/cases/{case.number}/")
    assert ("Linli-Keep" in answer, answer["Linli-Reader"] != "") == (keeps, True)


@pytest.mark.parametrize("path", ["/desk/", "/security/", "/search/", "/"])
def test_no_other_page_is_kept(client, cast, path):
    client.force_login(cast.li)
    assert "Linli-Keep" not in client.get(path)


@pytest.mark.parametrize(
    "path", ["/grid/", "/cases/{number}/", "/report/", "/drafts/", "/offline/"]
)
def test_whatever_a_kept_page_loads_is_on_the_shelf(client, cast, path):
    case = stages.dispatched(cast, MONDAY)
    if path not in kept(client)["pages"]:
        client.force_login(cast.li)
    page = client.get(path.format(number=case.number)).content.decode()
    loaded = re.findall(
        r'<(?:script|link rel="(?:stylesheet|icon)")[^>]*?(?:src|href)="([^"]+)', page
    )
    assert [name for name in loaded if name not in kept(client)["files"]] == []


def test_a_page_for_nobody_says_so_and_so_ends_what_was_kept(client, cast):
    client.force_login(cast.li)
    client.get("/grid/")
    client.logout()
    assert client.get("/")["Linli-Reader"] == ""


def test_what_is_kept_for_everybody_has_nobodys_data(client, cast):
    for page in kept(client)["pages"]:
        assert "1390000" not in client.get(page).content.decode()
