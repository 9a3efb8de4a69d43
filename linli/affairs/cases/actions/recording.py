"""Recording a report as the same matter as a case that is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.affairs.cases.actions.merging import merge
from linli.affairs.cases.actions.reporting import report
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.ground.org.models import User
from linli.matters.engine import MoveRefused


def record(*, same: str, by: User, at: datetime, **report_: Any) -> Case:
    """Take a report and, where `same` is the number of a case, put it into that one.

    Where that cannot be, because another dispatches there or the case has ended since, the report
    is taken all the same and says which case it is the same as. `report_` are the other arguments
    of `report`. Raises as `report` does.
    """
    lead = visible_cases(by, at).filter(number=same).first() if same else None
    case = report(duplicate_of=lead, by=by, at=at, **report_)
    if lead is None:
        return case
    try:
        with transaction.atomic():
            note = _("Recorded as the same matter")
            return merge(case, lead=lead, note=note, by=by, at=at)
    except MoveRefused:
        return case
