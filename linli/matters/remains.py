"""Where words stand that belong to a matter, in whatever table hangs on it.

An institution that comes later brings tables of its own; what they hold in words must end with the
matter all the same. So nobody lists them: free text is known by its column. It is a text without
choices, or characters without choices of which a hundred or more fit; codes are shorter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models.fields.reverse_related import ManyToOneRel

from linli.ground.people.fields import SealedField

SHORTEST = 100
"""Characters of a column that are more than a code."""


@dataclass(frozen=True, slots=True)
class Remains:
    """A table that hangs on a matter: the way to it, and its columns of words."""

    model: type[models.Model]
    path: str
    columns: tuple[models.Field[Any, Any], ...]


def words(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    """The columns of a model's own table that hold words."""
    return tuple(field for field in model._meta.local_fields if _holds_words(field))


def _holds_words(field: models.Field[Any, Any]) -> bool:
    if isinstance(field, SealedField):
        return True
    if field.choices or field.is_relation:
        return False
    if isinstance(field, models.TextField):
        return True
    return isinstance(field, models.CharField) and (field.max_length or 0) >= SHORTEST


def hanging_on(kind: type[models.Model]) -> Iterator[Remains]:
    """The tables with words that hang on matters of a kind, directly or by one table between."""
    for path, model in _below(kind, ""):
        if columns := words(model):
            yield Remains(model, path, columns)


def _below(
    model: type[models.Model], above: str, depth: int = 2
) -> Iterator[tuple[str, type[models.Model]]]:
    """Every table with a key to the model, whether or not the model has a name for the way back."""
    bases = (model, *model._meta.all_parents)
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):
            continue
        # A link between two matters hangs on both; the other matter is no part of this one.
        if relation.parent_link or issubclass(relation.related_model, bases):
            continue
        path = f"{relation.field.name}__{above}" if above else relation.field.name
        yield path, relation.related_model
        if depth > 1:
            yield from _below(relation.related_model, path, depth - 1)
