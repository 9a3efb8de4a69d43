"""What is said against scores and reviews, who judges it, and where nobody is left to."""

from __future__ import annotations

import pytest

from linli.ground.notices.models import Notification
from linli.ground.org.actions import grant_duty
from linli.ground.rulepacks.actions import publish_pack
from linli.insight.appraisal import actions
from linli.insight.appraisal.actions.reviewing import could_be_judged
from linli.insight.appraisal.models import (
    Appeal,
    Score,
)
from linli.insight.appraisal.queries import visible_scores
from linli.insight.appraisal.tests.stories import (
    DAY,
    HEARD,
    LATER,
    appraiser,
    of_street,
    of_workers,
    shown,
)
from linli.insight.appraisal.values import rules_at
from tests.cast import MONDAY, SINCE


def test_the_head_of_a_street_objects_within_the_days_and_once(cast):
    score = of_street(shown(cast))
    for user in (cast.zhao, cast.lin, cast.qian, cast.wu):
        with pytest.raises(actions.MayNotObject):
            actions.object_(score, text="?", by=user, at=MONDAY)
    with pytest.raises(actions.NotNow):
        actions.object_(score, text="晚了", by=cast.sun, at=LATER)
    actions.object_(score, text="问卷漏了两个社区", by=cast.sun, at=MONDAY + DAY)
    with pytest.raises(actions.NotNow):
        actions.object_(score, text="又", by=cast.sun, at=MONDAY + DAY)


def test_somebody_else_than_who_reckoned_judges(cast):
    su, score = appraiser(cast), of_street(shown(cast))
    actions.object_(score, text="问卷漏了两个社区", by=cast.sun, at=MONDAY + DAY)
    verdict = {"verdict": "upheld", "answer": "属实，重算"}
    for user in (cast.lin, cast.sun, cast.zhao):
        with pytest.raises(actions.MayNotJudge):
            actions.judge(score, **verdict, by=user, at=MONDAY + DAY)
    actions.judge(score, **verdict, by=su, at=MONDAY + DAY)
    with pytest.raises(actions.NotNow):
        actions.judge(score, **verdict, by=su, at=MONDAY + DAY)
    assert Notification.objects.filter(code="appraisal.answered").get().user == cast.sun


def reviewed(cast, su):
    """Su has talked with Chen, whose score is low, and decided."""
    score = of_workers(cast, 40)
    actions.open_review(score, by=su, at=LATER)
    actions.decide_review(score, **HEARD, outcome="other_work", by=su, at=LATER)
    return Score.objects.get(pk=score.pk)


JUDGED = {"verdict": "lifted", "answer": "没有征得本人同意"}


def test_a_worker_appeals_and_somebody_else_judges(cast):
    su, other = appraiser(cast), appraiser(cast, "hua")
    score = reviewed(cast, su)
    actions.appeal(score, text="我没有同意", by=cast.chen, at=LATER + DAY)
    for user in (su, cast.lin, cast.chen):
        with pytest.raises(actions.MayNotJudge):
            actions.judge_appeal(score, **JUDGED, by=user, at=LATER + DAY)
    actions.judge_appeal(score, **JUDGED, by=other, at=LATER + DAY)
    row = Appeal.objects.get()
    assert (row.verdict, row.judged_by, row.review.outcome) == ("lifted", other, "other_work")
    with pytest.raises(actions.NotNow):
        actions.judge_appeal(score, **JUDGED, by=other, at=LATER + DAY)
    told = Notification.objects.filter(code__startswith="appraisal.appeal")
    assert set(told.values_list("code", "user__username")) == {
        ("appraisal.appeal", "hua"),
        ("appraisal.appeal_answered", "chen"),
    }


def test_nobody_else_appeals_nor_before_the_decision_too_late_or_twice(cast):
    su, score = appraiser(cast), of_workers(cast, 40)
    asked = {"text": "?", "by": cast.chen}
    with pytest.raises(actions.NotNow):
        actions.appeal(score, **asked, at=LATER)
    actions.open_review(score, by=su, at=LATER)
    with pytest.raises(actions.NotNow):
        actions.appeal(score, **asked, at=LATER)
    actions.decide_review(score, **HEARD, outcome="support", by=su, at=LATER)
    for user in (su, cast.li, cast.sun):
        with pytest.raises(actions.MayNotObject):
            actions.appeal(score, text="?", by=user, at=LATER)
    days = rules_at("990101", LATER).objection_days
    with pytest.raises(actions.NotNow):
        actions.appeal(score, **asked, at=LATER + (days + 1) * DAY)
    actions.appeal(score, **asked, at=LATER + days * DAY)
    with pytest.raises(actions.NotNow):
        actions.appeal(score, **asked, at=LATER + days * DAY)


def ruled(cast, rule, at=MONDAY):
    """From the day on the district's rule pack says so of appraisals."""
    publish_pack(
        place_code="990101", text=f"appraisal:\n  {rule}\n",
        valid_from=at.date(), note="试行", by=cast.system, at=at,
    )  # fmt: skip


def named_above(cast, code):
    """The rule pack names this department, which Gao heads."""
    ruled(cast, f'above: "{code}"')
    unit = cast.units[code]
    head = {"unit": unit, "role": "department_head", "valid_from": SINCE}
    grant_duty(user=cast.gao, **head, by=cast.system, at=MONDAY)
    return unit


def nobody_told(code):
    return not Notification.objects.filter(code=code).exists()


def test_the_days_for_an_appeal_are_those_of_the_decision(cast):
    score = reviewed(cast, appraiser(cast))
    days = rules_at("990101", LATER).objection_days
    ruled(cast, "objection_days: 1", LATER + DAY)
    with pytest.raises(actions.NotNow):
        actions.appeal(score, text="?", by=cast.chen, at=LATER + (days + 1) * DAY)
    row = actions.appeal(score, text="?", by=cast.chen, at=LATER + days * DAY)
    assert row.review.appeals_to == (LATER + days * DAY).date()


def test_where_nobody_is_left_to_judge_who_runs_it_is_told_at_once(cast):
    su, score = appraiser(cast), of_workers(cast, 40)
    assert not could_be_judged(score, by=su, at=LATER)
    actions.open_review(score, by=su, at=LATER)
    actions.decide_review(score, **HEARD, outcome="support", by=su, at=LATER)
    row = actions.appeal(score, text="?", by=cast.chen, at=LATER)
    told = Notification.objects.filter(code="appraisal.nobody_judges")
    assert set(told.values_list("user__username", flat=True)) == {"lin", "su"}
    assert row.sent_to is None
    assert nobody_told("appraisal.appeal")
    other = appraiser(cast, "hua")
    actions.judge_appeal(score, **JUDGED, by=other, at=LATER + DAY)
    assert Appeal.objects.get().judged_by == other


def test_where_nobody_is_left_to_judge_it_goes_to_the_unit_that_the_rule_pack_names(cast):
    above, su, score = named_above(cast, "990101-SW"), appraiser(cast), of_workers(cast, 40)
    assert could_be_judged(score, by=su, at=LATER)
    actions.open_review(score, by=su, at=LATER)
    actions.decide_review(score, **HEARD, outcome="support", by=su, at=LATER)
    assert list(visible_scores(cast.gao, LATER)) == []
    row = actions.appeal(score, text="?", by=cast.chen, at=LATER)
    told = Notification.objects.filter(code="appraisal.appeal")
    assert list(told.values_list("user__username", flat=True)) == ["gao"]
    assert row.sent_to == above
    assert nobody_told("appraisal.nobody_judges")
    assert list(visible_scores(cast.gao, LATER)) == [score]
    assert list(visible_scores(cast.zhou, LATER)) == []
    with pytest.raises(actions.MayNotJudge):
        actions.judge_appeal(score, **JUDGED, by=su, at=LATER + DAY)
    actions.judge_appeal(score, **JUDGED, by=cast.gao, at=LATER + DAY)
    assert Appeal.objects.get().judged_by == cast.gao


def test_an_objection_that_nobody_else_may_judge_goes_to_the_unit_above_too(cast):
    above, score = named_above(cast, "990101-SW"), of_street(shown(cast))
    row = actions.object_(score, text="?", by=cast.sun, at=MONDAY + DAY)
    assert row.sent_to == above
    actions.judge(score, verdict="dismissed", answer="已核对", by=cast.gao, at=MONDAY + DAY)
