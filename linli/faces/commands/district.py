"""Builds the fictional district of the demonstration: places, units, people, duties."""

from __future__ import annotations

import json
from datetime import date, datetime

from linli.affairs.cases.actions import first_rule, load_categories
from linli.affairs.cases.actions.catalogue import add_rule
from linli.affairs.cases.models import Category
from linli.faces.commands.cast import (
    CAST,
    CENTERS,
    DEPARTMENTS,
    DISPATCH,
    EXTENTS,
    HEADS,
    HOMES,
    PASSWORD,
    PHONES,
    PLACES,
    Person,
)
from linli.ground.org.actions import (
    add_user,
    grant_duty,
    import_units,
    set_phone,
    set_up_units,
    the_system,
)
from linli.ground.org.models import Unit, User
from linli.ground.people.actions import (
    declare_purposes,
    move_in,
    open_account,
    register_household,
    remember_resident,
)
from linli.ground.people.purposes import shipped
from linli.ground.places.actions import add_place
from linli.ground.places.models import Place
from linli.ground.sheets.reading import Row


def build_district(*, since: date, at: datetime) -> User:
    """Everything there is before the first case; gives the account that did it."""
    system = the_system(at=at)
    for code, name in PLACES.items():
        add_place(code=code, name=name, polygon=extent(code), by=system, at=at)
    set_up_units(Place.objects.filter(code__startswith="9901"), by=system, at=at)
    import_units(rows=unit_rows(), by=system, at=at)
    for person in CAST:
        welcome(person, since=since, by=system, at=at)
    register_homes(on=since, at=at)
    load_categories(by=system, at=at)
    declare_purposes(shipped(), by=system, at=at)
    set_up_catalogue(since=since, by=system, at=at)
    director = User.objects.get(username="lin")
    for code, phone in PHONES.items():
        set_phone(Unit.objects.get(code=code), phone=phone, by=director, at=at)
    return system


def unit_rows() -> list[Row]:
    """The governance centres and the departments, as rows of a table."""
    centers = [
        {"code": code, "name": name, "kind": "district_center", "place": code}
        for code, name in CENTERS.items()
    ]
    departments = [
        {
            "code": post.code,
            "name": post.name,
            "kind": post.kind,
            "place": post.code[:6],
            "parent": post.code[:6],
        }
        for post in DEPARTMENTS
    ]
    return [Row(number, values) for number, values in enumerate(centers + departments, start=2)]


def welcome(person: Person, *, since: date, by: User, at: datetime) -> None:
    """Give a resident an account by phone, and somebody of the staff a name and a duty."""
    if person.phone:
        remember_resident(name=person.name, phone=person.phone, by=by, at=at)
        open_account(phone=person.phone, at=at)
        return
    user = add_user(
        username=person.username,
        name=person.name,
        kind="staff",
        administrator=person.administrator,
        password=PASSWORD,
        by=by,
        at=at,
    )
    for role in filter(None, (person.role, HEADS.get(person.username))):
        unit = Unit.objects.get(code=person.unit)
        grant_duty(user=user, unit=unit, role=role, valid_from=since, by=by, at=at)


def register_homes(*, on: date, at: datetime) -> None:
    """Enter into the register where the residents live, as their community does."""
    clerk = User.objects.get(username="chen")
    phones = {person.username: person.phone for person in CAST}
    for name, (grid, address) in HOMES.items():
        place = Place.objects.get(code=grid)
        household = register_household(place=place, address=address, by=clerk, at=at)
        resident = open_account(phone=phones[name], at=at).resident
        move_in(resident, household=household, on=on, by=clerk, at=at)


def set_up_catalogue(*, since: date, by: User, at: datetime) -> None:
    """The first line for everything, and those of the departments."""
    district = Place.objects.get(code=EXTENTS[0][0])
    first_rule(district, by=by, at=at)
    director = User.objects.get(username="lin")
    for category, unit in DISPATCH.items():
        add_rule(
            category=Category.objects.get(code=category),
            place=district,
            unit=Unit.objects.get(code=unit),
            valid_from=since,
            by=director,
            at=at,
        )


def extent(code: str) -> str:
    """The extent of a place as GeoJSON; empty where the demonstration draws none."""
    for name, west, south, east, north in EXTENTS:
        if name == code:
            ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
            return json.dumps({"type": "Polygon", "coordinates": [ring]})
    return ""
