"""The end of a supervision's time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.affairs.supervision.models import Supervision
from linli.ground.org.models import User
from linli.matters.actions import archive


@transaction.atomic
def archive_supervisions(rows: Sequence[Supervision], *, by: User, at: datetime) -> int:
    """Take the words away; unit, steps, moments and outcome stay, and so does a reference."""
    return archive(rows, by=by, at=at)
