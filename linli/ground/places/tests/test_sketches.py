from __future__ import annotations

import json

import pytest
import shapely

from linli.ground.places.faults import faults_of
from linli.ground.places.sketches import (
    BadSketch,
    Plane,
    Sketch,
    areas,
    as_text,
    divided,
    merge,
    read,
    split,
)
from linli.ground.places.tests.conftest import square

WHOLE = shapely.box(120.0, 30.0, 120.02, 30.01)


def box(west: float, east: float, south: float = 30.0, north: float = 30.01) -> shapely.Polygon:
    return shapely.box(west, south, east, north)


def drawn(*polygons) -> list[Sketch]:
    return [Sketch("", f"网格{n}", each) for n, each in enumerate(polygons, start=1)]


def kinds(sketches: list[Sketch], extent=WHOLE, neighbours=()) -> list[str]:
    return [fault.kind for fault in faults_of(sketches, extent, neighbours)]


HALVES = drawn(box(120.0, 120.01), box(120.01, 120.02))


def test_grids_that_fit_have_no_fault():
    assert kinds(HALVES) == []


def test_an_overlap_is_told_with_its_place_and_size():
    (fault,) = faults_of(drawn(box(120.0, 120.011), box(120.01, 120.02)), WHOLE, ())
    assert (fault.kind, fault.refused) == ("overlaps", True)
    assert fault.words == "网格1与网格2重叠 107314 平方米。"
    assert shapely.from_geojson(json.dumps(fault.where)).bounds[0] == pytest.approx(120.01)


def test_a_gap_is_told_and_may_be_meant():
    (fault,) = faults_of(drawn(box(120.0, 120.009), box(120.01, 120.02)), WHOLE, ())
    assert (fault.kind, fault.refused) == ("gap", False)


def test_what_reaches_out_of_the_community_is_refused():
    assert kinds(drawn(box(120.0, 120.01), box(120.01, 120.021))) == ["outside"]


def test_a_grid_in_two_communities_is_refused():
    beside = [("梧桐苑", box(120.015, 120.03))]
    assert kinds(HALVES, neighbours=beside) == ["elsewhere"]


def test_a_common_border_with_a_neighbour_is_no_fault():
    assert kinds(HALVES, neighbours=[("梧桐苑", box(120.02, 120.03))]) == []


def test_a_border_that_crosses_itself_is_told_where():
    bow = shapely.Polygon([(120.0, 30.0), (120.01, 30.01), (120.01, 30.0), (120.0, 30.01)])
    (fault,) = faults_of(drawn(bow), WHOLE, ())
    assert (fault.kind, fault.where) == (
        "crosses",
        {"type": "Point", "coordinates": [120.005, 30.005]},
    )


def test_a_crack_between_borders_is_a_sliver_and_no_overlap():
    assert kinds(drawn(box(120.0, 120.010005), box(120.01, 120.02))) == ["sliver"]
    assert kinds(drawn(box(120.0, 120.009995), box(120.01, 120.02))) == ["sliver"]


def test_a_grid_of_a_few_metres_is_a_slip_of_the_hand():
    corner = box(120.0, 120.00005, 30.0, 30.00005)
    rest = WHOLE.difference(corner)
    assert kinds(drawn(corner, rest)) == ["sliver"]


def test_without_the_extent_of_the_community_only_overlaps_are_found():
    assert kinds(drawn(box(120.0, 120.005), box(120.004, 120.02)), extent=None) == ["overlaps"]


def test_what_is_written_is_read_again():
    sketches = [Sketch("990101001001001", "第一网格", box(120.0, 120.01)), Sketch("", "", None)]
    assert read(as_text(sketches)) == sketches


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"features": 3}',
        '{"features": [{"geometry": {"type": "Point", "coordinates": [120, 30]}}]}',
        f'{{"features": [{{"geometry": {shapely.to_geojson(shapely.box(2, 48, 3, 49))}}}]}}',
        '{"features": [{"geometry": {"type": "Polygon", "coordinates": [[["a", 1]]]}}]}',
        as_text([Sketch("1", "", None)] * 2),
    ],
)
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(BadSketch):
        read(text)


def test_the_larger_part_of_a_split_grid_stays_what_it_was():
    whole = [Sketch("990101001001001", "第一网格", WHOLE)]
    first, second = split(whole, 0, "LINESTRING (120.015 29.9, 120.015 30.1)")
    assert (first.code, second.code) == ("990101001001001", "")
    assert first.polygon.bounds == (120.0, 30.0, 120.015, 30.01)


@pytest.mark.parametrize(
    "line", ["", "nonsense", "POINT (120 30)", "LINESTRING (120.015 29.9, 120.015 30.005)"]
)
def test_a_line_that_does_not_pass_through_splits_nothing(line):
    with pytest.raises(BadSketch):
        split([Sketch("", "", WHOLE)], 0, line)


def test_merged_grids_stay_the_first_that_has_a_code():
    one, other = HALVES
    (merged,) = merge([one, Sketch("990101001001002", "第二网格", other.polygon)], [0, 1])
    assert (merged.code, merged.polygon.equals(WHOLE)) == ("990101001001002", True)


@pytest.mark.parametrize("which", [[], [0], [0, 5], [0, 2]])
def test_grids_that_do_not_touch_or_are_not_there_are_not_merged(which):
    apart = [*HALVES, Sketch("", "", box(120.5, 120.6))]
    with pytest.raises(BadSketch):
        merge(apart, which)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
def test_a_community_is_divided_into_like_areas(count):
    pieces = divided(WHOLE, count, [])
    sizes = [piece.area for piece in pieces]
    assert len(pieces) == count
    assert max(sizes) < 1.05 * min(sizes)
    assert kinds(drawn(*pieces)) == []


def test_where_homes_are_known_each_piece_gets_as_many():
    homes = [(120.0005 + k * 0.00007, 30.0005 + k * 7 % 40 * 0.0002) for k in range(40)]
    pieces = divided(WHOLE, 4, homes)
    inside = [sum(piece.covers(shapely.Point(home)) for home in homes) for piece in pieces]
    assert inside == [10, 10, 10, 10]


def test_an_extent_of_any_shape_is_divided_without_a_rest():
    bay = WHOLE.difference(box(120.008, 120.012, 30.003, 30.01))
    pieces = divided(bay, 6, [])
    assert len(pieces) == 6
    assert shapely.union_all(pieces).symmetric_difference(bay).area < 1e-12


def test_the_plane_measures_metres():
    plane = Plane(WHOLE)
    assert plane.flat(WHOLE).area == pytest.approx(1928 * 1113, rel=0.01)
    assert plane.round(plane.flat(WHOLE)).equals_exact(WHOLE, 1e-9)


def test_points_and_lines_are_no_areas():
    mixed = shapely.from_wkt(f"GEOMETRYCOLLECTION (POINT (1 1), {square(120.0, 30.0)})")
    assert [part.geom_type for part in areas(mixed)] == ["Polygon"]
