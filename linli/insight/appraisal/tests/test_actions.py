"""Schemes, scores, objections and reviews; and every refusal beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from linli.ground.notices.models import Notification
from linli.ground.privacy.registry import KINDS
from linli.insight.appraisal import actions, values
from linli.insight.appraisal.actions.drawing_up import against_settling
from linli.insight.appraisal.measured import Counting
from linli.insight.appraisal.models import (
    Appeal,
    Edition,
    Entry,
    Indicator,
    Objection,
    Review,
    Scheme,
    Score,
    Subject,
)
from linli.insight.appraisal.queries import visible_schemes, visible_scores
from linli.insight.appraisal.tests.stories import (
    DAY,
    HEARD,
    HUNDRED,
    LATER,
    OTHER,
    STREET,
    appraiser,
    drafted,
    of_street,
    of_workers,
    settled,
    shown,
)
from linli.insight.surveys.models import Survey
from linli.insight.surveys.queries import Estimate
from tests.cast import MONDAY


def test_a_scheme_of_streets_takes_up_the_streets(cast):
    names = set(drafted(cast).subjects.values_list("unit__code", flat=True))
    assert names == {STREET, OTHER}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 2, 1), date(2026, 1, 31)),
        (date(2026, 1, 1), date(2027, 1, 2)),
        (date(1970, 1, 1), date(1970, 12, 31)),
        (date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_scheme_is_of_a_year_at_most_and_not_far_off(cast, first, last):
    given = {"kind": "street", "title": "?", "place": cast.places["990101"]}
    with pytest.raises(actions.NotNow):
        actions.draw_up(**given, first=first, last=last, by=cast.lin, at=MONDAY)
    assert Scheme.objects.count() == 0


def test_weights_come_to_a_hundred(cast):
    scheme = drafted(cast, weights={"residents": 60, "departments": 30})
    with pytest.raises(actions.NotNow, match="90"):
        actions.settle(scheme, by=cast.lin, at=MONDAY)


def test_residents_have_most_of_the_say_about_streets_and_departments(cast):
    for kind in ("street", "department"):
        scheme = drafted(cast, kind, {"residents": 40, "departments": 60})
        assert len(against_settling(scheme, MONDAY)) == 1


def test_the_four_voices_on_a_unit_located_in_the_area_weigh_what_they_have_to(cast):
    voices = {"street": 10, "party": 10, "residents": 15, "self": 5, "": 60}
    scheme = drafted(cast, "resident_unit", voices)
    actions.add_subject(scheme, name="盐湖学校", by=cast.lin, at=MONDAY)
    assert against_settling(scheme, MONDAY) == []
    wrong = drafted(cast, "resident_unit", voices | {"street": 20, "": 50})
    actions.add_subject(wrong, name="盐湖学校", by=cast.lin, at=MONDAY)
    assert len(against_settling(wrong, MONDAY)) == 1


def test_a_settled_scheme_does_not_change(cast):
    scheme = settled(cast)
    indicator = {"label": "?", "source": "entry", "weight": Decimal(1), **HUNDRED}
    with pytest.raises(actions.NotNow):
        actions.add_indicator(scheme, **indicator, by=cast.lin, at=MONDAY)
    first = scheme.indicators.first().pk
    with pytest.raises(actions.NotNow):
        actions.drop_indicator(scheme, indicator=first, by=cast.lin, at=MONDAY)


def test_workers_are_appraised_by_words_alone_and_residents_never(cast):
    scheme = drafted(cast, "staff", {"residents": 60})
    counted = {"label": "在线时长", "source": "entry", "weight": Decimal(40), **HUNDRED}
    with pytest.raises(actions.NotNow):
        actions.add_indicator(scheme, **counted, by=cast.lin, at=MONDAY)
    for user in (cast.zhou, cast.lin):
        with pytest.raises(actions.NotNow):
            actions.add_subject(scheme, user=user, by=cast.lin, at=MONDAY)
    assert scheme.subjects.count() == 0


def test_scores_are_reckoned_and_ranked(cast):
    edition = actions.compute(settled(cast), by=cast.lin, at=MONDAY)
    found = edition.scores.order_by("rank").values_list("subject__unit__code", "total", "rank")
    assert list(found) == [(STREET, Decimal(80), 1), (OTHER, Decimal(60), 2)]


def test_the_working_has_every_step(cast):
    score = of_street(actions.compute(settled(cast), by=cast.lin, at=MONDAY))
    line = score.working["lines"][0]
    assert (line["value"], line["share"], line["points"]) == ("80.00", "0.8000", "48.0000")
    assert (score.working["weight"], score.working["points"]) == ("100.00", "80.00")


def test_bonus_and_deduction_count_with_their_reason(cast):
    scheme = settled(cast)
    subject = scheme.subjects.get(unit__code=OTHER)
    reason = {"points": Decimal("2.5"), "reason": "抗洪表现突出"}
    actions.adjust(subject, **reason, by=cast.lin, at=MONDAY)
    score = of_street(actions.compute(scheme, by=cast.lin, at=MONDAY), OTHER)
    assert score.total == Decimal("62.5")
    assert score.working["adjustments"] == [{"points": "2.50", "reason": "抗洪表现突出"}]


def test_who_has_something_missing_has_no_rank(cast):
    scheme = settled(cast)
    subject = scheme.subjects.get(unit__code=OTHER)
    subject.entries.filter(indicator__voice="departments").delete()
    score = of_street(actions.compute(scheme, by=cast.lin, at=MONDAY), OTHER)
    assert (score.total, score.rank, score.working["weight"]) == (Decimal(60), None, "60.00")


@pytest.mark.parametrize(("raters", "rank"), [(None, None), (29, None), (30, 1)])
def test_too_few_residents_who_rated_are_not_enough_for_a_rank(cast, raters, rank):
    scheme = settled(cast)
    subject = scheme.subjects.get(unit__code=STREET)
    indicator = scheme.indicators.get(voice="residents")
    given = {"value": Decimal(90), "evidence": "评议表", "raters": raters}
    actions.enter(indicator, subject=subject, **given, by=cast.lin, at=MONDAY)
    score = of_street(actions.compute(scheme, by=cast.lin, at=MONDAY))
    assert (score.total, score.rank) == (Decimal(86), rank)


@pytest.mark.parametrize(("answers", "enough"), [(29, False), (30, True)])
def test_a_small_sample_of_a_survey_is_not_enough_for_a_rank(cast, monkeypatch, answers, enough):
    scheme = drafted(cast)
    subject = scheme.subjects.get(unit__code=STREET)
    monkeypatch.setattr(values, "estimate", lambda *_asked: Estimate(80.0, 70.0, 90.0, 24, answers))
    indicator = Indicator(scheme=scheme, source="survey", survey=Survey())
    assert values.value_of(indicator, subject, Counting("", {}, LATER)).enough is enough


def test_a_later_entry_counts_and_the_earlier_edition_stays(cast):
    first = shown(cast)
    subject = of_street(first).subject
    for indicator in first.scheme.indicators.all():
        given = {"value": Decimal(90), "evidence": "更正"}
        actions.enter(indicator, subject=subject, **given, by=cast.lin, at=MONDAY)
    second = actions.compute(first.scheme, by=cast.lin, at=MONDAY)
    assert (second.version, of_street(second).total) == (2, Decimal(90))
    assert of_street(first).total == Decimal(80)


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "sun", "liu", "qian", "zhou", "auditor"])
def test_nobody_else_draws_up_reckons_or_publishes(cast, name):
    user, edition = getattr(cast, name), shown(cast)
    for act in (actions.show, actions.publish):
        with pytest.raises(actions.MayNotRun):
            act(edition, by=user, at=LATER)
    with pytest.raises(actions.MayNotRun):
        actions.compute(edition.scheme, by=user, at=LATER)
    assert Edition.objects.count() == 1


def test_who_is_appraised_does_not_run_it(cast):
    scheme = drafted(cast, "staff", {"street": 30, "peers": 10, "residents": 60})
    su = appraiser(cast)
    actions.add_subject(scheme, user=su, by=cast.lin, at=MONDAY)
    with pytest.raises(actions.MayNotRun):
        actions.settle(scheme, by=su, at=MONDAY)


def test_it_is_published_after_the_days_without_an_open_objection(cast):
    su, edition = appraiser(cast), shown(cast)
    with pytest.raises(actions.NotNow):
        actions.publish(edition, by=cast.lin, at=MONDAY + DAY)
    score = of_street(edition)
    actions.object_(score, text="?", by=cast.sun, at=MONDAY + DAY)
    with pytest.raises(actions.NotNow):
        actions.publish(edition, by=cast.lin, at=LATER)
    actions.judge(score, verdict="dismissed", answer="材料齐全", by=su, at=MONDAY + 2 * DAY)
    actions.publish(edition, by=cast.lin, at=LATER)
    assert Edition.objects.get().published_by == cast.lin


def test_reckoning_anew_does_not_pass_over_an_open_objection(cast):
    su, first = appraiser(cast), shown(cast)
    score = of_street(first)
    actions.object_(score, text="?", by=cast.sun, at=MONDAY + DAY)
    second = actions.compute(first.scheme, by=cast.lin, at=MONDAY + DAY)
    actions.show(second, by=cast.lin, at=MONDAY + DAY)
    with pytest.raises(actions.NotNow):
        actions.publish(second, by=cast.lin, at=LATER)
    actions.judge(score, verdict="upheld", answer="属实，重算", by=su, at=LATER)
    actions.publish(second, by=cast.lin, at=LATER)
    assert list(Edition.objects.exclude(published_at=None)) == [second]


def test_a_worker_needs_enough_residents_and_ordinary_ones(cast):
    assert of_workers(cast, 80).total == Decimal(80)
    for raters, ordinary in ((49, 49), (60, 41)):
        score = of_workers(cast, 80, raters, ordinary)
        assert score.working["lines"][2]["value"] is None


def test_workers_have_no_rank_and_nothing_of_them_is_published(cast):
    score = of_workers(cast, 40)
    assert score.rank is None
    with pytest.raises(actions.NotNow):
        actions.publish(score.edition, by=cast.lin, at=LATER)


def test_a_low_score_leads_to_a_talk_that_hears_the_worker_first(cast):
    su, score = appraiser(cast), of_workers(cast, 40)
    with pytest.raises(actions.MayNotJudge):
        actions.open_review(score, by=cast.lin, at=LATER)
    review = actions.open_review(score, by=su, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(outcome="training", reason="?", decided_by=su, decided_at=LATER)
    actions.decide_review(score, **HEARD, outcome="support", by=su, at=LATER)
    review.refresh_from_db()
    assert (review.outcome, review.decided_by) == ("support", su)


def test_nobody_is_heard_on_a_day_to_come(cast):
    su, score = appraiser(cast), of_workers(cast, 40)
    review = actions.open_review(score, by=su, at=LATER)
    later = HEARD | {"heard_on": (LATER + DAY).date()}
    with pytest.raises(actions.NotNow):
        actions.decide_review(score, **later, outcome="support", by=su, at=LATER)
    review.refresh_from_db()
    assert review.outcome == ""


def test_a_worker_who_is_appraised_sees_no_score_of_a_colleague(cast):
    su, score = appraiser(cast), of_workers(cast, 80)
    scheme = score.edition.scheme
    assert list(visible_schemes(su, LATER)) == [scheme]
    Subject.objects.create(scheme=scheme, user=su, name="苏")
    assert list(visible_schemes(su, LATER)) == []
    assert list(visible_scores(su, LATER)) == []
    assert list(visible_scores(cast.chen, LATER)) == [score]


def test_the_worker_is_told_of_the_talk_and_of_what_came_of_it(cast):
    su, score = appraiser(cast), of_workers(cast, 40)
    actions.open_review(score, by=su, at=LATER)
    actions.decide_review(score, **HEARD, outcome="support", by=su, at=LATER)
    told = Notification.objects.filter(code__startswith="appraisal.review")
    assert sorted(told.values_list("code", "user__username")) == [
        ("appraisal.review", "chen"),
        ("appraisal.reviewed", "chen"),
    ]


def test_of_a_worker_nothing_is_left_when_its_time_is_over(cast):
    su, score = appraiser(cast), of_workers(cast, 40)
    actions.object_(score, text="?", by=cast.chen, at=MONDAY + DAY)
    actions.open_review(score, by=su, at=LATER)
    actions.decide_review(score, **HEARD, outcome="support", by=su, at=LATER)
    actions.appeal(score, text="?", by=cast.chen, at=LATER)
    streets = settled(cast)
    kind = KINDS["appraisal.worker"]
    assert [row.ended_on for row in kind.rows()] == [score.edition.scheme.last]
    assert kind.erase(list(kind.rows()), by=cast.system, at=LATER) == 1
    kept = (Score, Objection, Review, Appeal, Subject.objects.exclude(user=None))
    assert [getattr(each, "objects", each).count() for each in kept] == [0, 0, 0, 0, 0]
    assert Entry.objects.count() == streets.indicators.count() * streets.subjects.count()


def test_an_ordinary_score_leads_to_nothing(cast):
    score = of_workers(cast, 80)
    with pytest.raises(actions.NotNow):
        actions.open_review(score, by=appraiser(cast), at=LATER)
    assert Review.objects.count() == 0


def test_those_who_are_appraised_are_told_of_their_score(cast):
    of_workers(cast, 80)
    shown(cast)
    told = Notification.objects.filter(code="appraisal.shown")
    assert sorted(told.values_list("user__username", flat=True)) == ["chen", "sun"]
    assert (Scheme.objects.count(), Score.objects.count()) == (2, 3)
