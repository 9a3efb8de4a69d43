"""The appraisal of the demonstration is of a year, however long the demonstration is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.faces.commands.appraising import appraised
from linli.ground.worktime.calendar import local_day
from linli.insight.appraisal.models import Scheme
from tests.cast import MONDAY


@pytest.mark.parametrize(("months", "first"), [(13, date(2025, 5, 11)), (2, date(2026, 3, 12))])
def test_it_covers_the_year_up_to_yesterday_or_what_there_is_of_it(cast, months, first):
    appraised(since=local_day(MONDAY) - months * timedelta(days=30), at=MONDAY)
    scheme = Scheme.objects.get()
    assert (scheme.first, scheme.last) == (first, date(2026, 5, 10))
