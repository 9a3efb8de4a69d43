"""What the pages of places show, put together for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import Left
from django.forms import Form
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from linli.ground.places import forms, queries
from linli.ground.places.codes import CODE_LENGTHS, Level
from linli.ground.places.models import Place, PlaceQuerySet


@dataclass(frozen=True, slots=True)
class Line:
    """A place in a list, how it is called there, and how many lie one level below it."""

    place: Place
    name: str
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Something an editor may do with the place; the shape of the moves component."""

    name: str
    label: str | Promise
    url: str
    form: Form
    open: bool = False
    tone: str = "secondary"


LABELS: dict[str, str | Promise] = {
    "rename": gettext_lazy("Rename"),
    "draw": gettext_lazy("Draw the extent"),
    "add": gettext_lazy("Add a place below"),
    "generate": gettext_lazy("Generate grids"),
    "replace": gettext_lazy("Let another place follow"),
}


def lines(places: list[Place]) -> list[Line]:
    """The places with their counts; one query for all, since they stand on one level."""
    if not places:
        return []
    width = len(places[0].code)
    deeper = [level for level, length in CODE_LENGTHS.items() if length > width][:1]
    below = Place.objects.filter(level__in=deeper, valid_to=None).order_by()
    prefixed = below.annotate(above=Left("code", width)).filter(
        code__gte=places[0].code, code__lt=places[-1].code + ":"
    )
    counts = dict(prefixed.values_list("above").annotate(Count("code")))
    return [Line(place, place.name, counts.get(place.code, 0)) for place in places]


def found(places: list[Place]) -> list[Line]:
    """What a search found, each with the names of the places above it."""
    names = queries.full_names(places, above=Level.PROVINCE)
    return [Line(place, names[place.code]) for place in places]


def trail(place: Place) -> list[dict[str, str]]:
    """The way down to the place, for the breadcrumb."""
    steps = [{"label": _("Places"), "url": reverse("places:index")}]
    for step in [*place.ancestors(), place]:
        steps.append({"label": step.name, "url": reverse("places:page", args=[step.code])})
    return steps


def facts(place: Place) -> list[dict[str, Any]]:
    """What is known about the place."""
    known: list[tuple[str, Any]] = [
        (pgettext("place", "Code"), place.code),
        (_("Level"), place.get_level_display()),
        (_("Extent"), _("drawn") if place.polygon else _("not drawn")),
    ]
    if place.longitude is not None:
        known.append((_("Centre"), f"{place.longitude:.6f}, {place.latitude:.6f}"))
    if place.valid_from:
        known.append((_("Valid from"), date_format(place.valid_from)))
    if place.valid_to:
        known.append((_("No longer in force from"), date_format(place.valid_to)))
    if place.predecessor:
        known.append((_("Predecessor"), f"{place.predecessor} ({place.predecessor_id})"))
    for successor in place.successors.all():
        known.append((_("Successor"), f"{successor} ({successor.code})"))
    return [{"label": label, "value": value} for label, value in known]


def editing(place: Place, bound: dict[str, Form], today: date) -> list[Offer]:
    """What an editor may do with the place; `bound` holds a form that was refused."""
    possible: dict[str, Form] = {
        "rename": forms.NameForm(initial={"name": place.name}),
        "draw": forms.DrawForm(),
        "add": forms.AddForm(above=place.code),
    }
    if place.level == Level.COMMUNITY:
        possible["generate"] = forms.GenerateForm()
    possible["replace"] = forms.ReplaceForm(today=today)
    if place.level == Level.BUILDING:
        del possible["add"]
    return [
        Offer(
            name,
            LABELS[name],
            reverse(f"places:{name}", args=[place.code]),
            bound.get(name, form),
            open=name in bound,
        )
        for name, form in possible.items()
    ]


def children(place: Place) -> PlaceQuerySet:
    """The places one level below that have no end; below a community without grids, none."""
    return Place.objects.children_of(place.code).filter(valid_to=None)


def options(text: str, *, within: str, level: Level | None) -> list[dict[str, str]]:
    """The places to offer for `text` in any form: code, name, name in full, level."""
    found = queries.choices(text, within=within, level=level)
    names = queries.full_names(found)
    return [
        {
            "code": place.code,
            "name": place.name,
            "full_name": names[place.code],
            "level": place.level,
        }
        for place in found
    ]
