"""The end of the time of items, tasks and refusals: what is counted stays, the words go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.ground.org.models import User
from linli.ground.privacy.actions import ERASED
from linli.matters.actions import archive
from linli.matters.models import Matter
from linli.matters.remains import words


@transaction.atomic
def archive_matters(rows: Sequence[Matter], *, by: User, at: datetime) -> int:
    """De-identify matters of one of the three kinds; units, days, hours, money and outcome stay."""
    kind = type(rows[0])
    ended = kind._base_manager.filter(pk__in=[row.pk for row in rows])
    for column in words(kind):
        ended.exclude(**{column.name: ""}).update(**{column.name: ERASED})
    return archive(rows, by=by, at=at)
