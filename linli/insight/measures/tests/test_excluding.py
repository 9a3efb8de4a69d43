"""Leaving a case out of the assessment."""

from __future__ import annotations

import pytest

from linli.insight.measures import actions
from linli.insight.measures.models import Exclusion
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import figure
from linli.insight.measures.tests.stories import AT, DISTRICT, spring


@pytest.fixture
def unhappy(cast):
    """The case whose reporter was not content; its unit asks to leave it out."""
    return spring(cast)[6]


def ask(cast, case, **given) -> Exclusion:
    words = {"reason": "管线产权不明", "by": cast.li, "at": AT}
    return actions.ask_exclusion(case, **words | given)


def rate(**more):
    actions.refresh(at=AT)
    return figure("resolution_rate", place=DISTRICT, period=Period.month(2026, 5), at=AT, **more)


def test_what_is_left_out_enters_no_rate_and_is_shown_with_it_too(cast, unhappy):
    asked = ask(cast, unhappy)
    assert rate().denominator == 7
    actions.judge_exclusion(asked, granted=True, by=cast.sun, at=AT)
    assert (rate().value, rate().denominator) == (100, 6)
    assert rate(with_excluded=True).denominator == 7
    actions.end_exclusion(asked, by=cast.sun, at=AT)
    assert rate().denominator == 7


def test_a_refusal_leaves_it_in(cast, unhappy):
    asked = actions.judge_exclusion(ask(cast, unhappy), granted=False, by=cast.sun, at=AT)
    assert (asked.granted, rate().denominator) == (False, 7)


@pytest.mark.parametrize("name", ["wang", "chen", "zhao", "liu", "qian", "zhou", "sysadmin"])
def test_only_the_unit_that_has_it_asks(cast, unhappy, name):
    with pytest.raises(actions.NotYours):
        ask(cast, unhappy, by=getattr(cast, name))
    assert not Exclusion.objects.exists()


@pytest.mark.parametrize("name", ["li", "wang", "chen", "zhao", "liu", "qian", "zhou", "sysadmin"])
def test_only_somebody_above_decides(cast, unhappy, name):
    asked = ask(cast, unhappy)
    with pytest.raises(actions.NotYours):
        actions.judge_exclusion(asked, granted=True, by=getattr(cast, name), at=AT)
    asked.refresh_from_db()
    assert asked.granted is None


def test_it_is_asked_and_decided_once(cast, unhappy):
    asked = ask(cast, unhappy)
    with pytest.raises(actions.NotNow):
        ask(cast, unhappy)
    actions.judge_exclusion(asked, granted=True, by=cast.sun, at=AT)
    with pytest.raises(actions.NotNow):
        actions.judge_exclusion(asked, granted=False, by=cast.lin, at=AT)


def test_a_reason_is_needed(cast, unhappy):
    with pytest.raises(actions.ExclusionRefused):
        ask(cast, unhappy, reason=" ")
