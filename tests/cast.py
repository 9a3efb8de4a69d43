"""The cast, built for a test in a handful of statements; see linli/faces/commands/cast.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib.auth.hashers import make_password

from linli.affairs.cases.models import Category, DispatchRule
from linli.faces.commands.cast import CAST, CENTERS, DEPARTMENTS, PASSWORD, PLACES
from linli.ground.org.models import SYSTEM, Duty, Unit, User
from linli.ground.people.actions import remember_resident
from linli.ground.people.models import Resident
from linli.ground.places.codes import level_of
from linli.ground.places.models import Place

MONDAY = datetime(2026, 5, 11, 1, 0, tzinfo=UTC)
"""Monday, 11 May 2026, 09:00 in the district: an ordinary working day."""

SINCE = date(2025, 1, 1)

KINDS = {"street": "subdistrict", "community": "community", "grid": "grid"}

CATEGORIES = {
    "03": "城乡建设",
    "0303": "市容市貌",
    "030302": "市容环卫",
    "0305": "城市设施管理",
    "030501": "公共设施",
    "09": "民政社区",
    "0903": "社区管理",
}

_encoded: list[str] = []


@dataclass
class Cast:
    """Everybody, by name; `units` and `places` by code."""

    zhou: User
    wu: User
    li: User
    wang: User
    chen: User
    zhao: User
    liu: User
    gao: User
    sun: User
    lin: User
    fang: User
    he: User
    zheng: User
    qian: User
    sysadmin: User
    secadmin: User
    auditor: User
    system: User
    places: dict[str, Place]
    units: dict[str, Unit]
    residents: dict[str, Resident]

    def everybody(self) -> dict[str, User]:
        """Every user by name, without the program's own account."""
        return {person.username: getattr(self, person.username) for person in CAST}


def build() -> Cast:
    """Write the district and its people; fresh objects, so that no test sees another's."""
    places = Place.objects.bulk_create(
        Place(code=code, name=name, level=level_of(code), valid_from=SINCE)
        for code, name in PLACES.items()
    )
    units = _units()
    system = _user(SYSTEM, SYSTEM, "service")
    users = User.objects.bulk_create(
        [system, *(_user(p.username, p.name, _kind(p), p.administrator) for p in CAST)]
    )
    by_name = {user.username: user for user in users}
    Duty.objects.bulk_create(
        Duty(user=by_name[p.username], unit=units[p.unit], role=p.role, valid_from=SINCE)
        for p in CAST
        if p.role
    )
    _catalogue(units, system)
    return Cast(
        **by_name,
        places={place.code: place for place in places},
        units=units,
        residents=_residents(by_name),
    )


def _kind(person: object) -> str:
    return "resident" if getattr(person, "phone", "") else "staff"


def _user(username: str, name: str, kind: str, administrator: str = "") -> User:
    if not _encoded:
        _encoded.append(make_password(PASSWORD))
    return User(
        username=username,
        name=name,
        kind=kind,
        administrator=administrator,
        password=_encoded[0] if kind == "staff" else "!",
        created_at=MONDAY,
    )


def _units() -> dict[str, Unit]:
    found: dict[str, Unit] = {}

    def add(code: str, name: str, kind: str, place: str, parent: str = "") -> None:
        found[code] = Unit(
            code=code,
            name=name,
            kind=kind,
            place_id=place,
            parent=found.get(parent),
            valid_from=SINCE,
        )
        found[code].save()

    for code, name in CENTERS.items():
        add(code, name, "district_center", code)
    for post in DEPARTMENTS:
        add(post.code, post.name, post.kind, post.code[:6], post.code[:6])
    for code, name in PLACES.items():
        if level_of(code) in KINDS:
            parent = {9: 6, 12: 9, 15: 12}[len(code)]
            add(code, name, KINDS[level_of(code)], code, code[:parent])
    return found


def _residents(users: dict[str, User]) -> dict[str, Resident]:
    found = {}
    for person in CAST:
        if person.phone:
            user = users[person.username]
            resident = remember_resident(name=person.name, phone=person.phone, by=user, at=MONDAY)
            resident.user = user
            resident.save()
            found[person.username] = resident
    return found


def _catalogue(units: dict[str, Unit], by: User) -> None:
    Category.objects.bulk_create(Category(code=c, name=n) for c, n in CATEGORIES.items())
    everything = {"place_id": "990101", "valid_from": SINCE, "created_by": by}
    DispatchRule.objects.bulk_create(
        [
            DispatchRule(category_code="", level="community", **everything),
            DispatchRule(category_code="0305", unit=units["990101-CG"], **everything),
        ]
    )
