"""Giving residents a copy of what is kept of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.people.models import Resident
from linli.ground.privacy import events
from linli.ground.privacy.registry import COPIES

FORMAT = 1
"""Of the file; a later one with other keys has another number."""


@transaction.atomic
def give_copy(resident: Resident, *, by: User, at: datetime) -> dict[str, Any]:
    """Everything that is kept of a resident, as data for a file, and note that it was given.

    Source: 个人信息保护法 Art. 45 (to see, to copy, to transfer).
    """
    content: dict[str, Any] = {name: part.rows(resident, at) for name, part in COPIES.items()}
    publish(events.COPIED, about=resident, by=by, at=at, parts=sorted(content))
    return {"format": FORMAT, "made": at, "data": content}
