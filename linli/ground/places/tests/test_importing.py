from __future__ import annotations

import io
import json

import pytest

from linli.ground.places import actions
from linli.ground.places.importing import GRID_COLUMNS, PLACE_COLUMNS, read_rows
from linli.ground.places.models import Place
from linli.ground.places.tests.conftest import AT, GUIHUALI, WUTONGYUAN, square
from linli.ground.sheets.checking import RowsRefused
from linli.ground.sheets.reading import Unreadable


def table(*lines: str, name: str = "grids.csv", columns=GRID_COLUMNS):
    return read_rows(io.BytesIO("\n".join(lines).encode()), columns, name=name)


def grids(sysadmin, *lines: str, skip_bad: bool = False):
    return actions.import_grids(rows=table(*lines), skip_bad=skip_bad, by=sysadmin, at=AT)


def counts(result) -> tuple[int, int, int]:
    return result.created, result.updated, result.unchanged


HEADER = "网格编码,社区编码,网格名称,边界,经度,纬度"


def test_grids_with_codes_are_imported_once(town, sysadmin):
    lines = (HEADER, f"{GUIHUALI}001,,第一网格,,120.1,30.1", f"{GUIHUALI}002,,第二网格,,,")
    assert counts(grids(sysadmin, *lines)) == (2, 0, 0)
    assert counts(grids(sysadmin, *lines)) == (0, 0, 2)
    assert Place.objects.at_level("grid").count() == 2


def test_a_corrected_row_corrects_the_grid(town, sysadmin):
    grids(sysadmin, HEADER, f"{GUIHUALI}001,,第一网格,,,")
    assert counts(grids(sysadmin, HEADER, f"{GUIHUALI}001,,东网格,,,")) == (0, 1, 0)
    assert Place.objects.get(code=GUIHUALI + "001").name == "东网格"


def test_grids_without_codes_are_numbered_west_to_east_and_north_to_south(town, sysadmin):
    corners = {"东南": (120.02, 30.0), "东北": (120.02, 30.02), "西南": (120.0, 30.0001)}
    corners["西北"] = (120.0, 30.0199)
    rows = [f',{GUIHUALI},{name},"{square(*at)}",,' for name, at in corners.items()]
    assert counts(grids(sysadmin, HEADER, *rows)) == (4, 0, 0)
    assert counts(grids(sysadmin, HEADER, *rows)) == (0, 0, 4)
    numbered = Place.objects.children_of(GUIHUALI).values_list("name", flat=True)
    assert list(numbered) == ["西北", "东北", "西南", "东南"]


def test_a_grid_without_a_name_is_called_after_its_community(town, sysadmin):
    lines = (HEADER, f",{WUTONGYUAN},,,,", f",{WUTONGYUAN},,,,")
    assert counts(grids(sysadmin, *lines)) == (2, 0, 0)
    names = Place.objects.children_of(WUTONGYUAN).values_list("name", flat=True)
    assert list(names) == ["梧桐苑社区第1网格", "梧桐苑社区第2网格"]
    assert counts(grids(sysadmin, *lines)) == (0, 0, 2)


def test_a_grid_without_a_name_is_known_again_by_its_centre(town, sysadmin):
    east, west = f",{GUIHUALI},,,120.2,30", f",{GUIHUALI},,,120.1,30"
    grids(sysadmin, HEADER, east)
    assert counts(grids(sysadmin, HEADER, west, east)) == (1, 0, 1)
    assert Place.objects.get(code=GUIHUALI + "002").longitude == 120.1


def test_more_grids_than_three_digits_number_are_refused(town, sysadmin):
    rows = [f",{GUIHUALI},网格{number},,," for number in range(1001)]
    with pytest.raises(RowsRefused) as refused:
        grids(sysadmin, HEADER, *rows)
    assert len(refused.value.faults) == 2


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("12345,,第一网格,,,", "网格编码", "15"),
        (f"{GUIHUALI}001,{WUTONGYUAN},第一网格,,,", "社区编码", WUTONGYUAN),
        (",,第一网格,,,", "社区编码", "12"),
        (",990101009001,第一网格,,,", "", "990101009001"),
        (f"{GUIHUALI}001,,第一网格,POINT (1 1),,", "边界", ""),
        (f"{GUIHUALI}001,,第一网格,,30.1,120.1", "经度", "30.1"),
        (f"{GUIHUALI}001,,第一网格,,120.1,", "经度", ""),
    ],
)
def test_a_bad_row_refuses_the_whole_table_by_row_and_column(town, sysadmin, row, column, says):
    good = f"{GUIHUALI}009,,第九网格,,,"
    with pytest.raises(RowsRefused) as refused:
        grids(sysadmin, HEADER, good, row)
    [fault] = refused.value.faults
    assert (fault.row, fault.column) == (3, column)
    assert says in fault.message
    assert not Place.objects.at_level("grid").exists()


def test_bad_rows_are_skipped_when_that_is_asked_for(town, sysadmin):
    lines = (HEADER, "12345,,第一网格,,,", f"{GUIHUALI}001,,第一网格,,,")
    result = grids(sysadmin, *lines, skip_bad=True)
    assert counts(result) == (1, 0, 0)
    assert [fault.row for fault in result.faults] == [2]


def test_the_same_grid_twice_in_a_table_is_refused(town, sysadmin):
    row = f"{GUIHUALI}001,,第一网格,,,"
    with pytest.raises(RowsRefused, match="2"):
        grids(sysadmin, HEADER, row, row)


def test_overlapping_grids_are_reported_and_touching_ones_are_not(town, sysadmin):
    rows = [
        f'{GUIHUALI}00{n},,第{n}网格,"{square(west, 30.0)}",,'
        for n, west in enumerate((120.0, 120.01, 120.015), start=1)
    ]
    result = grids(sysadmin, HEADER, *rows)
    [warning] = result.warnings
    assert warning.row == 3
    assert f"{GUIHUALI}002" in warning.message
    assert f"{GUIHUALI}003" in warning.message


def test_a_grid_drawn_outside_its_community_is_reported(town, sysadmin):
    community = Place.objects.get(code=GUIHUALI)
    actions.draw_place(place=community, polygon=square(120.0, 30.0), by=sysadmin, at=AT)
    inside = f'{GUIHUALI}001,,第一网格,"{square(120.0, 30.0, 0.005)}",,'
    outside = f'{GUIHUALI}002,,第二网格,"{square(121.0, 30.0)}",,'
    result = grids(sysadmin, HEADER, inside, outside)
    assert [fault.row for fault in result.warnings] == [3]


def test_a_map_is_imported_like_a_table(town, sysadmin):
    ring = [[120.0, 30.0], [120.1, 30.0], [120.1, 30.1], [120.0, 30.0]]
    feature = {
        "type": "Feature",
        "properties": {"社区代码": int(GUIHUALI), "名称": "第一网格"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    body = json.dumps({"type": "FeatureCollection", "features": [feature]})
    rows = table(body, name="grids.geojson")
    assert counts(actions.import_grids(rows=rows, by=sysadmin, at=AT)) == (1, 0, 0)
    grid = Place.objects.get(code=GUIHUALI + "001")
    assert grid.polygon == feature["geometry"]


@pytest.mark.parametrize("body", ["", "[]", "{", '{"features": [1]}', '{"features": {}, "a": 1}x'])
def test_a_map_that_is_none_is_refused(body):
    with pytest.raises(Unreadable):
        list(table(body, name="grids.geojson"))


def test_places_are_imported_with_those_they_lie_in(town, sysadmin):
    lines = ("编码,名称", "990101002001,溪口社区", "990101002,望溪街道", "990101001,青梧街道")
    rows = table(*lines, columns=PLACE_COLUMNS)
    result = actions.import_places(rows=rows, by=sysadmin, at=AT)
    assert counts(result) == (2, 0, 1)
    assert Place.objects.get(code="990101002001").level == "community"


def test_a_place_below_none_is_refused(town, sysadmin):
    rows = table("编码,名称", "990102001,望溪街道", columns=PLACE_COLUMNS)
    with pytest.raises(RowsRefused, match="990102"):
        actions.import_places(rows=rows, by=sysadmin, at=AT)
