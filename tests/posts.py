"""Somebody in every post: each role in the unit concerned, beside it, above and below it.

The cast has one person for a job; this is every role in every unit in which it may be given, so
that a table of who may do what says it of all roles.
"""

from __future__ import annotations

from linli.ground.org.models import Duty, User
from linli.ground.org.roles import ROLES
from tests.cast import MONDAY, SINCE, Cast

UNITS = {
    "grid": "990101001001001",
    "grid beside": "990101001001002",
    "community": "990101001001",
    "community beside": "990101001002",
    "street": "990101001",
    "street beside": "990101002",
    "district": "990101",
    "district beside": "990102",
    "department": "990101-CG",
    "department beside": "990101-ZJ",
}
"""The units of a line from the grid up, and of each the one beside it."""

KINDS = {"street": "subdistrict", "district": "district_center"}
"""The kinds of those units that are not called after their kind."""

DISTRICTWIDE = ("district", "department", "department beside")
OVER_THE_STREET = ("street", *DISTRICTWIDE)
OVER_THE_COMMUNITY = ("community", *OVER_THE_STREET)
OVER_THE_GRID = ("grid", *OVER_THE_COMMUNITY)
"""The units whose area holds a matter there. That of a department is its district."""

INSIDE = tuple(unit for unit in UNITS if unit != "district beside")


def posts(cast: Cast) -> dict[str, User]:
    """Everybody, by `role@unit`."""
    names = sorted(of(" ".join(ROLES), *UNITS))
    users = User.objects.bulk_create(
        User(username=name, name=name, kind="staff", password="!", created_at=MONDAY)
        for name in names
    )
    duties = Duty.objects.bulk_create(
        Duty(user=user, unit=cast.units[UNITS[unit]], role=role, valid_from=SINCE)
        for user, (role, unit) in zip(users, (name.split("@") for name in names), strict=True)
    )
    for user, duty in zip(users, duties, strict=True):
        user.all_duties = [duty]
    return dict(zip(names, users, strict=True))


def of(roles: str, *units: str) -> set[str]:
    """These roles in these of the units in which somebody may have them."""
    return {
        f"{role}@{unit}"
        for role in roles.split()
        for unit in units
        if ROLES[role].fits(_kind(unit))
    }


def _kind(unit: str) -> str:
    name = unit.removesuffix(" beside")
    return KINDS.get(name, name)
