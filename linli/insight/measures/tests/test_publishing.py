"""Published figures: never changed, corrected beside, and counted again to the digit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from linli.affairs.cases import actions as cases
from linli.ground.journal.models import Entry
from linli.insight.measures import actions
from linli.insight.measures.actions import publishing
from linli.insight.measures.models import Publication, PublishedFigure
from linli.insight.measures.tests.stories import AT, COMMUNITY, STREET, spring

MAY = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _at_rest(monkeypatch):
    monkeypatch.setattr(publishing, "quiet_before", lambda: FAR)


FAR = AT + timedelta(days=3_650)


def publish(cast, **given) -> Publication:
    words = {"place": cast.places[STREET], "month": MAY, "by": cast.sun, "at": AT}
    return actions.publish_month(**words | given)


def test_a_month_is_published_with_its_place_and_those_below(cast):
    spring(cast)
    kept = publish(cast)
    told = kept.figures.filter(measure="received").values_list("place", "denominator")
    assert dict(told) == {STREET: 11, COMMUNITY: 10, "990101001002": 1}
    assert kept.figures.get(measure="overdue", place=STREET).denominator > 0
    assert Entry.objects.about(kept).get().event == "measures.publish"


def test_what_was_published_is_counted_again_to_the_digit(cast):
    told = spring(cast)
    kept = publish(cast)
    assert actions.recompute(kept) == []
    cases.reopen(told[6], note="又不亮了", by=cast.zhou, at=AT)
    assert actions.recompute(kept) == []


def test_a_figure_that_the_journal_does_not_give_is_named(cast):
    spring(cast)
    kept = publish(cast)
    extra = kept.figures.get(measure="received", place=STREET)
    extra.pk, extra.place = None, "990101001009"
    extra.save()
    (difference,) = actions.recompute(kept)
    assert (difference.measure, difference.place) == ("received", "990101001009")
    assert (difference.published, difference.recomputed) == ((11, 11, 11.0), None)


def test_nothing_published_is_changed_or_removed(cast):
    spring(cast)
    kept = publish(cast)
    for change in (
        lambda: PublishedFigure.objects.update(value=100),
        lambda: Publication.objects.update(reason="好看"),
        lambda: kept.definition.delete(),
    ):
        with pytest.raises(Exception, match=r"append-only|protected"), transaction.atomic():
            change()


def test_a_correction_stands_beside_and_says_why(cast):
    spring(cast)
    first = publish(cast)
    with pytest.raises(actions.ReasonMissing):
        publish(cast)
    second = publish(cast, reason="补录三件")
    assert (first.number, second.number) == (1, 2)
    assert second.definition == first.definition


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "liu", "qian", "sysadmin", "zhou"])
def test_only_who_answers_for_the_place_publishes(cast, name):
    with pytest.raises(actions.MayNotPublish):
        publish(cast, by=getattr(cast, name))
    assert not Publication.objects.exists()


def test_a_month_that_is_not_over_is_not_published(cast):
    with pytest.raises(actions.MonthNotOver):
        publish(cast, month=date(2026, 6, 1))


def test_a_month_whose_entries_may_still_come_is_not_published(cast, monkeypatch):
    monkeypatch.setattr(publishing, "quiet_before", lambda: AT - timedelta(days=5))
    with pytest.raises(actions.MonthNotOver):
        publish(cast)
