"""Days that are kept: what they count, and that they follow the facts."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.affairs.cases import actions as cases
from linli.affairs.cases.tests import stages
from linli.insight.measures import actions
from linli.insight.measures.models import Fact, Tallied, Tally
from linli.insight.measures.periods import Period, Stretch
from linli.insight.measures.queries import figures, figures_by
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.tallies import whole_days
from linli.insight.measures.tests.stories import AT, DISTRICT, OTHER, STREET, spring
from tests.cast import MONDAY

MAY = Period.month(2026, 5)
EVERYWHERE = ("tallied__code", "length", "place", "begins", "excluded", "numerator", "denominator")


def kept():
    return set(Tally.objects.filter(denominator__gt=0).values_list(*EVERYWHERE))


def test_days_follow_the_facts(cast):
    told = spring(cast)
    before = kept()
    why = {"reason_code": "outside_duty", "note": "不属于本区", "by": cast.zhao}
    cases.decline(told[10], **why, at=AT)
    actions.refresh(at=AT)
    after = kept()
    actions.rebuild(at=AT)
    assert before != after == kept()


def test_a_month_that_is_over_is_told_by_its_days_alone(cast):
    spring(cast)
    codes = [code for code, measure in MEASURES.items() if measure.moment == "closed_at"]
    question = {"place": DISTRICT, "period": MAY, "at": AT}
    told = figures(codes, **question), figures_by(codes, "place", **question)
    Fact.objects.all().delete()
    assert told == (figures(codes, **question), figures_by(codes, "place", **question))
    assert told[0]["response_rate"].denominator == 7


@pytest.mark.parametrize("place", [DISTRICT, STREET, OTHER])
def test_part_of_a_day_is_told_too(cast, place):
    spring(cast)
    at = MONDAY + timedelta(days=3, minutes=1)
    question = {"place": place, "period": Period.days(MONDAY.date(), MONDAY.date() + 9 * DAY)}
    told = figures(MEASURES, **question, at=at)
    Tallied.objects.all().delete()
    assert figures(MEASURES, **question, at=at) == told
    assert told["received"].value


def test_what_is_left_out_is_kept_apart(cast):
    case = stages.closed(cast, MONDAY)
    asked = actions.ask_exclusion(case, reason="台风", by=cast.li, at=AT)
    actions.judge_exclusion(asked, granted=True, by=cast.sun, at=AT)
    actions.refresh(at=AT)
    question = {"place": DISTRICT, "period": MAY, "at": AT}
    counted = [
        figures(["response_rate"], **question, with_excluded=both)["response_rate"].denominator
        for both in (False, True)
    ]
    assert counted == [0, 1]


DAY = timedelta(days=1)


def local(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_stretch_is_days_and_what_is_left_of_it():
    whole, rest = whole_days(Stretch(local(1), local(9, 15)))
    assert (whole, rest) == (Stretch(local(1), local(9)), [Stretch(local(9), local(9, 15))])
    whole, rest = whole_days(Stretch(local(1, 8), local(3)))
    assert (whole, rest) == (Stretch(local(2), local(3)), [Stretch(local(1, 8), local(2))])
    part = Stretch(local(1, 8), local(2, 7))
    assert whole_days(part) == (None, [part])
