"""The deadlines that the documents reckon by hand are those that the calendar gives."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from linli.ground.worktime.calendar import ZONE, due
from linli.ground.worktime.limits import Interval, Limit
from tests.architecture.code import ROOT

TEXT = (ROOT / "docs" / "explanation" / "clocks.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d{4}-[^|]+) \| ([^|]+) \| ([^|]*?) ?\| (\d{4}-[^|]+) \|", re.MULTILINE)
EXAMPLES = ROW.findall(TEXT)


def moment(text: str) -> datetime:
    """A moment in China; 24:00 is the next day's midnight."""
    day, time = text.strip().split()
    midnight = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=ZONE)
    hours, minutes = map(int, time.split(":"))
    return midnight + timedelta(hours=hours, minutes=minutes)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 10


@pytest.mark.parametrize(("starts", "limit", "rests", "ends"), EXAMPLES)
def test_a_worked_example_is_right(starts: str, limit: str, rests: str, ends: str) -> None:
    pauses = [Interval(*map(moment, rests.split(" to ")))] if rests.strip() else []
    assert due(moment(starts), Limit.parse(limit), pauses) == moment(ends)
