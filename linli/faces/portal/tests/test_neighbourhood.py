"""Where one lives: the grid and its people, and what goes on around without giving anybody away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.affairs.cases import actions
from linli.affairs.cases.models import Category
from linli.faces.portal import tasks
from linli.faces.portal.actions import count_around
from linli.faces.portal.nearby import Group, _Row, grouped, groups, spots
from linli.faces.portal.tests.test_places import SQUARE
from linli.faces.web.tests.reading import attributes, texts
from linli.ground.org.models import Unit
from tests.cast import MONDAY

GRID, COMMUNITY = "990101001001001", "990101001001"
PAGES = ["/grids/", f"/grids/{GRID}/", f"/grids/{GRID}/poster/", f"/grids/{COMMUNITY}/", "/around/"]


@pytest.fixture
def phones(cast):
    """The phone of the grid worker, and the one of the street above."""
    Unit.objects.filter(code=GRID).update(phone="139 0000 0101")
    Unit.objects.filter(code="990101001").update(phone="139 0000 0120")


@pytest.mark.parametrize("user", ["", "zhou", "li"])
@pytest.mark.parametrize("path", PAGES)
def test_what_the_law_has_published_is_there_for_everybody(client, cast, path, user):
    if user:
        client.force_login(getattr(cast, user))
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 405


def test_a_grid_names_its_worker_the_phone_and_the_one_for_supervision(client, cast, phones):
    facts = texts(client.get(f"/grids/{GRID}/").content.decode(), "dd")
    assert facts[:4] == [
        "桂花里第一网格 桂花里社区",
        "李晓梅",
        "139 0000 0101",
        "139 0000 0120 青梧街道",
    ]


def test_who_left_the_duty_is_named_no_more(client, cast, phones):
    cast.li.duties.update(valid_to=MONDAY.date())
    facts = texts(client.get(f"/grids/{GRID}/").content.decode(), "dd")
    assert facts[1] == "Nobody is named yet"


def test_a_community_lists_its_grids_in_few_queries(
    client, cast, phones, django_assert_num_queries: DjangoAssertNumQueries
):
    with django_assert_num_queries(7):
        html = client.get(f"/grids/{COMMUNITY}/").content.decode()
    assert texts(html, "a.my-case") == [
        "桂花里第一网格 李晓梅 139 0000 0101",
        "桂花里第二网格 王磊",
    ]


def test_the_poster_leads_to_the_report_with_the_place_chosen(client, cast):
    html = client.get(f"/grids/{GRID}/poster/").content.decode()
    there = f"/report/?place={GRID}"
    assert texts(html, "p.poster-address") == [f"http://testserver{there}"]
    assert attributes(client.get(there).content.decode(), "value", GRID) == [GRID]


def test_the_outline_of_a_grid_is_drawn_without_scripts(client, cast):
    cast.places[GRID].polygon = SQUARE
    cast.places[GRID].save()
    assert '<path class="outline-inner"' in client.get(f"/grids/{GRID}/").content.decode()
    assert len(client.get(f"/grids/{GRID}/shape.json").json()["features"]) == 1


@pytest.mark.parametrize("code", ["99", "x", "990101", "123456789012345"])
def test_a_place_that_is_no_grid_of_ours_is_not_there(client, cast, code):
    assert [client.get(f"/grids/{code}/{end}").status_code for end in ("", "poster/")] == [404, 404]


def test_a_community_has_no_poster(client, cast):
    assert client.get(f"/grids/{COMMUNITY}/poster/").status_code == 404


def test_a_grid_is_found_by_the_name_of_its_community(client, cast):
    assert client.get("/grids/", {"place_text": "桂花里社区"}).url == f"/grids/{COMMUNITY}/"


def rows(*described: tuple[str, str, str]) -> list[_Row]:
    return [_Row(place, category, who) for place, category, who in described]


def test_a_group_is_as_fine_as_the_number_of_people_in_it_allows():
    many = rows(*((GRID, "030302", f"r{n}") for n in range(3)))
    assert list(grouped(many, 3)) == [Group(GRID, "0303", 3)]
    assert list(grouped(many[:2], 3)) == []


def test_what_is_too_few_is_thrown_together_with_what_is_around_it():
    there = GRID[:-1] + "2"
    mixed = rows((GRID, "030302", "r1"), (there, "030302", "r2"), (there, "0305", "r3"))
    assert list(grouped(mixed, 3)) == [Group(COMMUNITY, "03", 3)]


def test_one_person_who_reports_often_is_still_one_person():
    assert list(grouped(rows(*((GRID, "0303", "r1") for _ in range(9))), 2)) == []


def test_no_case_is_counted_twice_and_none_shown_alone():
    grid = rows(*((GRID, "0303", f"r{n}") for n in range(5)))
    rest = rows((GRID, "0305", "r8"), (GRID[:12] + "002", "0703", "r9"))
    found = list(grouped(grid + rest, 2))
    assert sum(group.count for group in found) == 7
    assert all(group.count >= 2 for group in found)


@pytest.fixture
def lamps(cast):
    """Six reports without a name of lamps in one grid, and one of zhou's about something else."""

    lighting = Category.objects.get(code="0305")
    common = {"type": "help", "place_code": GRID, "channel": "web", "by": cast.system, "at": MONDAY}

    def report(n: int, category=lighting, reporter=None):
        text = f"暗号{n}路灯不亮"
        return actions.report(text=text, category=category, reporter=reporter, **common)

    found = [report(n) for n in range(6)]
    category = Category.objects.get(code="0903")
    return [*found, report(7, category=category, reporter=cast.residents["zhou"])]


def test_around_shows_numbers_by_place_and_category_and_no_word_of_anybody(client, lamps):
    html = client.get("/around/").content.decode()
    assert texts(html, "li.spot-line") == ["城乡建设 · 城市设施管理 6"]
    shown = [case.number in html or case.text in html or "暗号" in html for case in lamps]
    assert not any(shown)


@pytest.mark.parametrize("what", ["tip_off", "inquiry"])
def test_what_is_told_in_confidence_is_not_counted(client, cast, lamps, what):
    type(lamps[0]).objects.update(type=what)
    assert spots("990101", MONDAY) == []


def test_what_is_closed_is_not_around_any_more(cast, lamps):
    type(lamps[0]).objects.filter(pk=lamps[0].pk).update(closed_at=MONDAY + timedelta(hours=1))
    assert [spot.count for spot in spots("990101", MONDAY)] == [5]


def test_what_the_worker_has_counted_is_read_as_one_row(
    cast, lamps, monkeypatch, django_assert_num_queries: DjangoAssertNumQueries
):
    monkeypatch.setattr("linli.faces.portal.tasks.timezone.now", lambda: MONDAY)
    tasks.count_around.func(timestamp=0)
    type(lamps[0]).objects.update(closed_at=MONDAY)
    with django_assert_num_queries(1):
        assert groups("990101", MONDAY + timedelta(minutes=5)) == [Group(GRID, "0305", 6)]


def test_what_was_counted_long_ago_is_counted_anew(cast, lamps):
    count_around("990101", at=MONDAY)
    count_around("990101", at=MONDAY)
    type(lamps[0]).objects.update(closed_at=MONDAY)
    assert groups("990101", MONDAY + timedelta(hours=2)) == []


@pytest.mark.parametrize("user", ["", "zhou", "li", "sysadmin"])
def test_the_outline_is_public_and_only_read(client, cast, user):
    if user:
        client.force_login(getattr(cast, user))
    answer = client.get(f"/grids/{GRID}/shape.json")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer.json() == {"type": "FeatureCollection", "features": []}
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(f"/grids/{GRID}/shape.json").status_code == 405


@pytest.mark.parametrize("code", ["99", "x", "990101", "123456789012345", f"{GRID}0001", "9" * 300])
def test_of_what_is_no_place_of_ours_there_is_no_outline(client, cast, code):
    assert client.get(f"/grids/{code}/shape.json").status_code == 404


def test_an_outline_draws_the_place_and_its_community_and_no_neighbour(client, cast):
    for place in cast.places.values():
        place.polygon = SQUARE
        place.save()
    drawn = client.get(f"/grids/{GRID}/shape.json").json()["features"]
    assert {each["properties"]["code"] for each in drawn} == {COMMUNITY, GRID}


def test_the_points_say_the_same_as_the_list(client, cast, lamps):
    assert client.get("/around/points.json").json()["features"] == []
    cast.places[GRID].polygon = SQUARE
    cast.places[GRID].save()
    features = client.get("/around/points.json").json()["features"]
    assert [feature["properties"]["label"] for feature in features] == [
        "桂花里第一网格: 6 open cases"
    ]
    assert [feature["properties"]["url"] for feature in features] == [f"#spot-{GRID}"]
