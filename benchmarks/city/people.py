"""A city around the cast's district: its places, units, staff, catalogue and residents.

The cast's own community and street are made large, so that what they see is a great deal.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import connection, transaction

from linli.affairs.cases.models import DispatchRule
from linli.ground.org.models import Duty, Unit, User
from linli.ground.people.models import Resident, phone_hash
from linli.ground.places.codes import level_of
from linli.ground.places.models import Place

DISTRICTS, STREETS, COMMUNITIES, GRIDS = 8, 10, 10, 6
RESIDENTS = 100_000
HOME = "990101001001"
"""The community in which the exemplary lives are lived."""

SINCE = date(2020, 1, 1)
SHARES = {"990101": 0.25, "990101001": 0.30, "990101001001": 0.30}
"""How much of the cases of the place above falls to a place of the cast; the others share alike."""

SURNAMES, GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗",
    "秀英丽敏静伟强磊军洋勇艳杰娟涛明超兰霞平",
)
DEPARTMENTS = ("CG", "ZJ", "SW", "SJ")


@dataclass(frozen=True, slots=True)
class Street:
    """A community with the keys of everybody who acts in it, under the names of the cast."""

    places: dict[str, str]
    """The codes that take the place of those of the exemplary community."""
    units: dict[int, int]
    users: dict[int, int]
    rules: dict[int, int]


@dataclass(frozen=True, slots=True)
class City:
    """What the copies are spread over."""

    communities: tuple[Street, ...]
    weights: tuple[float, ...]
    residents: tuple[tuple[int, int], ...]
    """Keys of resident and account."""


@transaction.atomic
def build(at: datetime, *, residents: int = RESIDENTS, seed: int = 7) -> City:
    """Write the city beside what the cast's world has; the rows are plain inserts."""
    rng = Random(seed)
    Place.objects.update(valid_from=SINCE)
    Unit.objects.update(valid_from=SINCE)
    Duty.objects.update(valid_from=SINCE)
    DispatchRule.objects.update(valid_from=SINCE)
    codes = list(_codes())
    _places(codes)
    units = _units(codes)
    users = _staff(units, at)
    rules = _rules(codes, units)
    streets = [
        Street(*_alike(code, grids, units, users, rules)) for code, grids in _spread(codes, rng)
    ]
    weights = tuple(_weight(street.places[HOME]) for street in streets)
    return City(tuple(streets), weights, _residents(residents, at, rng))


def _codes() -> Iterator[str]:
    for d in range(1, DISTRICTS + 1):
        district = f"9901{d:02d}"
        yield district
        for s in range(1, STREETS + 1):
            street = f"{district}{s:03d}"
            yield street
            for c in range(1, COMMUNITIES + 1):
                community = f"{street}{c:03d}"
                yield community
                yield from (f"{community}{g:03d}" for g in range(1, GRIDS + 1))


NAMES = {6: "区", 9: "街道", 12: "社区", 15: "网格"}
FIRST, SECOND = "桂梧望临云青东西南北松柏江溪湖", "花桐溪江川梧埠苑园湾坡桥岭浦港"


def _name(code: str) -> str:
    number = int(code[-3:]) if len(code) > 6 else int(code[-2:])
    seed = int(code)
    word = FIRST[seed % 15] + SECOND[seed // 7 % 15]
    return f"{word}第{number}网格" if len(code) == 15 else f"{word}{NAMES[len(code)]}"


def _places(codes: list[str]) -> None:
    known = set(Place.objects.values_list("code", flat=True))
    Place.objects.bulk_create(
        Place(code=code, name=_name(code), level=level_of(code), valid_from=SINCE)
        for code in codes
        if code not in known
    )


KINDS = {6: "district_center", 9: "subdistrict", 12: "community", 15: "grid"}


def _units(codes: list[str]) -> dict[str, int]:
    """Keys of units by code, those of the departments among them."""
    for length, above in ((6, 4), (9, 6), (12, 9), (15, 12)):
        have = dict(Unit.objects.values_list("code", "pk"))
        Unit.objects.bulk_create(
            Unit(
                code=code,
                name=_name(code),
                kind=KINDS[length],
                place_id=code,
                parent_id=have.get(code[:above]),
                valid_from=SINCE,
            )
            for code in codes
            if len(code) == length and code not in have
        )
    have = dict(Unit.objects.values_list("code", "pk"))
    Unit.objects.bulk_create(
        Unit(
            code=f"{code}-{short}",
            name=f"{_name(code)}{short}局",
            kind="department",
            place_id=code,
            parent_id=have[code],
            valid_from=SINCE,
        )
        for code in codes
        if len(code) == 6
        for short in DEPARTMENTS
        if f"{code}-{short}" not in have
    )
    return dict(Unit.objects.values_list("code", "pk"))


ROLES = {
    6: ("district_director",),
    9: ("dispatcher", "street_director"),
    12: ("community_worker",),
    15: ("grid_worker",),
    9_9: ("department_officer",),
}


def _staff(units: dict[str, int], at: datetime) -> dict[tuple[str, str], int]:
    """Keys of users by the code of their unit and their role; everybody of the cast remains."""
    have = {(d.unit.code, d.role): d.user_id for d in Duty.objects.select_related("unit")}
    wanted = [
        (code, role)
        for code in units
        for role in ROLES.get(len(code) if "-" not in code else 9_9, ())
        if (code, role) not in have
    ]
    users = User.objects.bulk_create(
        User(
            username=f"{role}-{code}",
            name=SURNAMES[i % 20] + GIVEN[i // 20 % 20],
            kind="staff",
            password="!",
            created_at=at,
        )
        for i, (code, role) in enumerate(wanted)
    )
    Duty.objects.bulk_create(
        Duty(user=user, unit_id=units[code], role=role, valid_from=SINCE)
        for user, (code, role) in zip(users, wanted, strict=True)
    )
    return have | {where: user.pk for user, where in zip(users, wanted, strict=True)}


def _rules(codes: list[str], units: dict[str, int]) -> dict[tuple[str, str], int]:
    """Keys of the catalogue's lines by category and district; each has those of the cast's."""
    lines = list(DispatchRule.objects.filter(place=HOME[:6]).select_related("unit"))
    have = set(DispatchRule.objects.values_list("category_code", "place_id"))
    DispatchRule.objects.bulk_create(
        DispatchRule(
            category_code=line.category_code,
            place_id=code,
            unit_id=units[code + line.unit.code[6:]] if line.unit else None,
            level=line.level,
            valid_from=SINCE,
            created_by_id=line.created_by_id,
        )
        for code in codes
        if len(code) == 6
        for line in lines
        if (line.category_code, code) not in have
    )
    rows = DispatchRule.objects.values_list("category_code", "place_id", "pk")
    return {(category, place): pk for category, place, pk in rows}


def _spread(codes: list[str], rng: Random) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each community as often as it has pairs of neighbouring grids to put the two grids in."""
    for code in codes:
        if len(code) == 12:
            for first in range(1, GRIDS + 1, 2):
                yield code, (f"{code}{first:03d}", f"{code}{first + 1:03d}")


def _alike(
    code: str,
    grids: tuple[str, str],
    units: dict[str, int],
    users: dict[tuple[str, str], int],
    rules: dict[tuple[str, str], int],
) -> tuple[dict[str, str], dict[int, int], dict[int, int], dict[int, int]]:
    """The places, units, users and rules of a community, by those of the exemplary one."""
    places = {HOME[:length]: code[:length] for length in (6, 9, 12)}
    places |= {f"{HOME}001": grids[0], f"{HOME}002": grids[1]}
    also = {f"{HOME[:6]}-{short}": f"{code[:6]}-{short}" for short in DEPARTMENTS}
    same = {old: new for old, new in (places | also).items() if old in units}
    return (
        places,
        {units[old]: units[new] for old, new in same.items()},
        {
            users[old, role]: users[new, role]
            for old, new in same.items()
            for role in ROLES[len(old) if "-" not in old else 9_9]
        },
        {
            pk: rules[category, code[:6]]
            for (category, place), pk in rules.items()
            if place == HOME[:6]
        },
    )


def _weight(code: str) -> float:
    """How often a case falls to the community."""
    weight = 1.0
    for length, number in ((6, DISTRICTS), (9, STREETS), (12, COMMUNITIES)):
        cast = SHARES.get(code[:length])
        if cast is not None:
            weight *= cast
        elif any(
            other.startswith(code[: length - 2 if length == 6 else length - 3])
            for other in SHARES
            if len(other) == length
        ):
            rest = 1 - sum(s for c, s in SHARES.items() if len(c) == length)
            weight *= rest / (number - 1)
        else:
            weight /= number
    return weight


def _residents(count: int, at: datetime, rng: Random) -> tuple[tuple[int, int], ...]:
    """Residents with accounts; their names and phones are sealed like everybody's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('org_user_id_seq') FROM generate_series(1, %s)", [count])
        users = [row[0] for row in cursor.fetchall()]
        with cursor.copy(
            "COPY org_user (id, password, username, name, kind, administrator, is_active,"
            " created_at, password_temporary) FROM STDIN"
        ) as copy:
            for number, pk in enumerate(users):
                copy.write_row(
                    (pk, "!", f"r{number}-{os.getpid()}", "", "resident", "", True, at, False)
                )
    made = []
    for first in range(0, count, 2_000):
        batch = []
        for number in range(first, min(first + 2_000, count)):
            phone = f"137{number:08d}"
            batch.append(
                Resident(
                    name=rng.choice(SURNAMES) + rng.choice(GIVEN),
                    phone=phone,
                    phone_hash=phone_hash(phone),
                    user_id=users[number],
                    created_at=at,
                )
            )
        made += [(r.pk, r.user_id) for r in Resident.objects.bulk_create(batch)]
    return tuple((pk, user) for pk, user in made if user)
