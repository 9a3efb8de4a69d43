"""What a clerk does for a caller: looking them up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from linli.affairs.cases.events import CALLER_LOOKED_UP
from linli.affairs.cases.models import Case
from linli.ground.journal.actions import publish
from linli.ground.org.models import User


@transaction.atomic(savepoint=False)
def look_up_caller(earlier: Sequence[Case], *, by: User, at: datetime) -> None:
    """Write down that somebody was looked up by their phone, and how many cases were shown.

    Without the phone, and only where it led to somebody (个人信息保护法 Art. 51).
    """
    caller = earlier[0].reporter
    assert caller is not None
    publish(CALLER_LOOKED_UP, about=caller, by=by, at=at, cases=len(earlier))
