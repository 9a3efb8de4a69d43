from __future__ import annotations

import numpy as np
import pytest
import shapely
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.ground.places import actions
from linli.ground.places.coordinates import OutsideChina
from linli.ground.places.models import Place
from linli.ground.places.polygons import PolygonIndex
from linli.ground.places.queries import locate, locate_many
from linli.ground.places.tests.conftest import AT, GUIHUALI, square

whole = st.integers(0, 12)
boxes = st.lists(
    st.tuples(whole, whole, st.integers(1, 6), st.integers(1, 6), st.sampled_from([12, 15])),
    max_size=12,
)
points = st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40)), min_size=1, max_size=10)


@given(boxes, points)
@settings(max_examples=60)
def test_the_tree_finds_what_a_plain_loop_finds(drawn, asked):
    shapes = [shapely.box(x, y, x + w, y + h) for x, y, w, h, _length in drawn]
    codes = [f"{i:0{length}d}" for i, (*_box, length) in enumerate(drawn)]
    index = PolygonIndex(codes, np.array(shapes, dtype=object))

    def slowly(x: float, y: float) -> str | None:
        hits = [
            (-len(code), shape.area, code)
            for code, shape in zip(codes, shapes, strict=True)
            if shape.intersects(shapely.Point(x, y))
        ]
        return min(hits)[2] if hits else None

    halves = [(x / 2, y / 2) for x, y in asked]
    expected = [slowly(x, y) for x, y in halves]
    assert [index.locate(x, y) for x, y in halves] == expected
    assert index.locate_many(*np.array(halves, dtype=float).T) == expected


def test_a_point_is_in_its_grid_or_else_in_its_community(town, sysadmin):
    community = Place.objects.get(code=GUIHUALI)
    actions.draw_place(place=community, polygon=square(120.0, 30.0, 0.1), by=sysadmin, at=AT)
    grid = GUIHUALI + "001"
    actions.add_place(code=grid, name="一", polygon=square(120.0, 30.0), by=sysadmin, at=AT)
    assert locate(120.005, 30.005) == grid
    assert locate(120.05, 30.05) == GUIHUALI
    assert locate(121.0, 30.0) is None
    assert locate_many([120.005, 120.05, 121.0], [30.005, 30.05, 30.0]) == [grid, GUIHUALI, None]


def test_a_change_is_seen_at_once_and_so_is_its_end(town, sysadmin):
    assert locate(120.005, 30.005) is None
    grid = GUIHUALI + "001"
    actions.add_place(code=grid, name="一", polygon=square(120.0, 30.0), by=sysadmin, at=AT)
    assert locate(120.005, 30.005) == grid
    Place.objects.filter(code=grid).update(valid_to=AT.date())
    assert locate(120.005, 30.005) is None


def test_nothing_is_rebuilt_while_nothing_changes(town, django_assert_num_queries):
    locate(120.0, 30.0)
    with django_assert_num_queries(1):
        locate(120.0, 30.0)


@pytest.mark.parametrize("point", [(30.0, 120.0), (0.0, 0.0), (float("nan"), 30.0)])
def test_a_point_outside_china_is_refused(db, point):
    with pytest.raises(OutsideChina):
        locate(*point)
    with pytest.raises(OutsideChina):
        locate_many([120.0, point[0]], [30.0, point[1]])


def test_exchanged_coordinates_are_recognised():
    with override("en"):
        assert "exchanged" in str(OutsideChina(30.0, 120.0))
        assert "exchanged" not in str(OutsideChina(0.0, 0.0))
