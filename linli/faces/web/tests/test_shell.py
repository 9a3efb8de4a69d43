"""The frame around every page: its headers, its menus, the reader's choices."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client

from linli.faces.web.errors import forbidden
from linli.faces.web.navigation import DESK, OPEN, RESIDENT, address
from tools.frontend import VENDOR

PAGES = ["/", "/signin/", "/no-such-page/"]
ABROAD = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
INLINE = re.compile(r"""<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=["']""")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_allows_only_our_own_scripts_and_styles(client, path):
    policy = client.get(path)["Content-Security-Policy"].split("; ")

    assert {"default-src 'self'", "script-src 'self'", "style-src 'self'"} <= set(policy)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_names_another_host_or_carries_inline_code(client, path):
    html = client.get(path).content.decode()

    assert ABROAD.findall(html) == []
    assert INLINE.findall(html) == []


def test_a_first_visit_is_in_chinese(client):
    assert client.get("/")["Content-Language"] == "zh-hans"


@pytest.mark.parametrize(
    ("asked", "given"),
    [("zh-CN,zh;q=0.9", "zh-hans"), ("zh-TW", "zh-hans"), ("fr", "zh-hans"), ("en-US", "en")],
)
def test_a_browser_that_asks_for_english_gets_it_and_every_other_gets_chinese(client, asked, given):
    assert client.get("/", HTTP_ACCEPT_LANGUAGE=asked)["Content-Language"] == given


def test_the_language_switch_goes_back_to_the_page_and_is_remembered(client):
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/signin/"})

    assert (answer.status_code, answer["Location"]) == (302, "/signin/")
    assert "<title>Staff sign-in · linli</title>" in client.get("/signin/").content.decode()


def test_large_type_is_remembered_and_can_be_left_again(client):
    client.post("/large-type/", {"large": "1", "next": "/"})
    assert '<html lang="zh-hans" class="large-type">' in client.get("/").content.decode()

    client.post("/large-type/", {"large": "0", "next": "/"})
    assert '<html lang="zh-hans">' in client.get("/").content.decode()


def _sheets(client):
    html = client.get("/").content.decode()
    return re.findall(r'static/web/(\w+)\.css" media="([^"]+)"', html)


@pytest.mark.parametrize(
    ("chosen", "sheets"),
    [
        ("device", [("dark", "screen and (prefers-color-scheme: dark)")]),
        ("light", []),
        ("dark", [("dark", "screen")]),
    ],
)
def test_the_colours_are_those_of_the_device_unless_the_reader_chose(client, chosen, sheets):
    assert _sheets(client) == [("dark", "screen and (prefers-color-scheme: dark)")]

    answers = {"type": "ordinary", "colours": chosen, "language": "zh-hans", "next": "/follow/"}
    assert client.post("/display/", answers)["Location"] == "/follow/"
    assert _sheets(client) == sheets


def test_display_remembers_language_and_type_together(client):
    client.post("/display/", {"type": "large", "colours": "device", "language": "en"})

    assert '<html lang="en" class="large-type">' in client.get("/").content.decode()


def test_a_choice_that_is_not_offered_is_refused_and_nothing_remembered(client):
    answer = client.post("/display/", {"type": "huge", "colours": "pink", "language": "xx"})

    assert (answer.status_code, set(answer.cookies) - {"csrftoken"}) == (422, set())


@pytest.mark.parametrize("user", ["", "zhou"])
def test_large_type_offers_three_things_at_most(client, cast, user):
    client.cookies["linli_large_type"] = "1"
    if user:
        client.force_login(getattr(cast, user))
    html = client.get("/").content.decode()

    assert 2 <= html.count('class="tile') <= 3
    assert len(_menu(client, None, RESIDENT)) == 3


@pytest.mark.parametrize(
    "there", ["https://elsewhere.example/", "//elsewhere.example", "", "\\\\x"]
)
def test_no_choice_leads_to_another_host(client, there):
    everything = {"type": "ordinary", "colours": "dark", "language": "en", "next": there}

    assert client.post("/large-type/", {"large": "1", "next": there})["Location"] == "/"
    assert client.post("/display/", everything)["Location"] == "/"


def test_a_choice_cannot_be_made_by_following_a_link(client):
    assert client.get("/large-type/").status_code == 405


def test_the_title_of_a_page_is_also_its_only_heading(client):
    html = client.get("/signin/").content.decode()

    assert re.findall(r"<title>(.*?)</title>", html) == ["工作人员登录 · 邻里"]
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["工作人员登录"]


def test_the_menu_marks_the_page_one_is_on(client):
    html = client.get("/").content.decode()

    current = re.findall(r'<a href="([^"]+)" aria-current="page">', html)
    assert current == ["/", "/"]  # in the menu on top and in the one below


def _menu(client, user, entries):
    if user:
        client.force_login(user)
    from_page = client.get("/styleguide/" if entries is DESK else "/")
    shell = from_page.context["shell"]
    shown = shell.desk_entries if entries is DESK else shell.resident_entries
    return {link.url for link in shown}


def test_the_menu_of_the_desk_shows_what_the_duty_allows(client, cast):
    rulepacks = address("rulepacks:index")

    assert rulepacks in _menu(client, cast.zhao, DESK)
    assert rulepacks not in _menu(client, cast.he, DESK)


def test_nobody_is_shown_an_entry_that_leads_nowhere(client, cast):
    offered = {address(entry.url_name) for entry in [*DESK, *RESIDENT]} - {""}

    for user in [cast.zhao, cast.sysadmin, cast.auditor]:
        assert _menu(client, user, DESK) <= offered


def test_what_is_published_stands_at_the_foot_of_the_residents_pages(client):
    foot = client.get("/").content.decode().partition('<footer class="foot">')[2]
    published = [address(entry.url_name) for entry in OPEN]

    assert re.findall(r'href="([^"]+)"', foot)[: len(published)] == published
    client.cookies["linli_large_type"] = "1"
    assert published[0] not in client.get("/").content.decode()


def test_in_large_type_the_way_out_and_the_other_language_stand_at_the_foot(client, cast):
    client.cookies["linli_large_type"] = "1"
    client.force_login(cast.zhou)
    foot = client.get("/").content.decode().partition('<footer class="foot">')[2]

    assert re.findall(r'action="([^"]+)"', foot) == ["/i18n/setlang/", "/signout/"]


def test_in_large_type_only_somebody_who_has_signed_in_can_sign_out(client):
    client.cookies["linli_large_type"] = "1"

    assert "/signout/" not in client.get("/").content.decode()


def test_signing_in_is_offered_only_to_those_who_have_not(client, cast):
    signin = address("notices:signin")

    assert signin in _menu(client, None, RESIDENT)
    assert signin not in _menu(client, cast.zhou, RESIDENT)


def test_on_public_pages_the_staff_find_their_desk_and_nobody_else_does(client, cast):
    desk, home = address("desk"), address("home")
    published = address("boards:open")

    for user, entry in [(None, home), (cast.zhou, home), (cast.zhao, desk)]:
        client.force_login(user) if user else None
        shown = client.get(published).context["shell"].resident_entries
        assert [link.url for link in shown if link.url in {desk, home}] == [entry]


def test_a_page_that_is_not_there_says_so_in_the_readers_language(client):
    here = client.get("/no-such-page/")
    english = client.get("/no-such-page/", HTTP_ACCEPT_LANGUAGE="en")

    assert (here.status_code, english.status_code) == (404, 404)
    assert "<h1>没有找到这个页面</h1>" in here.content.decode()
    assert "<h1>This page is not here</h1>" in english.content.decode()


@pytest.mark.parametrize(("user", "way_out"), [("", "/"), ("zhou", "/"), ("zhao", "/desk/")])
def test_a_page_that_is_not_there_leads_back_to_where_one_works(client, cast, user, way_out):
    if user:
        client.force_login(getattr(cast, user))
    html = client.get("/no-such-page/").content.decode()

    assert re.findall(r'class="btn btn-primary" href="([^"]+)"', html) == [way_out]


@pytest.mark.parametrize(("name", "of_duties"), [("zhou", False), ("he", True)])
def test_a_page_that_is_refused_speaks_of_duties_to_the_staff_alone(rf, cast, name, of_duties):
    request = rf.get("/first-steps/")
    request.user = getattr(cast, name)
    answer = forbidden(request, PermissionDenied())

    assert answer.status_code == 403
    assert ("授权的人员" in answer.content.decode()) == of_duties


def test_a_form_sent_without_proof_of_origin_is_refused_with_advice(cast):
    answer = Client(enforce_csrf_checks=True).post("/signin/", {"username": "zhao"})

    assert answer.status_code == 403
    assert "<h1>页面停留时间过长</h1>" in answer.content.decode()


def test_the_page_for_our_own_faults_needs_neither_request_nor_database(django_db_blocker):
    with django_db_blocker.block():
        html = render_to_string("web/errors/500.html")

    assert re.findall(r"<h1>(.*?)</h1>", html) == ["系统出了问题"]


@pytest.mark.parametrize("path", ["/", "/static/web/parts.css", "/static/web/icons.svg"])
def test_words_are_sent_compressed_to_whoever_can_read_it(client, path):
    packed, plain = client.get(path, HTTP_ACCEPT_ENCODING="gzip"), client.get(path)
    for answer in (packed, plain):
        answer.close()

    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain


def test_pictures_are_sent_as_they_are(client):
    answer = client.get("/static/offline/icon-192.png", HTTP_ACCEPT_ENCODING="gzip")
    answer.close()

    assert "Content-Encoding" not in answer


@pytest.mark.skipif(not VENDOR.exists(), reason="make setup has not fetched the libraries")
@pytest.mark.parametrize("name", ["tabler.min.css", "htmx.min.js"])
def test_the_large_libraries_are_sent_compressed(client, name):
    answer = client.get(f"/static/vendor/{name}", HTTP_ACCEPT_ENCODING="gzip")
    answer.close()

    assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
