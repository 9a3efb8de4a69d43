"""What is sealed in the database: columns of models, and texts within JSON columns of others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast

from linli.ground.people import ciphers
from linli.ground.people.fields import Sealed, SealedField


@dataclass(frozen=True, slots=True)
class SealedTexts:
    """Sealed texts, in hexadecimal, under some names of a model's JSON column."""

    model: type[models.Model]
    column: str
    names: tuple[str, ...]
    context: str

    def of(self, row: models.Model) -> list[str]:
        """The sealed texts of a row."""
        data: dict[str, Any] = getattr(row, self.column)
        found = [data[name] for name in self.names if name in data]
        return [text for each in found for text in (each if isinstance(each, list) else [each])]

    def anew(self, row: models.Model) -> None:
        """Seal the texts of a row with the newest key. Raises WrongKey."""
        data: dict[str, Any] = getattr(row, self.column)
        for name in self.names:
            if isinstance(kept := data.get(name), list):
                data[name] = [self._anew(each) for each in kept]
            elif kept is not None:
                data[name] = self._anew(kept)

    def _anew(self, kept: str) -> str:
        text = ciphers.unseal(bytes.fromhex(kept), self.context)
        return ciphers.seal(text, self.context).hex()


ELSEWHERE: dict[type[models.Model], SealedTexts] = {}


def also_sealed(texts: SealedTexts) -> None:
    """Say that a model of a library holds sealed texts: they are rotated with everything else."""
    ELSEWHERE[texts.model] = texts


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """The model's own sealed columns."""
    return [field for field in model._meta.local_fields if isinstance(field, SealedField)]


def sealed_models() -> list[type[models.Model]]:
    """Every model that holds anything sealed, in any app."""
    return [model for model in apps.get_models() if sealed_fields(model) or model in ELSEWHERE]


def reseal(row: models.Model) -> bool:
    """Seal a row's values with the newest key; False if all were. Raises WrongKey."""
    newest, model = ciphers.ring().newest, type(row)
    values: dict[str, Sealed] = {f.name: getattr(row, f.name) for f in sealed_fields(model)}
    texts = ELSEWHERE.get(model)
    kept = texts.of(row) if texts else []
    numbers = {value.key_number for value in values.values()} | set(_numbers(kept))
    if numbers <= {newest}:
        return False
    for name, value in values.items():
        setattr(row, name, value.open())
    if texts:
        texts.anew(row)
    return True


def changed_names(model: type[models.Model]) -> list[str]:
    """The columns that `reseal` writes."""
    names = [field.name for field in sealed_fields(model)]
    return [*names, ELSEWHERE[model].column] if model in ELSEWHERE else names


def sealed_under(number: int) -> dict[str, int]:
    """How many rows of each model hold something sealed with this key; none: it may go."""
    found: dict[str, int] = {}
    for model in sealed_models():
        name = str(model._meta.verbose_name)
        if count := _rows_under(model, number):
            found[name] = found.get(name, 0) + count
    return found


def _rows_under(model: type[models.Model], number: int) -> int:
    head = ciphers.HEADER.pack(ciphers.FORMAT, number)
    under, bytea = models.Q(pk__in=[]), models.BinaryField()
    rows = model._base_manager.all()
    for field in sealed_fields(model):
        column = Cast(F(field.name), bytea)
        begins = Func(column, Value(1), Value(len(head)), function="substring", output_field=bytea)
        rows = rows.alias(**{f"head_{field.name}": begins})
        under |= models.Q(**{f"head_{field.name}": head})
    count = rows.filter(under).count() if sealed_fields(model) else 0
    if texts := ELSEWHERE.get(model):
        count += sum(number in _numbers(texts.of(row)) for row in model._base_manager.iterator())
    return count


def _numbers(kept: Iterable[str]) -> set[int]:
    return {ciphers.key_number(bytes.fromhex(each)) for each in kept}
