"""Bringing places in, one by one or from tables, and letting one follow another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.ground.journal.actions import publish
from linli.ground.places import divisions, events, geometry, importing, preparing
from linli.ground.places.codes import CODE_LENGTHS, Level, level_of
from linli.ground.places.divisions import UnknownDivision
from linli.ground.places.models import Place
from linli.ground.sheets.checking import Checked, Imported, check
from linli.ground.sheets.reading import Row

__all__ = ["UnknownDivision"]
_BATCH = 2000


class NoSuchPlace(LookupError):
    """There is no place in force with this code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    def __str__(self) -> str:
        return _("There is no place with the code %(code)s.") % {"code": self.code}


class CodeTaken(ValueError):
    """The code belongs to another place."""


class NotACommunity(ValueError):
    """Grids belong to a community, and to nothing else (one set of grids: 滨州条例 Art. 6)."""


class TooManyGrids(ValueError):
    """A community numbers its grids with three digits."""


class NotReplaceable(ValueError):
    """The one place cannot follow the other: the message says why."""


@transaction.atomic
def set_up_area(*, prefix: str, by: AbstractBaseUser, at: datetime) -> int:
    """Add a division of the national table with all above and below it; returns how many are new.

    What is there already stays as it is. Raises UnknownDivision, which names close ones.
    """
    table = list(divisions.read(prefix))
    before = Place.objects.filter(code__in=[division.code for division in table]).count()
    Place.objects.bulk_create(
        [Place(code=item.code, name=item.name, level=item.level) for item in table],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
    added = len(table) - before
    if added:
        area = Place.objects.get(code=prefix or table[0].code)
        table_of = divisions.AS_OF.isoformat()
        publish(events.AREA_SET_UP, about=area, by=by, at=at, added=added, table_of=table_of)
    return added


@transaction.atomic
def add_place(
    *,
    code: str,
    name: str,
    polygon: str = "",
    valid_from: date | None = None,
    by: AbstractBaseUser,
    at: datetime,
) -> Place:
    """Add one place below an existing one; `polygon` is GeoJSON, WKT or empty.

    Raises NotAPlaceCode, NoSuchPlace (the one above), CodeTaken, BadPolygon.
    """
    place = Place(code=code, name=name.strip(), level=level_of(code), valid_from=valid_from)
    if place.parent_code:
        _in_force(place.parent_code)
    if polygon:
        preparing.draw(place, geometry.parse(polygon))
    if Place.objects.filter(code=code).exists():
        raise CodeTaken(_("There is a place with the code %(code)s already.") % {"code": code})
    place.save(force_insert=True)
    publish(events.ADDED, about=place, by=by, at=at)
    return place


@transaction.atomic
def rename_place(*, place: Place, name: str, by: AbstractBaseUser, at: datetime) -> Place:
    """Give a place another name; the journal keeps the old one."""
    before, place.name = place.name, name.strip()
    if place.name != before:
        place.save(update_fields=["name"])
        publish(events.RENAMED, about=place, by=by, at=at, before=before, after=place.name)
    return place


@transaction.atomic
def draw_place(*, place: Place, polygon: str, by: AbstractBaseUser, at: datetime) -> Place:
    """Set the extent of a place from GeoJSON or WKT, and its centre with it. Raises BadPolygon."""
    preparing.draw(place, geometry.parse(polygon))
    place.save(update_fields=["polygon", "longitude", "latitude"])
    publish(events.DRAWN, about=place, by=by, at=at)
    return place


@transaction.atomic
def import_places(
    *, rows: Iterable[Row], skip_bad: bool = False, by: AbstractBaseUser, at: datetime
) -> Imported:
    """Add or correct places of any level by their codes. Raises RowsRefused unless `skip_bad`.

    The place above each must exist or stand in the same table. Reading the same table again
    changes nothing.
    """
    checked = check(rows, importing.parse_place)
    preparing.refuse_strays(checked)
    return _import(checked, skip_bad=skip_bad, by=by, at=at)


@transaction.atomic
def import_grids(
    *, rows: Iterable[Row], skip_bad: bool = False, by: AbstractBaseUser, at: datetime
) -> Imported:
    """Add or correct the grids of communities. Raises RowsRefused unless `skip_bad`.

    A grid without a code is known again by its name within the community; a new one is numbered,
    west to east and north to south. Reading the same table again changes nothing.
    """
    checked = check(rows, importing.parse_grid)
    preparing.refuse_strays(checked)
    preparing.number_grids(checked)
    return _import(checked, skip_bad=skip_bad, by=by, at=at)


@transaction.atomic
def generate_grids(
    *, community_code: str, count: int, by: AbstractBaseUser, at: datetime
) -> list[Place]:
    """Bring a community to `count` grids, numbered on from those it has; returns the new ones.

    Raises NoSuchPlace, NotACommunity, TooManyGrids.
    """
    if len(community_code) != CODE_LENGTHS[Level.COMMUNITY]:
        raise NotACommunity(
            _("Grids belong to a community: 12 digits, not “%(code)s”.") % {"code": community_code}
        )
    if not 0 <= count <= importing.MAX_GRIDS:
        raise TooManyGrids(
            _("A community has at most %(limit)d grids.") % {"limit": importing.MAX_GRIDS}
        )
    community = _in_force(community_code, lock=True)
    taken = set(Place.objects.children_of(community_code).values_list("code", flat=True))
    current = Place.objects.children_of(community_code).filter(valid_to=None).count()
    new = [
        Place(code=code, name=importing.grid_name(community.name, int(code[-3:])), level=Level.GRID)
        for code in preparing.free_codes(community_code, taken, max(0, count - current))
    ]
    Place.objects.bulk_create(new)
    if new:
        codes = [grid.code for grid in new]
        publish(events.GENERATED, about=community, by=by, at=at, codes=codes)
    return new


@transaction.atomic
def replace_place(*, old: Place, new: Place, on: date, by: AbstractBaseUser, at: datetime) -> Place:
    """End `old` on a day and let `new` follow it; of two merged into one the first is named.

    Nothing that stands at `old` is moved: its history keeps its code. Raises NotReplaceable.
    """
    if old.pk == new.pk or old.level != new.level:
        raise NotReplaceable(_("A place is replaced by another one of the same level."))
    if old.valid_to is not None or not new.is_in_force(on):
        raise NotReplaceable(_("Only places that are in force replace one another."))
    if old.valid_from is not None and old.valid_from >= on:
        raise NotReplaceable(_("A place ends after the day on which it begins."))
    below = Place.objects.under(old.code).filter(valid_to=None).exclude(pk=old.pk).count()
    if below:
        raise NotReplaceable(
            ngettext(
                "%(count)d place below it is still in force. Replace that first.",
                "%(count)d places below it are still in force. Replace those first.",
                below,
            )
            % {"count": below}
        )
    old.valid_to = on
    old.save(update_fields=["valid_to"])
    new.predecessor = new.predecessor or old
    new.save(update_fields=["predecessor"])
    publish(events.REPLACED, about=old, by=by, at=at, successor=new.code, on=on)
    return new


def _import(
    checked: Checked[importing.PlaceRow], *, skip_bad: bool, by: AbstractBaseUser, at: datetime
) -> Imported:
    good = checked.accepted(skip_bad=skip_bad)
    created, updated = _save(row for _number, row in good)
    touched = sorted([*created, *updated])
    above = Place.objects.in_bulk({row.above or row.code for _number, row in good})
    for code, area in sorted(above.items()):
        codes = [item for item in touched if item.startswith(code) and item != code]
        if codes:
            publish(events.IMPORTED, about=area, by=by, at=at, codes=codes)
    return Imported(
        created=len(created),
        updated=len(updated),
        unchanged=len(good) - len(touched),
        faults=tuple(sorted(checked.faults)),
        warnings=tuple(preparing.warnings(good)),
    )


def _save(rows: Iterable[importing.PlaceRow]) -> tuple[list[str], list[str]]:
    """Write the places; returns the codes of the new ones and of those that changed."""
    described = {row.code: row.fields() for row in rows}
    known = Place.objects.in_bulk(described)
    new, changed = [], []
    for code, fields in described.items():
        place = known.get(code)
        if place is None:
            new.append(Place(code=code, level=level_of(code), **fields))
        elif any(getattr(place, field) != value for field, value in fields.items()):
            for field, value in fields.items():
                setattr(place, field, value)
            changed.append(place)
    Place.objects.bulk_create(new, batch_size=_BATCH)
    fields_drawn = ["name", "polygon", "longitude", "latitude"]
    Place.objects.bulk_update(changed, fields_drawn, batch_size=_BATCH)
    return [place.code for place in new], [place.code for place in changed]


def _in_force(code: str, *, lock: bool = False) -> Place:
    places = Place.objects.select_for_update() if lock else Place.objects.all()
    place = places.filter(code=code, valid_to=None).first()
    if place is None:
        raise NoSuchPlace(code)
    return place
