"""Leaving a case out of the assessment."""

from __future__ import annotations

import pytest

from linli.affairs.cases import actions as cases
from linli.affairs.cases.models import Case
from linli.ground.org.actions import add_user
from linli.ground.org.models import Duty, Unit
from linli.insight.measures import actions
from linli.insight.measures.models import Exclusion
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import figure
from linli.insight.measures.rules import exclusions_of
from linli.insight.measures.tests.stories import AT, DISTRICT, STREET, spring
from tests.cast import SINCE

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(lasting_cast) -> int:
    """The key of a case whose reporter was not content, among all that happened in May."""
    return spring(lasting_cast)[6].pk


@pytest.fixture
def cast(told, kept_cast):
    """Everybody, as fresh objects."""
    return kept_cast.copy()


@pytest.fixture
def unhappy(told, db) -> Case:
    """That case; its unit asks to leave it out."""
    return Case.objects.get(pk=told)


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


def test_a_unit_of_the_same_place_does_not_decide(cast, unhappy):
    asked = ask(cast, unhappy)
    beside = Unit.objects.create(
        code="990101001-Z", name="综合执法队", kind="department", place=cast.places[STREET],
        parent=cast.units[STREET], valid_from=SINCE,
    )  # fmt: skip
    Exclusion.objects.filter(pk=asked.pk).update(unit=beside)
    asked = Exclusion.objects.select_related("unit").get(pk=asked.pk)
    judge = add_user(username="beside", name="贺", kind="staff", by=cast.system, at=AT)
    other = Unit.objects.create(
        code="990101001-Y", name="城建办", kind="department", place=cast.places[STREET],
        parent=cast.units[STREET], valid_from=SINCE,
    )  # fmt: skip
    Duty.objects.create(user=judge, unit=other, role="street_director", valid_from=SINCE)
    with pytest.raises(actions.NotYours):
        actions.judge_exclusion(asked, granted=True, by=judge, at=AT)
    assert actions.judge_exclusion(asked, granted=True, by=cast.sun, at=AT).granted


def test_what_is_sealed_is_not_listed(cast, unhappy):
    asked = ask(cast, unhappy)
    seen = {name: list(listed(cast, name)) for name in ("li", "sun", "lin")}
    assert seen == {"li": [asked], "sun": [asked], "lin": [asked]}
    cases.seal(unhappy, note="涉及隐私", by=cast.sun, at=AT)
    assert {name: list(listed(cast, name)) for name in ("li", "sun")} == {"li": [], "sun": [asked]}


def listed(cast, name):
    return Exclusion.objects.filter(exclusions_of(getattr(cast, name), AT))
