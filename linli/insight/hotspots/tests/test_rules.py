"""Who sees a topic, and of how many people: as far as they see the cases."""

from __future__ import annotations

import pytest

from linli.affairs.cases.tests.stages import COMMUNITY
from linli.ground.reference.queries import glance
from linli.insight.hotspots.actions import find_topics
from linli.insight.hotspots.models import Rise, Topic
from linli.insight.hotspots.queries import rises_seen, seen_topics
from linli.insight.hotspots.rules import may_lead
from linli.insight.hotspots.tests.stories import (
    BENCHES,
    DAY,
    DISTRICT,
    LAMPS,
    LATER,
    OTHER,
    found,
    lamps,
    told,
)
from tests.cast import MONDAY

SEE = {"chen", "zhao", "sun", "lin"}
LEAD = {"sun", "lin"}


def test_those_of_the_area_see_a_topic_and_nobody_else(cast):
    lamps(cast)
    seen = {name for name, user in cast.everybody().items() if seen_topics(user, LATER)}
    assert seen == SEE


def test_those_who_lead_the_place_act_on_it(cast):
    topic = lamps(cast)
    leading = {n for n, user in cast.everybody().items() if may_lead(user, topic, LATER)}
    assert leading == LEAD


def test_only_cases_that_one_sees_are_counted(cast):
    told(cast)
    told(cast, LAMPS[:2], OTHER)
    find_topics(DISTRICT, by=cast.system, at=LATER)
    ((of_street,), (of_community,)) = (seen_topics(u, LATER) for u in (cast.sun, cast.chen))
    assert (of_street.topic, of_street.people) == (of_community.topic, 6)
    assert (of_community.cases, of_community.people) == (4, 4)
    assert of_community.heat < of_street.heat


def test_too_few_people_are_shown_to_nobody(cast):
    told(cast, LAMPS[:2])
    told(cast, LAMPS[2:], OTHER)
    find_topics(DISTRICT, by=cast.system, at=LATER)
    assert len(seen_topics(cast.sun, LATER)) == 1
    assert seen_topics(cast.chen, LATER) == []
    assert seen_topics(cast.chen, LATER, pk=Topic.objects.get().pk) == []


def test_what_was_reported_this_week_is_its_growth(cast):
    lamps(cast)
    (seen,) = seen_topics(cast.sun, LATER)
    assert (seen.growth, seen.first, len(seen.course)) == (4, MONDAY, 8)
    assert [round(heat, 1) for _day, heat in seen.course] == [0.0] * 7 + [3.8]


@pytest.mark.parametrize("place", [COMMUNITY, "990102001001"])
def test_rises_are_seen_where_they_are(cast, place):
    Rise.objects.create(
        place_id=place, on=MONDAY, days=7, count=9, expected=2.0, chance=0.0001, found_at=MONDAY
    )
    seen = {name for name, user in cast.everybody().items() if rises_seen(user, LATER)}
    assert seen == (SEE if place == COMMUNITY else {"qian"})


def test_topics_take_three_queries_however_many(cast, django_assert_num_queries):
    lamps(cast)
    told(cast, BENCHES, OTHER)
    assert len(found(cast, LATER + DAY)) == 2
    with glance(), django_assert_num_queries(3):
        seen_topics(cast.sun, LATER)
