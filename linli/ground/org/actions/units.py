"""Setting up units, bringing them in from tables, and their phones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org import events, rules
from linli.ground.org.actions.refusals import NotAllowed, OrgError
from linli.ground.org.importing import PHONE, UnitRow, check_units
from linli.ground.org.models import Unit, User
from linli.ground.places.codes import Level
from linli.ground.places.models import Place
from linli.ground.sheets.checking import Imported
from linli.ground.sheets.reading import Row


class NotAPhone(OrgError):
    """The text is no phone number."""


@transaction.atomic
def import_units(
    *, rows: Iterable[Row], skip_bad: bool = False, by: User, at: datetime
) -> Imported:
    """Add units, or bring those with known codes up to date; again changes nothing.

    A parent must exist or stand further up in the table. Raises RowsRefused unless `skip_bad`.
    """
    known = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    parents = {code: unit.parent.code if unit.parent else "" for code, unit in known.items()}
    checked = check_units(rows, parents)
    taken = checked.accepted(skip_bad=skip_bad)
    done = Counter(_write_unit(row, known, by, at) for _number, row in taken)
    return Imported(
        created=done["created"],
        updated=done["updated"],
        unchanged=done["unchanged"],
        faults=tuple(sorted(checked.faults)),
    )


def _write_unit(row: UnitRow, known: dict[str, Unit], by: User, at: datetime) -> str:
    made = row.code not in known
    unit = known.setdefault(row.code, Unit(code=row.code))
    before = (unit.name, unit.kind, unit.place_id, unit.parent_id, unit.phone)
    unit.name, unit.kind, unit.place, unit.phone = row.name, row.kind, row.place, row.phone
    unit.parent = known.get(row.parent) or unit.parent
    if not made and before == (unit.name, unit.kind, unit.place_id, unit.parent_id, unit.phone):
        return "unchanged"
    unit.save()
    publish(events.UNIT_MADE, about=unit, by=by, at=at, kind=row.kind, place=row.place.pk)
    return "created" if made else "updated"


KIND_OF_LEVEL: dict[str, str] = {
    Level.CITY: Unit.Kind.DISTRICT_CENTER,
    Level.DISTRICT: Unit.Kind.DISTRICT_CENTER,
    Level.STREET: Unit.Kind.SUBDISTRICT,
    Level.COMMUNITY: Unit.Kind.COMMUNITY,
    Level.GRID: Unit.Kind.GRID,
}
"""The unit that every place of a level has."""


@transaction.atomic
def set_up_units(places: Iterable[Place], *, by: User, at: datetime) -> int:
    """Give every city, district, street, community and grid its unit; how many were new.

    Units that are there stay as they are, so it can be done again after an import.
    """
    ordered = sorted((p for p in places if p.level in KIND_OF_LEVEL), key=lambda p: len(p.code))
    codes = {p.code for p in ordered} | {p.parent_code for p in ordered if p.parent_code}
    known = Unit.objects.in_bulk(codes, field_name="code")
    new = 0
    for level in KIND_OF_LEVEL:
        missing = [p for p in ordered if p.level == level and p.code not in known]
        made = Unit.objects.bulk_create(_unit_of(place, known) for place in missing)
        known.update({unit.code: unit for unit in made})
        new += len(made)
    if new:
        publish(events.UNIT_MADE, about=ordered[0], by=by, at=at, units=new)
    return new


def _unit_of(place: Place, known: dict[str, Unit]) -> Unit:
    center = place.level in (Level.CITY, Level.DISTRICT)
    return Unit(
        code=place.code,
        name=f"{place.name}社区治理中心" if center else place.name,  # data, whoever looks at it
        kind=KIND_OF_LEVEL[place.level],
        place=place,
        parent=known.get(place.parent_code or ""),
    )


@transaction.atomic
def set_phone(unit: Unit, *, phone: str, by: User, at: datetime) -> Unit:
    """Change the phone at which people complain about a unit; empty: none.

    Raises NotAllowed or NotAPhone.
    """
    if not rules.may_edit(by, unit.place_id, at):
        raise NotAllowed(_("Your duties do not let you change this unit."))
    phone = phone.strip()
    if phone and not PHONE.fullmatch(phone):
        raise NotAPhone(_("“%(phone)s” is no phone number.") % {"phone": phone})
    if Unit.objects.filter(pk=unit.pk).exclude(phone=phone).update(phone=phone):
        publish(events.PHONE_SET, about=unit, by=by, at=at, phone=phone)
    unit.refresh_from_db()
    return unit
