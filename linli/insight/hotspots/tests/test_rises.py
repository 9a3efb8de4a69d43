"""Early warning: more than usual there, told once to whoever leads."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import COMMUNITY, reported
from linli.ground.notices.models import Message, Notification
from linli.ground.worktime.calendar import ZONE
from linli.insight.hotspots.actions import warn
from linli.insight.hotspots.models import Rise
from linli.insight.hotspots.tests.stories import DAY, DISTRICT
from tests.cast import MONDAY

SATURDAY = datetime(2026, 5, 16, 7, 40, tzinfo=ZONE)


@pytest.fixture
def rising(cast):
    """One case a week for ten weeks; then eight in one."""
    for week in range(1, 11):
        reported(cast, MONDAY - 7 * week * DAY, place_code=COMMUNITY)
    for number in range(8):
        reported(cast, MONDAY + timedelta(hours=5 * number), place_code=COMMUNITY)


def rises() -> set[tuple[str, str, int]]:
    return set(Rise.objects.values_list("place_id", "category", "count"))


def test_what_is_more_than_usual_is_a_rise_at_each_level(cast, rising):
    warn(DISTRICT, by=cast.system, at=SATURDAY)
    places = (DISTRICT, COMMUNITY[:9], COMMUNITY)
    assert rises() == {(place, about, 8) for place in places for about in ("", "03")}
    assert {round(each.expected, 1) for each in Rise.objects.all()} == {1.0}


def test_the_usual_number_is_no_rise(cast, rising):
    assert warn(DISTRICT, by=cast.system, at=MONDAY) == 0


def test_of_a_place_that_is_new_nothing_is_known(cast):
    for _number in range(8):
        reported(cast, MONDAY, place_code=COMMUNITY)
    assert warn(DISTRICT, by=cast.system, at=SATURDAY) == 0


def test_what_the_staff_began_is_no_rise(cast, rising):
    Case.objects.filter(opened_at__gte=MONDAY).update(occasion="patrol")
    assert warn(DISTRICT, by=cast.system, at=SATURDAY) == 0


def test_a_rise_that_goes_on_is_told_once(cast, rising):
    assert warn(DISTRICT, by=cast.system, at=SATURDAY) == 6
    assert warn(DISTRICT, by=cast.system, at=SATURDAY + timedelta(hours=1)) == 0
    assert warn(DISTRICT, by=cast.system, at=SATURDAY + DAY) == 0


def test_whoever_leads_is_told_once_of_each_matter_in_working_hours(cast, rising):
    warn(DISTRICT, by=cast.system, at=SATURDAY)
    told = Notification.objects.filter(code="hotspots.rise")
    assert sorted(told.values_list("user__username", flat=True)) == ["lin", "lin", "sun", "sun"]
    due = {message.due_at.astimezone(ZONE) for message in Message.objects.all()}
    assert all(moment >= datetime(2026, 5, 18, 8, tzinfo=ZONE) for moment in due)
