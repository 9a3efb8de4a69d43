"""The demonstration supervises in office hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from linli.faces.commands.supervising import in_office_hours, next_office_hour


def local(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-05-11 08:30", "2026-05-11 08:30"),
        ("2026-05-11 17:29", "2026-05-11 17:29"),
        ("2026-05-11 00:00", "2026-05-11 08:30"),
        ("2026-05-11 08:00", "2026-05-11 11:30"),
        ("2026-05-11 20:00", "2026-05-12 16:00"),
        ("2026-05-16 12:00", "2026-05-18 13:00"),  # a Saturday
        ("2026-05-15 20:00", "2026-05-18 16:00"),  # a Friday
        ("2026-02-16 12:00", "2026-02-24 13:00"),  # the spring festival
    ],
)
def test_a_moment_waits_for_the_office(at, then):
    assert next_office_hour(local(at)) == local(then)


def test_each_step_of_a_story_waits_and_the_next_is_reckoned_from_it():
    at, done = local("2026-05-11 00:00"), []
    hours = timedelta(hours=1)
    for wait, happens in in_office_hours(iter([(hours, done.append)] * 3), at):
        at += wait
        happens(at)
    assert done[0] == local("2026-05-11 08:52:30")
    assert done[1:] == [done[0] + hours, done[0] + 2 * hours]
