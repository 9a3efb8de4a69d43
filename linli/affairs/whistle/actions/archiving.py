"""The end of a whistle's time: what is counted stays, what may tell of people goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.affairs.whistle.models import Whistle
from linli.ground.org.models import User
from linli.matters.actions import archive
from linli.matters.remains import words


@transaction.atomic
def archive_whistles(rows: Sequence[Whistle], *, by: User, at: datetime) -> int:
    """De-identify whistles: words go; type, units, moments, grades and outcomes stay."""
    whistles = Whistle.objects.filter(pk__in=[row.pk for row in rows])
    for column in words(Whistle):
        whistles.update(**{column.name: ""})
    return archive(rows, by=by, at=at)
