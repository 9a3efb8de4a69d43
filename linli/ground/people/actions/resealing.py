"""Sealing what is there with the newest key, and giving up an old one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.people import ciphers, events
from linli.ground.people.sealed import changed_names, reseal, sealed_under


class StillSealed(ValueError):
    """Something is sealed with the key: without it nobody would read that again."""

    def __init__(self, number: int, rows: dict[str, int]) -> None:
        self.rows = rows
        named = ", ".join(f"{name} {count}" for name, count in rows.items())
        words = _("Key %(number)d still seals: %(rows)s. First run: linli keys rotate")
        super().__init__(words % {"number": number, "rows": named})


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
    rows = model._base_manager.order_by("pk").select_for_update(of=("self",))
    batch = list((rows if after is None else rows.filter(pk__gt=after))[:size])
    stale = [row for row in batch if reseal(row)]
    if stale:
        model._base_manager.bulk_update(stale, changed_names(model))
        label = model._meta.label_lower
        publish(events.RESEALED, about=by, by=by, at=at, model=label, rows=len(stale))
    return Resealed(len(batch), len(stale), batch[-1].pk if len(batch) == size else None)


def retire_key(number: int, *, by: User, at: datetime) -> None:
    """Take an old key out of the key file, once nothing is sealed with it any more.

    Raises NoSuchKey, KeyInUse (it is the newest), StillSealed, or KeysInEnvironment: then nothing
    is sealed with it, and whoever sets LINLI_KEYS takes it out there.
    """
    ciphers.require_old(number)
    if rows := sealed_under(number):
        raise StillSealed(number, rows)
    ciphers.remove_key(number)
    publish(events.KEY_RETIRED, about=by, by=by, at=at, number=number)
