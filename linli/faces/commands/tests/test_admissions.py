"""What is asked of communities in the demonstration."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any, cast

import pytest

from linli.faces.commands.admissions import admissions
from linli.ground.worktime.calendar import ZONE


@pytest.mark.parametrize("hour", [2, 9, 17])
def test_the_lists_are_published_at_whatever_hour_the_demonstration_begins(hour):
    begin = datetime(2026, 3, 2, hour, 6, tzinfo=ZONE)
    times = [at for at, _starts in admissions(cast("Any", None), Random(1), begin)]
    assert (times[0], min(times)) == (begin, begin)
