"""The names of what figures are told apart by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

from django.utils.translation import gettext as _

from linli.affairs.cases.models import Category
from linli.ground.org.models import Unit
from linli.ground.places.models import Place
from linli.insight.measures.figures import Figure
from linli.matters.models import Channel

R = TypeVar("R")


def named(dimension: str, told: dict[str, Figure], row: Callable[[str, str, Figure], R]) -> list[R]:
    """The figures with the names of what they are about, in the order of the codes."""
    return named_all(dimension, {"": told}, row)[""]


def named_all(
    dimension: str, told: Mapping[str, dict[str, Figure]], row: Callable[[str, str, Figure], R]
) -> dict[str, list[R]]:
    """The same of several measures, by their codes; the names are looked up once."""
    names = _names(dimension, {key for figures in told.values() for key in figures})
    return {
        code: [
            row(key, names.get(key, key or _("Not known")), figures[key]) for key in sorted(figures)
        ]
        for code, figures in told.items()
    }


def name_of(dimension: str, key: str) -> str:
    """The name of one of them."""
    return _names(dimension, {key}).get(key, key)


def _names(dimension: str, keys: Collection[str]) -> dict[str, str]:
    if not keys:
        return {}
    if dimension == "place":
        return places_named(keys)
    if dimension == "category":
        return dict(Category.objects.filter(code__in=keys).values_list("code", "name"))
    if dimension == "channel":
        return {value: str(label) for value, label in Channel.choices}
    known = Unit.objects.filter(pk__in=[int(key) for key in keys if key])
    return {str(pk): name for pk, name in known.values_list("pk", "name")}


def places_named(codes: Iterable[str]) -> dict[str, str]:
    """The names of places, by code."""
    return dict(Place.objects.filter(code__in=codes).values_list("code", "name"))
