"""A street, a resident and her neighbours; the dates are those of the cast."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from linli.ground.org.models import Duty, Unit, User
from linli.ground.people.actions import move_in, register_household, remember_resident
from linli.ground.people.models import Resident
from linli.ground.places.models import Level, Place

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
GRID = "990101001001001"
OTHER_GRID = "990101001001002"
ZHOU_PHONE = "13800000001"


def make_user(username: str, name: str, kind: str = User.Kind.STAFF) -> User:
    return User.objects.create(username=username, name=name, kind=kind, created_at=NOW)


def give_duty(user: User, place_code: str, role: str) -> User:
    place = Place.objects.get(code=place_code)
    unit, _ = Unit.objects.get_or_create(
        code=f"unit-{place_code}",
        defaults={
            "name": place.name,
            "kind": Unit.Kind.GRID,
            "place": place,
            "valid_from": date(2025, 1, 1),
        },
    )
    Duty.objects.create(user=user, unit=unit, role=role, valid_from=date(2025, 1, 1))
    return user


@pytest.fixture(name="places")
def _places(db: None) -> None:
    for code, level, name in [
        ("990101001001", Level.COMMUNITY, "桂花里社区"),
        (GRID, Level.GRID, "第一网格"),
        (OTHER_GRID, Level.GRID, "第二网格"),
    ]:
        Place.objects.create(code=code, level=level, name=name)


@pytest.fixture
def chen(places: None) -> User:
    """The clerk of the community."""
    return give_duty(make_user("chen", "陈静"), "990101001001", "community_worker")


@pytest.fixture
def li(places: None) -> User:
    """The worker of grid 1."""
    return give_duty(make_user("li", "李晓梅"), GRID, "grid_worker")


@pytest.fixture
def wang(places: None) -> User:
    """The worker of grid 2."""
    return give_duty(make_user("wang", "王磊"), OTHER_GRID, "grid_worker")


@pytest.fixture
def he(places: None) -> User:
    """The mediator, who has a duty there but may not see personal data."""
    return give_duty(make_user("he", "何青"), "990101001001", "mediator")


@pytest.fixture
def zhou(db: None) -> Resident:
    """A resident with an account."""
    user = make_user("resident:zhou", "", User.Kind.RESIDENT)
    resident = remember_resident(name="周秀兰", phone=ZHOU_PHONE, by=user, at=NOW)
    resident.user = user
    resident.save()
    return resident


@pytest.fixture
def wu(db: None) -> Resident:
    """Her neighbour, with an account too."""
    user = make_user("resident:wu", "", User.Kind.RESIDENT)
    resident = remember_resident(name="吴建国", phone="13800000002", by=user, at=NOW)
    resident.user = user
    resident.save()
    return resident


@pytest.fixture
def zhou_at_home(zhou: Resident, chen: User) -> Resident:
    """The resident, living in grid 1."""
    place = Place.objects.get(code=GRID)
    home = register_household(place=place, address="3栋2单元501室", by=chen, at=NOW)
    move_in(zhou, household=home, on=date(2026, 1, 1), by=chen, at=NOW)
    return zhou
