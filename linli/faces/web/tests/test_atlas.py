"""The map of matters: the inbox's numbers by place, and outlines of the reader's area."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.cases.tests.stages import accepted, closed, dispatched, reported
from linli.faces.web.atlas import lines, summed
from linli.matters.models import Matter

GRID, OTHER = "990101001001001", "990101001001002"
COMMUNITY = "990101001001"


def counted(client, user, **filters: str) -> list[list]:
    client.force_login(user)
    return client.get("/map/counts/", filters).json()["places"]


def shapes(client, user, **headers: str):
    client.force_login(user)
    return client.get("/map/shapes/", headers=headers)


def draw(cast, *codes: str) -> None:
    for step, code in enumerate(codes):
        west = 90.5 + step / 100
        ring = [[west, 40.2], [west + 0.01, 40.2], [west + 0.01, 40.21], [west, 40.2]]
        cast.places[code].polygon = {"type": "Polygon", "coordinates": [ring]}
        cast.places[code].save()


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "sun", "lin"])
def test_the_map_counts_what_the_inbox_lists(client, cast, monday, name):
    dispatched(cast, monday)
    dispatched(cast, monday)
    assert counted(client, getattr(cast, name)) == [[GRID, 2, 2]]


@pytest.mark.parametrize(
    "name", ["wang", "liu", "he", "zheng", "qian", "sysadmin", "secadmin", "auditor"]
)
def test_nobody_counts_what_is_not_theirs_to_see(client, cast, monday, name):
    dispatched(cast, monday)
    assert counted(client, getattr(cast, name)) == []


@pytest.mark.parametrize("name", ["zhou", "wu"])
@pytest.mark.parametrize("path", ["/map/", "/map/counts/", "/map/shapes/"])
def test_residents_have_no_map_of_matters(client, cast, name, path):
    client.force_login(getattr(cast, name))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", ["/map/", "/map/counts/", "/map/shapes/"])
def test_a_stranger_is_sent_to_sign_in_before_the_map(client, cast, path):
    assert client.get(path).headers["Location"].startswith("/signin/")


def test_filters_of_the_inbox_hold_on_the_map(client, cast, monday):
    accepted(cast, monday)
    reported(cast, monday, place_code=OTHER)
    closed(cast, monday)
    assert counted(client, cast.zhao) == [[GRID, 1, 1], [OTHER, 1, 1]]
    assert counted(client, cast.zhao, state="accepted") == [[GRID, 1, 1]]
    assert counted(client, cast.zhao, place=OTHER) == [[OTHER, 1, 1]]
    assert counted(client, cast.zhao, show="closed") == [[GRID, 1, 0]]


def test_only_what_is_overdue_counts_as_overdue(client, cast, monday):
    case = reported(cast, monday)
    Matter.objects.filter(pk=case.pk).update(due_at=monday + timedelta(days=30_000))
    assert counted(client, cast.zhao) == [[GRID, 1, 0]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_map_reads_as_little_for_many_places_as_for_one(
    client, cast, monday, django_assert_num_queries, rows
):
    for code in [GRID, OTHER, COMMUNITY][:rows]:
        reported(cast, monday, place_code=code)
    client.force_login(cast.zhao)
    with django_assert_num_queries(9):
        answer = client.get("/map/")
    assert len(answer.context["lines"]) == rows


def test_every_number_of_the_table_opens_a_list_as_long(client, cast, monday):
    reported(cast, monday)
    reported(cast, monday, place_code=COMMUNITY)
    client.force_login(cast.lin)
    rows = client.get("/map/").context["lines"]
    assert [row.count for row in rows] == [1, 1]
    for row in rows:
        assert len(list(client.get(row.url).context["page"])) == row.count


def test_a_list_of_a_place_alone_says_so(client, cast, monday):
    reported(cast, monday, place_code=COMMUNITY)
    client.force_login(cast.lin)
    answer = client.get("/desk/", {"place": COMMUNITY, "just": "1"})
    assert [each["value"] for each in answer.context["set"]] == ["桂花里社区（未到下一级）"]


def test_counts_are_thrown_together_by_the_place_above():
    counts = {GRID: (2, 1), OTHER: (3, 0), "990101001": (1, 1)}
    assert summed(counts, 12) == {COMMUNITY: (5, 1), "990101001": (1, 1)}


def test_a_table_of_too_many_places_is_of_those_above(cast, db, rf):
    counts = {f"{COMMUNITY}{number:03d}": (1, 0) for number in range(1, 300)}
    rows = lines(counts, rf.get("/map/").GET)
    assert [(row.name, row.count) for row in rows] == [("桂花里社区", 299)]


def test_the_outlines_are_those_of_the_readers_area(client, cast):
    draw(cast, "990101001", COMMUNITY, GRID, "990102001")
    codes = [each["properties"]["code"] for each in shapes(client, cast.li).json()["features"]]
    assert codes == [COMMUNITY, GRID]
    lin = shapes(client, cast.lin).json()["features"]
    assert [each["properties"]["code"] for each in lin] == ["990101001", COMMUNITY, GRID]


def test_outlines_are_sent_again_only_when_places_have_changed(client, cast):
    draw(cast, COMMUNITY)
    tag = shapes(client, cast.li).headers["ETag"]
    assert shapes(client, cast.li, if_none_match=tag).status_code == 304
    draw(cast, COMMUNITY, GRID)
    assert shapes(client, cast.li, if_none_match=tag).status_code == 200


def test_who_has_no_area_is_shown_every_district(client, cast):
    draw(cast, "990101001")
    answer = shapes(client, cast.sysadmin).json()
    assert [each["properties"]["code"] for each in answer["features"]] == ["990101001"]


def test_without_scripts_the_page_says_so_and_shows_the_numbers(client, cast, monday):
    reported(cast, monday)
    client.force_login(cast.zhao)
    page = client.get("/map/").content.decode()
    assert 'href="#by-place"' in page
    assert "桂花里第一网格" in page
