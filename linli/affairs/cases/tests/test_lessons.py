"""What the lines of the catalogue did: sent, came back, went elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.cases import actions
from linli.affairs.cases.lessons import (
    ELSEWHERE,
    OVERRULED,
    RETURNED,
    SENT,
    Lesson,
    cases_of,
    lessons,
)
from linli.affairs.cases.models import Case, DispatchRule
from linli.affairs.cases.pack import ReturnedRules
from linli.affairs.cases.tests import stages
from linli.affairs.cases.tests.stages import COMMUNITY, MINUTE

DAY = timedelta(days=1)
LATER = 2 * DAY


def returned(cast, at, then: str = "990101-CG") -> Case:
    """The community gave the case back, and it went to another unit."""
    case = stages.dispatched(cast, at, unit=COMMUNITY)
    later = at + 10 * MINUTE
    actions.request_return(case, note="不归我们管", by=cast.chen, at=later)
    actions.grant_return(case, by=cast.zhao, at=later + MINUTE)
    return actions.dispatch(case, unit=cast.units[then], by=cast.zhao, at=later + 2 * MINUTE)


@pytest.fixture
def rule(cast) -> DispatchRule:
    """Everything goes to the community."""
    return DispatchRule.objects.get(category_code="")


def lesson(rule, user, at):
    return lessons([rule], user, at)[rule.pk]


def test_what_came_back_and_where_it_went_is_counted(cast, monday, rule):
    stages.dispatched(cast, monday, unit=COMMUNITY)
    returned(cast, monday)
    told = lesson(rule, cast.zhao, monday + LATER)
    assert (told.sent, told.returned, told.share, told.overruled) == (2, 1, 50.0, 1)
    assert [(unit.code, count) for unit, count in told.elsewhere] == [("990101-CG", 1)]


def test_back_to_the_same_unit_is_not_elsewhere(cast, monday, rule):
    returned(cast, monday, then=COMMUNITY)
    told = lesson(rule, cast.zhao, monday + LATER)
    assert (told.sent, told.returned, told.elsewhere) == (2, 1, [])


@pytest.mark.parametrize(
    ("sent", "back", "hint"), [(10, 2, True), (10, 1, False), (9, 9, False), (0, 0, False)]
)
def test_a_hint_needs_a_sample_and_a_share(sent, back, hint):
    rules = ReturnedRules(months=12, share=20, sample=10)
    assert Lesson(rules, sent=sent, returned=back).to_be_changed is hint


def test_the_cases_behind_each_figure(cast, monday, rule):
    kept, back = stages.dispatched(cast, monday, unit=COMMUNITY), returned(cast, monday)
    at = monday + LATER
    shown = {
        show: set(cases_of(rule, show, cast.zhao, at))
        for show in (SENT, RETURNED, ELSEWHERE, OVERRULED)
    }
    assert shown == {SENT: {kept, back}, RETURNED: {back}, ELSEWHERE: {back}, OVERRULED: {back}}


def test_only_cases_that_one_sees_are_counted(cast, monday, rule):
    returned(cast, monday)
    assert lesson(rule, cast.qian, monday + LATER).is_empty


def test_what_is_long_ago_teaches_no_more(cast, monday, rule):
    returned(cast, monday)
    assert lesson(rule, cast.zhao, monday + 400 * DAY).is_empty
    assert not cases_of(rule, SENT, cast.zhao, monday + 400 * DAY)


def test_however_many_lines_it_takes_few_queries(cast, monday, django_assert_num_queries):
    returned(cast, monday)
    rules = list(DispatchRule.objects.all())
    lessons(rules, cast.zhao, monday + LATER)
    with django_assert_num_queries(4):
        lessons(rules, cast.zhao, monday + LATER)
