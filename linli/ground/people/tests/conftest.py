"""Those of the cast who have to do with residents' data."""

from __future__ import annotations

from datetime import date

import pytest

from linli.ground.org.models import User
from linli.ground.people.actions import move_in, register_household
from linli.ground.people.models import Resident
from linli.ground.people.tests.street import GRID, NOW
from linli.ground.places.models import Place
from tests.cast import Cast


@pytest.fixture
def chen(cast: Cast) -> User:
    """The clerk of the community."""
    return cast.chen


@pytest.fixture
def li(cast: Cast) -> User:
    """The worker of grid 1."""
    return cast.li


@pytest.fixture
def wang(cast: Cast) -> User:
    """The worker of grid 2."""
    return cast.wang


@pytest.fixture
def he(cast: Cast) -> User:
    """The mediator, who has a duty there but may not see personal data."""
    return cast.he


@pytest.fixture
def zhou(cast: Cast) -> Resident:
    """A resident with an account."""
    return cast.residents["zhou"]


@pytest.fixture
def wu(cast: Cast) -> Resident:
    """Her neighbour, with an account too."""
    return cast.residents["wu"]


@pytest.fixture
def zhou_at_home(zhou: Resident, chen: User) -> Resident:
    """The resident, living in grid 1."""
    place = Place.objects.get(code=GRID)
    home = register_household(place=place, address="3栋2单元501室", by=chen, at=NOW)
    move_in(zhou, household=home, on=date(2025, 1, 1), by=chen, at=NOW)
    return zhou
