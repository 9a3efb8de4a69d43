"""Changing the dispatch catalogue: a line is added or ended, never edited.

Every change makes an edition of the district's catalogue, with a number of its own.
"""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.events import CATALOGUE_CHANGED
from linli.affairs.cases.models import (
    CatalogueDraft,
    CatalogueEdition,
    Category,
    DispatchRule,
)
from linli.ground.journal.actions import publish
from linli.ground.org.models import Unit, User
from linli.ground.places.codes import district_of
from linli.ground.places.models import Place

KEEPS = "cases.catalogue"
"""The capability to change the catalogue, at the place of the line."""

Change = CatalogueEdition.Change


class NotYourCatalogue(PermissionDenied):
    """The user does not keep the catalogue of this place."""


class CatalogueRefused(ValueError):
    """A change that was not made; `str(error)` tells why."""


class UnitOrLevel(CatalogueRefused):
    """A line names a unit or a level, not both and not neither."""


class BeginsInThePast(CatalogueRefused):
    """A line was to begin or end on a day that is over; cases were dispatched by what held then."""


class LineInForce(CatalogueRefused):
    """Another line without an end says what happens with this category at this place."""


class EndedBefore(CatalogueRefused):
    """The line has an end already."""


@transaction.atomic
def add_rule(
    *,
    place: Place,
    valid_from: date,
    by: User,
    at: datetime,
    category: Category | None = None,
    unit: Unit | None = None,
    level: str = "",
    note: str = "",
) -> DispatchRule:
    """Add a line: cases of this category (None: all) at this place go to the unit or the level.

    Raises NotYourCatalogue or CatalogueRefused (one of its kinds).
    """
    permit(by, place.code, at)
    if (unit is None) == (level == ""):
        raise UnitOrLevel(_("Choose either a unit or a level."))
    refuse_past(valid_from, at)
    code = category.code if category else ""
    # Asked first, because a failed insert would end the transaction of whoever called.
    same = DispatchRule.objects.filter(category_code=code, place=place)
    if same.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).exists():
        raise LineInForce(
            _("There is a line for this category and place already. End it first, then add this.")
        )
    edition = new_edition(place, Change.ADDED, valid_from=valid_from, by=by, at=at)
    rule = DispatchRule.objects.create(
        begun_in=edition,
        category_code=code,
        place=place,
        unit=unit,
        level=level,
        note=note.strip(),
        valid_from=valid_from,
        created_by=by,
    )
    publish(
        CATALOGUE_CHANGED,
        about=rule,
        by=by,
        at=at,
        opens=True,
        change="added",
        edition=edition.number,
    )
    return rule


@transaction.atomic
def end_rule(rule: DispatchRule, *, on: date, by: User, at: datetime) -> DispatchRule:
    """End a line: `on` is the first day on which it no longer holds.

    Raises NotYourCatalogue or CatalogueRefused (one of its kinds).
    """
    permit(by, rule.place_id, at)
    refuse_past(on, at)
    if rule.valid_from and on < rule.valid_from:
        raise BeginsInThePast(_("The line begins later than that."))
    edition = new_edition(rule.place, Change.ENDED, valid_from=on, by=by, at=at)
    open_ = DispatchRule.objects.filter(pk=rule.pk, valid_to=None)
    if not open_.update(valid_to=on, ended_in=edition):
        raise EndedBefore(_("This line was ended before."))
    rule.valid_to, rule.ended_in = on, edition
    publish(
        CATALOGUE_CHANGED, about=rule, by=by, at=at, change="ended", on=on, edition=edition.number
    )
    return rule


def new_edition(
    area: Place,
    change: str,
    *,
    valid_from: date,
    by: User,
    at: datetime,
    draft: CatalogueDraft | None = None,
    reason: str = "",
) -> CatalogueEdition:
    """The next edition of the catalogue of the area's district; others wait for this one."""
    district = hold(area)
    told = CatalogueEdition.objects.filter(district=district)
    newest = told.aggregate(last=Max("number"))["last"]
    if newest is None:
        newest = _first_edition(district, by, at).number
    return CatalogueEdition.objects.create(
        district=district,
        number=newest + 1,
        area=area,
        change=change,
        reason=reason,
        draft=draft,
        valid_from=valid_from,
        by=by,
        at=at,
    )


def _first_edition(district: Place, by: User, at: datetime) -> CatalogueEdition:
    """The catalogue as it stands, so that there is a way back to it."""
    return CatalogueEdition.objects.create(
        district=district,
        number=1,
        area=district,
        change=Change.BEGUN,
        valid_from=timezone.localdate(at),
        by=by,
        at=at,
    )


def hold(area: Place) -> Place:
    """Hold the catalogue of the area's district: one change after the other."""
    return Place.objects.select_for_update(no_key=True).get(code=district_of(area.code))


def permit(by: User, place_code: str, at: datetime) -> None:
    """Raises NotYourCatalogue."""
    if not by.has_capability(KEEPS, place_code, at):
        raise NotYourCatalogue(_("You do not keep the dispatch catalogue of this place."))


def refuse_past(day: date, at: datetime) -> None:
    """Raises BeginsInThePast."""
    if day < timezone.localdate(at):
        raise BeginsInThePast(_("Choose today or a later day."))
