"""Sealing what is there with the newest key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.people import ciphers, events
from linli.ground.people.fields import Sealed, SealedField
from linli.ground.people.queries import sealed_fields


@dataclass(frozen=True, slots=True)
class Resealed:
    """What one batch did: rows read, rows written, and the key to go on after (None: the end)."""

    read: int
    written: int
    last: Any


@transaction.atomic
def reencrypt(
    model: type[models.Model], *, after: Any, size: int, by: User, at: datetime
) -> Resealed:
    """Seal one batch of a model's rows with the newest key: the `size` rows after key `after`.

    Start with None and go on with `last` until it is None. Rows already under the newest key are
    left alone, so it can be stopped and begun again. Raises WrongKey where a row does not open.
    """
    fields = sealed_fields(model)
    rows = model._base_manager.order_by("pk").select_for_update(of=("self",))
    batch = list((rows if after is None else rows.filter(pk__gt=after))[:size])
    stale = [row for row in batch if _reseal(row, fields)]
    if stale:
        names = [field.name for field in fields]
        model._base_manager.bulk_update(stale, names)
        label = model._meta.label_lower
        publish(events.RESEALED, about=by, by=by, at=at, model=label, rows=len(stale))
    return Resealed(len(batch), len(stale), batch[-1].pk if len(batch) == size else None)


def _reseal(row: models.Model, fields: list[SealedField]) -> bool:
    """Seal a row's values anew; False if all were under the newest key."""
    newest = ciphers.ring().newest
    sealed: dict[str, Sealed] = {field.name: getattr(row, field.name) for field in fields}
    if all(value.key_number == newest for value in sealed.values()):
        return False
    for name, value in sealed.items():
        setattr(row, name, value.open())
    return True
