"""Published figures: never changed, corrected beside, and counted again to the digit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.affairs.cases import actions as cases
from linli.affairs.cases.models import Category
from linli.affairs.cases.tests import stages
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.places.models import Place
from linli.insight.measures import actions, published, tasks
from linli.insight.measures.actions import publishing
from linli.insight.measures.models import Publication, PublishedFigure, Publishing
from linli.insight.measures.periods import Period
from linli.insight.measures.published import told
from linli.insight.measures.queries import by, figure
from linli.insight.measures.tests.stories import (
    AT,
    COMMUNITY,
    DAY,
    DISTRICT,
    OTHER,
    STREET,
    spring,
)
from tests.cast import MONDAY

OTHER_STREET = "990101002"

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


def test_what_lies_in_the_place_itself_is_published_once(cast):
    spring(cast)
    stages.reported(cast, MONDAY, place_code=STREET)
    told = publish(cast).figures.filter(measure="received").values_list("place", "denominator")
    assert sorted(told) == [(STREET, 12), (COMMUNITY, 10), ("990101001002", 1)]


def test_what_was_published_is_counted_again_to_the_digit(cast):
    told = spring(cast)
    kept = publish(cast)
    assert actions.recompute(kept) == []
    cases.reopen(told[6], note="又不亮了", by=cast.zhou, at=AT)
    assert actions.recompute(kept) == []


def test_a_figure_that_the_journal_does_not_give_is_named(cast):
    spring(cast)
    kept = publish(cast)
    stages.reported(cast, MONDAY)
    different = {(each.measure, each.place): each for each in actions.recompute(kept)}
    found = different["received", STREET]
    assert (found.published, found.recomputed) == ((11, 11, 11.0), (12, 12, 12.0))
    assert ("settled", STREET) not in different


def test_nothing_is_added_to_a_publication(cast):
    spring(cast)
    kept = publish(cast)
    assert kept.size == kept.figures.count()
    extra = kept.figures.get(measure="received", place=STREET)
    extra.pk, extra.place = None, "990101001009"
    with pytest.raises(Exception, match="no more figures"), transaction.atomic():
        extra.save()
    assert actions.recompute(kept) == []


def test_a_case_reopened_later_was_not_in_hand_at_the_end_of_the_month(cast):
    told = spring(cast)
    kept = publish(cast)
    cases.reopen(told[6], note="又不亮了", by=cast.zhou, at=AT + timedelta(days=1))
    actions.refresh(at=AT + timedelta(days=2))
    asked = {"place": STREET, "at": AT + timedelta(days=2)}
    published = kept.figures.get(measure="open", place=STREET).denominator
    assert figure("open", period=Period.month(2026, 5), **asked).value == published
    assert figure("open", period=Period.month(2026, 6), **asked).value == published + 1


def told_of(kept: Publication, measure: str, *, with_excluded: bool = False) -> dict:
    return {
        each.place: None if each.suppressed else each.denominator
        for each in told(kept)
        if (each.measure, each.with_excluded) == (measure, with_excluded)
    }


def reported(cast, place: str, count: int, **given) -> None:
    """So many cases of May there, one a day."""
    for n in range(count):
        stages.reported(cast, MONDAY + n * DAY, place_code=place, **given)


def test_a_small_figure_is_told_to_nobody_and_does_not_follow_from_the_others(cast):
    reported(cast, COMMUNITY, 10)
    reported(cast, OTHER, 1)
    assert told_of(publish(cast), "received") == {STREET: 11, COMMUNITY: None, OTHER: None}


def test_what_has_enough_is_told_with_the_places_below(cast):
    spring(cast)
    kept = publish(cast)
    assert told_of(kept, "settled") == {STREET: 7, COMMUNITY: 7}
    assert set(told_of(kept, "overdue").values()) == {None}


def test_a_month_does_not_follow_from_a_quarter_that_is_live_and_the_one_published(cast):
    told = spring(cast)
    kept = publish(cast)
    cases.seal(told[-1], note="涉及隐私", by=cast.sun, at=AT)
    actions.refresh(at=AT)
    question = {"place": STREET, "at": AT, "reader": cast.zhao}
    assert figure("received", period=Period.quarter(2026, 2), **question).value == 12
    assert figure("received", period=Period.month(2026, 5), **question).suppressed
    assert set(told_of(kept, "received").values()) == {None}


def test_the_blocks_of_a_publication_are_those_of_what_is_live(cast):
    third = Place.objects.create(code="990101001003", name="新社区", level="community").code
    reported(cast, COMMUNITY, 7)
    reported(cast, OTHER, 2)
    reported(cast, third, 5)
    reported(cast, third, 6, category=Category.objects.get(code="0903"))
    kept = publish(cast)
    actions.refresh(at=AT)
    question = {"place": STREET, "period": Period.month(2026, 5), "at": AT}
    rows = by("received", "place", **question, reader=User(is_active=False))
    # The small one makes up a block with five of the third: what is live tells of neither.
    assert [row.key for row in rows if not row.figure.suppressed] == [COMMUNITY]
    assert told_of(kept, "received") == {STREET: 20, COMMUNITY: None, OTHER: None, third: None}


def test_what_was_left_out_is_held_against_blocks_of_its_own(cast):
    case = spring(cast)[6]
    asked = actions.ask_exclusion(case, reason="管线产权不明", by=cast.li, at=AT - DAY)
    actions.judge_exclusion(asked, granted=True, by=cast.sun, at=AT - DAY)
    cuts = publish(cast).figures.filter(measure="resolution_rate", place=STREET)
    assert dict(cuts.values_list("with_excluded", "cuts")) == {False: False, True: True}


def test_what_a_wider_publication_keeps_back_no_other_tells(cast):
    reported(cast, COMMUNITY, 10)
    reported(cast, OTHER, 1)
    street = publish(cast)
    assert told_of(street, "received")[STREET] == 11
    stages.reported(cast, MONDAY, place_code=OTHER_STREET)
    publish(cast, place=cast.places[DISTRICT], by=cast.lin)
    assert set(told_of(street, "received").values()) == {None}


def test_what_was_left_out_does_not_follow_from_the_figure_with_it(cast):
    case = spring(cast)[6]
    asked = actions.ask_exclusion(case, reason="管线产权不明", by=cast.li, at=AT - DAY)
    actions.judge_exclusion(asked, granted=True, by=cast.sun, at=AT - DAY)
    kept = publish(cast)
    assert told_of(kept, "resolution_rate")[STREET] == 6
    assert told_of(kept, "resolution_rate", with_excluded=True)[STREET] is None
    assert told_of(kept, "composite_rate", with_excluded=True)[STREET] is None


TABLES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6)), min_size=1, max_size=6)


@given(TABLES, st.integers(0, 8))
def test_no_difference_of_published_figures_is_small(table, rest):
    """Of places below one, without and with what was left out; the sums are known."""
    without = {f"{n}": count for n, (count, _left_out) in enumerate(table)}
    without["all"] = sum(without.values()) + rest
    hidden = published._places("all", without, 5)
    line = [count for place, count in without.items() if place in hidden and place != "all"]
    known = without["all"] - sum(c for p, c in without.items() if p not in hidden and p != "all")
    assert "all" in hidden or not 0 < known < 5 or not line
    assert all(place in hidden for place, count in without.items() if 0 < count < 5)
    assert len(line) != 1 or rest or "all" in hidden


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


def asked(cast, **more) -> Publishing:
    words = {"place": cast.places[STREET], "month": MAY, "by": cast.sun, "at": AT}
    return actions.ask_to_publish(**words | more)


def test_the_worker_publishes_what_was_asked_for(cast):
    spring(cast)
    found = asked(cast)
    job = ProcrastinateJob.objects.get(task_name="measures.publish_month")
    assert (found.waits, job.args) == (True, {"publishing_id": found.pk})
    tasks.publish_month.func(publishing_id=found.pk)
    tasks.publish_month.func(publishing_id=found.pk)
    found.refresh_from_db()
    assert (found.waits, found.publication.by) == (False, cast.sun)
    assert Publication.objects.count() == 1


def test_a_month_is_asked_for_once_at_a_time(cast):
    asked(cast)
    with pytest.raises(actions.PublishingGoesOn):
        asked(cast)


def test_what_waits_for_a_job_that_failed_is_asked_for_again(cast):
    found = asked(cast)
    jobs = ProcrastinateJob.objects.filter(task_name="measures.publish_month")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert asked(cast) == found
    assert sorted(jobs.values_list("status", flat=True)) == ["failed", "todo"]


def test_what_cannot_be_published_any_more_says_why(cast):
    found = asked(cast)
    publish(cast)
    actions.carry_out(found, at=AT)
    found.refresh_from_db()
    assert (found.waits, found.publication, bool(found.refusal)) == (False, None, True)
    assert not asked(cast, reason="补录三件").refusal


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "liu", "qian", "sysadmin", "zhou"])
def test_nobody_else_asks_to_publish(cast, name):
    with pytest.raises(actions.MayNotPublish):
        asked(cast, by=getattr(cast, name))
    assert not Publishing.objects.exists()
