"""Finding topics: from people, not posts; the same from run to run."""

from __future__ import annotations

from linli.affairs.cases.tests.stages import COMMUNITY, reported
from linli.insight.hotspots import actions
from linli.insight.hotspots.models import Topic, TopicCase
from linli.insight.hotspots.tests.stories import (
    DAY,
    DISTRICT,
    LAMPS,
    LATER,
    NOISE,
    OTHER,
    found,
    lamps,
    told,
)
from tests.cast import MONDAY


def cases_of(topic: Topic) -> set[int]:
    return set(TopicCase.objects.filter(topic=topic).values_list("case_id", flat=True))


def test_what_several_people_report_is_a_topic(cast):
    cases = told(cast)
    told(cast, (NOISE,), OTHER)
    (topic,) = found(cast)
    assert "路灯" in topic.name
    assert (topic.place_id, topic.found_at) == (COMMUNITY, LATER)
    assert cases_of(topic) == {case.pk for case in cases}


def test_somebody_who_writes_four_times_makes_no_topic(cast):
    for text in LAMPS:
        reported(cast, MONDAY, text=text, place_code=COMMUNITY)
    assert found(cast) == []


def test_without_names_a_place_counts_once_a_day(cast):
    for number in range(4):
        reported(cast, MONDAY, text=LAMPS[number], place_code=COMMUNITY, reporter=None)
    assert found(cast) == []
    for number in (1, 2):
        reported(cast, MONDAY + number * DAY, text=LAMPS[0], place_code=COMMUNITY, reporter=None)
    assert len(found(cast)) == 1


def test_what_the_staff_began_and_what_is_long_ago_do_not_count(cast):
    for number in range(4):
        at = MONDAY + number * DAY
        reported(cast, at, text=LAMPS[number], reporter=None, occasion="patrol", by=cast.zhao)
    assert found(cast) == []
    told(cast)
    assert len(found(cast)) == 1
    assert found(cast, MONDAY + 90 * DAY) == []
    assert Topic.objects.count() == 1


def test_a_topic_goes_on_as_the_same_one(cast):
    topic = lamps(cast)
    case = reported(cast, LATER, text=LAMPS[1], place_code=COMMUNITY)
    (later,) = found(cast, LATER + DAY)
    assert (later.pk, later.found_at, later.seen_at) == (topic.pk, LATER, LATER + DAY)
    assert case.pk in cases_of(topic)
    assert later.heat > topic.heat


def test_what_is_worked_on_keeps_its_name(cast):
    topic = lamps(cast)
    Topic.objects.filter(pk=topic.pk).update(
        name="后巷", month=MONDAY.replace(day=1), lead_unit=cast.units["990101001"]
    )
    reported(cast, LATER, text=LAMPS[1], place_code=COMMUNITY)
    (later,) = found(cast, LATER + DAY)
    assert later.name == "后巷"


def test_nothing_new_on_the_same_day_is_no_work(cast, django_assert_num_queries):
    lamps(cast)
    with django_assert_num_queries(5):
        assert actions.find_topics(DISTRICT, by=cast.system, at=LATER) == 1


def test_a_run_writes_in_a_few_statements(cast, django_assert_num_queries):
    told(cast)
    with django_assert_num_queries(19):
        found(cast)
