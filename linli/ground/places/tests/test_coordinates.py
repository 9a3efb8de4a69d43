from __future__ import annotations

import pytest

from linli.ground.places.coordinates import metres_between


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    assert metres_between((120.0, 30.0), (120.0, 31.0)) == pytest.approx(111_195, abs=1)
