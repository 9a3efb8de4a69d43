"""What the worker does by the clock: every district, as of the moment it runs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.affairs.cases.tests.stages import COMMUNITY, reported
from linli.ground.org.models import Unit
from linli.insight.hotspots import tasks
from linli.insight.hotspots.models import Reading, Rise, Topic
from linli.insight.hotspots.tests.stories import DAY, LATER, told
from tests.cast import MONDAY


@pytest.fixture
def clock(monkeypatch):
    """Let the worker read this moment."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr("linli.insight.hotspots.tasks.timezone.now", lambda: at)

    return set_to


def test_the_worker_groups_what_was_reported_in_every_district(cast, clock):
    told(cast)
    clock(LATER)
    tasks.find_topics.func(timestamp=0)
    assert Topic.objects.get().seen_at == LATER
    assert set(Reading.objects.values_list("district", flat=True)) == {"990101", "990102"}


def test_the_worker_warns_of_what_rose_up_to_yesterday(cast, clock):
    for week in range(1, 11):
        reported(cast, MONDAY - 7 * week * DAY, place_code=COMMUNITY)
    for number in range(8):
        reported(cast, MONDAY + timedelta(hours=5 * number), place_code=COMMUNITY)
    clock(MONDAY + 5 * DAY)
    tasks.warn_of_rises.func(timestamp=0)
    assert set(Rise.objects.values_list("on", flat=True)) == {(MONDAY + 4 * DAY).date()}
    count = Rise.objects.count()
    tasks.warn_of_rises.func(timestamp=0)
    assert Rise.objects.count() == count


def test_a_district_without_a_centre_at_work_is_left_alone(cast, clock):
    told(cast)
    Unit.objects.filter(kind=Unit.Kind.DISTRICT_CENTER).update(valid_to=MONDAY.date())
    clock(LATER)
    tasks.find_topics.func(timestamp=0)
    tasks.warn_of_rises.func(timestamp=0)
    assert not Topic.objects.exists()
