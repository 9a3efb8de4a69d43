from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.ground.places.coordinates import (
    OutsideChina,
    gcj02_to_wgs84,
    metres_between,
    wgs84_to_gcj02,
)

longitudes = st.floats(74, 135)
latitudes = st.floats(4, 53)


def test_a_known_point_is_shifted_as_everybody_shifts_it():
    shifted = wgs84_to_gcj02(116.404, 39.915)
    assert shifted == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-12)


def test_the_known_point_comes_back():
    back = gcj02_to_wgs84(116.41024449916938, 39.91640428150164)
    assert metres_between(back, (116.404, 39.915)) < 0.001


@given(longitudes, latitudes)
def test_there_and_back_is_where_one_began(longitude, latitude):
    back = gcj02_to_wgs84(*wgs84_to_gcj02(longitude, latitude))
    assert metres_between(back, (longitude, latitude)) < 0.01


@given(longitudes, latitudes)
def test_the_shift_is_some_hundred_metres(longitude, latitude):
    shifted = wgs84_to_gcj02(longitude, latitude)
    assert 10 < metres_between(shifted, (longitude, latitude)) < 1500


@pytest.mark.parametrize("convert", [wgs84_to_gcj02, gcj02_to_wgs84])
def test_a_point_elsewhere_is_refused(convert):
    with pytest.raises(OutsideChina):
        convert(2.35, 48.85)


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    assert metres_between((120.0, 30.0), (120.0, 31.0)) == pytest.approx(111_195, abs=1)
