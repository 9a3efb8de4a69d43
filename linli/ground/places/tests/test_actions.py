from __future__ import annotations

from datetime import date

import pytest

from linli.ground.journal.models import Entry
from linli.ground.places import actions
from linli.ground.places.codes import Level, NotAPlaceCode
from linli.ground.places.geometry import BadPolygon
from linli.ground.places.models import Place
from linli.ground.places.tests.conftest import AT, GUIHUALI, square


def happened(place: Place) -> list[str]:
    return [entry.event for entry in Entry.objects.about(place)]


def test_a_district_is_set_up_with_all_above_and_below(sysadmin):
    added = actions.set_up_area(prefix="430104", by=sysadmin, at=AT)
    assert Place.objects.count() == added == 214
    assert Place.objects.get(code="430104001001").name == "湖东社区居委会"
    assert happened(Place.objects.get(code="430104")) == ["places.area_set_up"]


def test_setting_up_again_changes_nothing_and_is_no_event(sysadmin):
    actions.set_up_area(prefix="430104", by=sysadmin, at=AT)
    Place.objects.filter(code="430104001001").update(name="湖东社区")
    assert actions.set_up_area(prefix="430104", by=sysadmin, at=AT) == 0
    assert Place.objects.get(code="430104001001").name == "湖东社区"
    assert len(happened(Place.objects.get(code="430104"))) == 1


def test_a_city_takes_in_a_district_that_was_there(sysadmin):
    first = actions.set_up_area(prefix="430104", by=sysadmin, at=AT)
    second = actions.set_up_area(prefix="4301", by=sysadmin, at=AT)
    assert Place.objects.count() == first + second == 1832


def test_an_unknown_division_is_refused_and_nothing_written(sysadmin):
    with pytest.raises(actions.UnknownDivision, match="430104"):
        actions.set_up_area(prefix="岳麓区", by=sysadmin, at=AT)
    assert not Place.objects.exists()


def test_a_place_is_added_below_another(town, sysadmin):
    grid = actions.add_place(
        code=GUIHUALI + "001",
        name="第一网格",
        polygon=square(120.0, 30.0),
        by=sysadmin,
        at=AT,
    )
    assert (grid.level, grid.longitude, grid.latitude) == (Level.GRID, 120.005, 30.005)
    assert happened(grid) == ["places.added"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("9901010019", NotAPlaceCode),
        ("990102001", actions.NoSuchPlace),
        (GUIHUALI, actions.CodeTaken),
    ],
)
def test_a_place_with_an_impossible_code_is_refused(town, sysadmin, code, error):
    with pytest.raises(error):
        actions.add_place(code=code, name="溪口", by=sysadmin, at=AT)


def test_a_grid_is_drawn_and_redrawn(town, sysadmin):
    community = Place.objects.get(code=GUIHUALI)
    actions.draw_place(place=community, polygon=square(120.0, 30.0), by=sysadmin, at=AT)
    actions.draw_place(place=community, polygon=square(121.0, 30.0), by=sysadmin, at=AT)
    community.refresh_from_db()
    assert community.longitude == 121.005
    assert happened(community) == ["places.drawn", "places.drawn"]


@pytest.mark.parametrize(
    "polygon",
    [
        "",
        "{}",
        '{"type": "Polygon"}',
        "POINT (120 30)",
        "POLYGON EMPTY",
        "POLYGON ((30 120, 31 120, 31 121, 30 120))",
        "POLYGON ((120 30, 121 31, 121 30, 120 31, 120 30))",
    ],
)
def test_what_is_no_polygon_in_china_is_refused(town, sysadmin, polygon):
    with pytest.raises(BadPolygon):
        actions.draw_place(place=Place.objects.get(code="99"), polygon=polygon, by=sysadmin, at=AT)


def test_renaming_keeps_the_old_name_in_the_journal(town, sysadmin):
    community = Place.objects.get(code=GUIHUALI)
    actions.rename_place(place=community, name="桂花里社区", by=sysadmin, at=AT)
    [entry] = Entry.objects.about(community)
    assert entry.data == {"before": "桂花里社区居委会", "after": "桂花里社区"}


def test_grids_are_generated_once(town, sysadmin):
    first = actions.generate_grids(community_code=GUIHUALI, count=2, by=sysadmin, at=AT)
    again = actions.generate_grids(community_code=GUIHUALI, count=3, by=sysadmin, at=AT)
    assert [(grid.code, grid.name) for grid in first + again] == [
        (GUIHUALI + "001", "桂花里社区第1网格"),
        (GUIHUALI + "002", "桂花里社区第2网格"),
        (GUIHUALI + "003", "桂花里社区第3网格"),
    ]
    assert not actions.generate_grids(community_code=GUIHUALI, count=3, by=sysadmin, at=AT)


def test_an_ended_grids_number_is_not_given_again(town, sysadmin):
    [grid] = actions.generate_grids(community_code=GUIHUALI, count=1, by=sysadmin, at=AT)
    Place.objects.filter(pk=grid.pk).update(valid_to=date(2026, 1, 1))
    [new] = actions.generate_grids(community_code=GUIHUALI, count=1, by=sysadmin, at=AT)
    assert new.code == GUIHUALI + "002"


@pytest.mark.parametrize(
    ("code", "count", "error"),
    [
        ("990101001", 2, actions.NotACommunity),
        ("990101009001", 2, actions.NoSuchPlace),
        (GUIHUALI, 1000, actions.TooManyGrids),
        (GUIHUALI, -1, actions.TooManyGrids),
    ],
)
def test_grids_are_not_generated_for(town, sysadmin, code, count, error):
    with pytest.raises(error):
        actions.generate_grids(community_code=code, count=count, by=sysadmin, at=AT)


def replace(old: str, new: str, on: date, by: object) -> Place:
    return actions.replace_place(
        old=Place.objects.get(code=old), new=Place.objects.get(code=new), on=on, by=by, at=AT
    )


def test_a_place_ends_where_its_successor_begins(town, sysadmin):
    replace("990101001002", GUIHUALI, date(2026, 4, 1), sysadmin)
    old, new = Place.objects.get(code="990101001002"), Place.objects.get(code=GUIHUALI)
    assert (old.valid_to, new.predecessor) == (date(2026, 4, 1), old)
    assert list(old.successors.all()) == [new]
    assert happened(old) == ["places.replaced"]


def test_the_journal_of_each_of_two_merged_names_the_successor(town, sysadmin):
    actions.add_place(code="990101001003", name="溪口社区", by=sysadmin, at=AT)
    for old in (GUIHUALI, "990101001002"):
        replace(old, "990101001003", date(2026, 4, 1), sysadmin)
    assert Place.objects.get(code="990101001003").predecessor_id == GUIHUALI
    [entry] = Entry.objects.about(Place.objects.get(code="990101001002"))
    assert entry.data["successor"] == "990101001003"


@pytest.mark.parametrize(
    ("old", "new"),
    [(GUIHUALI, GUIHUALI), (GUIHUALI, "990101001"), ("990101001", "990101002")],
)
def test_a_place_cannot_be_replaced_by_itself_another_level_or_before_its_parts(
    town, sysadmin, old, new
):
    actions.add_place(code="990101002", name="望溪街道", by=sysadmin, at=AT)
    with pytest.raises(actions.NotReplaceable):
        replace(old, new, date(2026, 4, 1), sysadmin)


def test_a_place_is_not_replaced_twice(town, sysadmin):
    replace("990101001002", GUIHUALI, date(2026, 4, 1), sysadmin)
    with pytest.raises(actions.NotReplaceable):
        replace("990101001002", GUIHUALI, date(2026, 5, 1), sysadmin)
