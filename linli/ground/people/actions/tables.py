"""Filling the register from a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.org.models import User
from linli.ground.people.actions.refusals import TooManyRows
from linli.ground.people.actions.register import (
    move_in,
    register_household,
    register_without_phone,
    remember_resident,
)
from linli.ground.people.importing import Living, Reader
from linli.ground.people.models import Household, Resident
from linli.ground.people.queries import dwellings_of, kept_places, unspaced
from linli.ground.sheets.checking import Imported, check
from linli.ground.sheets.reading import Row

MOST = 2_000
"""Rows of one table: somebody waits for the answer."""


@transaction.atomic
def import_residents(
    *, rows: Iterable[Row], skip_bad: bool = False, by: User, at: datetime
) -> Imported:
    """Note who lives where as a table says; what it does not name stays.

    The same table again adds nobody: they are known by their phone, else by their name in the
    dwelling. Raises TooManyRows, or RowsRefused unless `skip_bad`.
    """
    given = list(rows)
    if len(given) > MOST:
        raise TooManyRows(_("At most %(most)d rows at once. Divide the table.") % {"most": MOST})
    places = {place.code: place for place in kept_places(by, at)}
    checked = check(given, Reader(places, timezone.localdate(at)).parse)
    homes: dict[str, dict[str, Household]] = {}
    added = same = 0
    for _number, row in checked.accepted(skip_bad=skip_bad):
        if row.place.code not in homes:
            homes[row.place.code] = dwellings_of(row.place)
        known, address = homes[row.place.code], unspaced(row.address)
        if address not in known:
            place, words = row.place, row.address
            known[address] = register_household(place=place, address=words, by=by, at=at)
        home = known[address]
        if _lives_there(row, home):
            same += 1
        else:
            move_in(_resident(row, by, at), household=home, on=row.since, by=by, at=at)
            added += 1
    return Imported(added, 0, same, tuple(sorted(checked.faults)))


def _lives_there(row: Living, home: Household) -> bool:
    """Whether somebody with this phone, or without one and of this name, is registered there."""
    living = Resident.objects.filter(memberships__household=home, memberships__valid_to=None)
    if row.phone:
        return living.with_phone(row.phone).exists()
    nameless = living.filter(phone_hash=None)
    return any(each.name.open() == row.name for each in nameless)


def _resident(row: Living, by: User, at: datetime) -> Resident:
    if row.phone:
        return remember_resident(name=row.name, phone=row.phone, by=by, at=at)
    return register_without_phone(name=row.name, where=row.place.code, by=by, at=at)
