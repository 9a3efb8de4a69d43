"""Changing the dispatch catalogue: a line is added or ended, never edited."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.events import CATALOGUE_CHANGED
from linli.affairs.cases.models import Category, DispatchRule
from linli.ground.journal.actions import publish
from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place

KEEPS = "cases.catalogue"
"""The capability to change the catalogue, at the place of the line."""


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
    _permit(by, place.code, at)
    if (unit is None) == (level == ""):
        raise UnitOrLevel(_("Choose either a unit or a level."))
    _refuse_past(valid_from, at)
    code = category.code if category else ""
    # Asked first, because a failed insert would end the transaction of whoever called.
    same = DispatchRule.objects.filter(category_code=code, place=place)
    if same.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).exists():
        raise LineInForce(
            _("There is a line for this category and place already. End it first, then add this.")
        )
    rule = DispatchRule.objects.create(
        category_code=code,
        place=place,
        unit=unit,
        level=level,
        note=note.strip(),
        valid_from=valid_from,
        created_by=by,
    )
    publish(CATALOGUE_CHANGED, about=rule, by=by, at=at, opens=True, change="added")
    return rule


@transaction.atomic
def end_rule(rule: DispatchRule, *, on: date, by: User, at: datetime) -> DispatchRule:
    """End a line: `on` is the first day on which it no longer holds.

    Raises NotYourCatalogue or CatalogueRefused (one of its kinds).
    """
    _permit(by, rule.place_id, at)
    _refuse_past(on, at)
    if rule.valid_from and on < rule.valid_from:
        raise BeginsInThePast(_("The line begins later than that."))
    if not DispatchRule.objects.filter(pk=rule.pk, valid_to=None).update(valid_to=on):
        raise EndedBefore(_("This line was ended before."))
    rule.valid_to = on
    publish(CATALOGUE_CHANGED, about=rule, by=by, at=at, change="ended", on=on)
    return rule


def _permit(by: User, place_code: str, at: datetime) -> None:
    if not by.has_capability(KEEPS, place_code, at):
        raise NotYourCatalogue(_("You do not keep the dispatch catalogue of this place."))


def _refuse_past(day: date, at: datetime) -> None:
    if day < timezone.localdate(at):
        raise BeginsInThePast(_("Choose today or a later day."))
