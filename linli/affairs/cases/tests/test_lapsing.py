"""A verified case that nobody answers closes by itself, once its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case, Category, State
from linli.matters.engine import NotAllowed
from tests.cast import Cast


def verified(cast: Cast, at: datetime) -> Case:
    case = actions.settle_on_the_spot(
        type="help",
        text="楼道堆物。",
        place_code="990101001001001",
        result="已清走。",
        photos=(),
        category=Category.objects.get(code="0303"),
        reporter=cast.residents["zhou"],
        by=cast.li,
        at=at,
    )
    return actions.verify(case, by=cast.chen, at=at)


def test_it_stays_open_until_the_time_is_over(cast, monday):
    case = verified(cast, monday)
    assert actions.lapse_unanswered(by=cast.system, at=monday + timedelta(days=6)) == 0
    case.refresh_from_db()
    assert case.state == State.VERIFIED


def test_then_it_closes_without_a_rating(cast, monday):
    case = verified(cast, monday)
    later = monday + timedelta(days=8)
    assert actions.lapse_unanswered(by=cast.system, at=later) == 1
    case.refresh_from_db()
    assert (case.state, case.closed_at, case.follow_ups.count()) == (State.CLOSED, later, 0)


def test_one_that_was_rated_is_left_alone(cast, monday):
    case = verified(cast, monday)
    actions.rate(case, contacted=True, solved=True, satisfaction=4, by=cast.zhou, at=monday)
    assert actions.lapse_unanswered(by=cast.system, at=monday + timedelta(days=8)) == 0


def test_no_person_closes_it_that_way(cast, monday):
    case = verified(cast, monday)
    with pytest.raises(NotAllowed):
        actions.lapse(case, by=cast.lin, at=monday + timedelta(days=8))
