"""Drawing, asking, counting and publishing; and every refusal beside it."""

from __future__ import annotations

from datetime import date

import pytest

from linli.ground.journal.models import Entry
from linli.ground.notices.models import Notification
from linli.ground.people.models import Household, Resident
from linli.ground.privacy.registry import COPIES, KINDS
from linli.insight.surveys import actions
from linli.insight.surveys.drawing import digest_of, frame_of
from linli.insight.surveys.drawing import drawn as lot
from linli.insight.surveys.models import Invitee, Question, Survey, Tally
from linli.insight.surveys.queries import estimate, results
from linli.insight.surveys.tests.stories import (
    AFTER,
    COMMUNITY,
    DAY,
    OTHER,
    STREET,
    TODAY,
    answered,
    codes,
    drafted,
    drawn,
    reporters,
    said,
)
from tests.cast import MONDAY


def test_each_reporter_is_in_the_frame_once_with_their_community(cast):
    reporters(cast, 2)
    reporters(cast, 2)
    reporters(cast, 1, OTHER, first=5)
    frame = frame_of(drafted(cast))
    assert sorted(each.group for each in frame) == [COMMUNITY, COMMUNITY, OTHER]


def test_minors_and_those_of_another_time_are_not_drawn(cast):
    reporters(cast, 2)
    Resident.objects.update(minor_until=date(2030, 1, 1))
    assert frame_of(drafted(cast)) == []
    Resident.objects.update(minor_until=None)
    before = {"closed_from": date(2026, 4, 1), "closed_to": date(2026, 4, 30)}
    assert frame_of(drafted(cast, **before)) == []


def test_the_same_seed_draws_the_same_sample(cast):
    survey = drawn(cast, 6, wanted=4)
    again = lot(frame_of(survey), 4, survey.seed)
    kept = Invitee.objects.filter(survey=survey).values_list("resident", flat=True)
    assert sorted(kept) == [each.key for each in again]
    assert (survey.frame_size, survey.asked) == (6, 4)
    others = [lot(frame_of(survey), 4, f"another {n}") for n in range(50)]
    assert {each.key for other in others for each in other} == {
        each.key for each in frame_of(survey)
    }


def test_households_are_drawn_from_the_register(cast):
    for number in range(3):
        Household.objects.create(
            place=cast.places[COMMUNITY], address=f"{number}号楼", created_at=MONDAY
        )
    survey = drawn(cast, 0, frame="households", wanted=2)
    assert (survey.frame_size, survey.asked) == (3, 2)
    assert set(survey.invitees.values_list("resident", flat=True)) == {None}


def test_a_drawn_survey_does_not_change(cast):
    survey = drawn(cast)
    with pytest.raises(actions.NotNow):
        actions.ask(survey, text="?", kind="yes_no", by=cast.sun, at=TODAY)
    with pytest.raises(actions.NotNow):
        actions.drop(survey, question=Question.objects.first().pk, by=cast.sun, at=TODAY)
    with pytest.raises(actions.NotNow):
        actions.draw(survey, by=cast.sun, at=TODAY)
    assert Question.objects.count() == 2


def test_without_question_or_anybody_nothing_is_drawn(cast):
    survey = drafted(cast)
    with pytest.raises(actions.NotNow):
        actions.draw(survey, by=cast.sun, at=TODAY)
    reporters(cast, 1)
    Question.objects.all().delete()
    with pytest.raises(actions.NotNow):
        actions.draw(survey, by=cast.sun, at=TODAY)


def test_the_sample_is_invited_once(cast):
    survey = drawn(cast)
    assert actions.invite(survey, by=cast.sun, at=TODAY) == 3
    with pytest.raises(actions.NotNow):
        actions.invite(survey, by=cast.sun, at=TODAY)
    told = Notification.objects.filter(code="surveys.invitation")
    assert {n.link for n in told} == {f"/survey/{code}/" for code in codes(survey)}


def test_an_answer_is_counted_and_nothing_else_is_kept(cast):
    survey = drawn(cast)
    before = Entry.objects.count()
    actions.answer(codes(survey)[0], answers=said(survey, 5, 2), at=TODAY)
    rows = Tally.objects.values_list("group", "option", "count").order_by("option")
    assert list(rows) == [(COMMUNITY, 2, 1), (COMMUNITY, 5, 1)]
    assert Survey.objects.get().answered == 1
    assert Entry.objects.count() == before
    assert {f.name for f in Tally._meta.fields} == {"id", "question", "group", "option", "count"}
    assert not any("at" in f.name.split("_") for f in Invitee._meta.fields)


def test_nobody_answers_twice(cast):
    survey = drawn(cast)
    code = codes(survey)[0]
    actions.answer(code, answers=said(survey), at=TODAY)
    with pytest.raises(actions.AnswerRefused):
        actions.answer(code, answers=said(survey), at=TODAY)
    assert Survey.objects.get().answered == 1


def test_who_declined_does_not_answer(cast):
    survey = drawn(cast)
    code = codes(survey)[0]
    actions.decline(code, at=TODAY)
    with pytest.raises(actions.AnswerRefused):
        actions.answer(code, answers=said(survey), at=TODAY)
    found = Survey.objects.get()
    assert (found.answered, found.declined) == (0, 1)


@pytest.mark.parametrize("at", [MONDAY - DAY, AFTER])
def test_outside_its_days_nothing_is_counted(cast, at):
    survey = drawn(cast)
    with pytest.raises(actions.AnswerRefused):
        actions.answer(codes(survey)[0], answers=said(survey), at=at)


def test_an_incomplete_or_impossible_answer_is_refused_whole(cast):
    survey = drawn(cast)
    code, whole = codes(survey)[0], said(survey)
    first = min(whole)
    for wrong in ({first: 5}, whole | {first: 9}, whole | {999_999: 1}):
        with pytest.raises(actions.AnswerRefused):
            actions.answer(code, answers=wrong, at=TODAY)
    assert Tally.objects.count() == 0


def test_a_clerk_enters_papers_and_nobody_else(cast):
    survey = drawn(cast)
    code = codes(survey)[0]
    for user in (cast.li, cast.chen, cast.qian, cast.wu, cast.auditor):
        with pytest.raises(actions.MayNotEnter):
            actions.enter(survey, code=code, answers=said(survey), by=user, at=TODAY)
    actions.enter(survey, code=code, answers=said(survey), by=cast.zhao, at=TODAY)
    found = Survey.objects.get()
    assert (found.answered, found.on_paper) == (1, 1)


def test_a_code_of_another_survey_is_refused(cast):
    survey, other = drawn(cast), drawn(cast, 0)
    code = codes(other)[0]
    with pytest.raises(actions.AnswerRefused):
        actions.enter(survey, code=code, answers=said(survey), by=cast.zhao, at=TODAY)


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "qian", "liu", "wu", "auditor", "sysadmin"])
def test_only_who_runs_surveys_there_draws_them_up(cast, name):
    user = getattr(cast, name)
    days = {"opens_on": MONDAY.date(), "closes_on": MONDAY.date()}
    place = cast.places[STREET]
    with pytest.raises(actions.MayNotRun):
        actions.draw_up(
            title="?", place=place, frame="households", wanted=9, **days, by=user, at=MONDAY
        )


def test_results_are_published_after_the_last_day(cast):
    survey = drawn(cast)
    with pytest.raises(actions.NotNow):
        actions.publish(survey, by=cast.sun, at=TODAY)
    with pytest.raises(actions.MayNotRun):
        actions.publish(survey, by=cast.chen, at=AFTER)
    actions.publish(survey, by=cast.sun, at=AFTER)
    assert Survey.objects.get().published_by == cast.sun


def test_what_came_of_it_has_shares_margin_and_interval(cast):
    found = results(answered(cast, [5] * 6 + [4] * 6 + [1] * 5), AFTER)
    one = found.questions[0]
    assert one.everybody is not None
    assert [cell.count for cell in one.everybody.cells] == [6, 6, 0, 0, 5]
    assert one.good == pytest.approx(100 * 12 / 17)
    assert (one.low, one.high) == (one.good, one.good)
    assert (found.margin, found.is_low) == (0, False)


def test_a_small_cell_is_not_told_nor_reckoned(cast):
    found = results(answered(cast, [5] * 9 + [4] * 6 + [1] * 2), AFTER)
    line = found.questions[0].everybody
    assert [cell.count for cell in line.cells] == [9, None, 0, 0, None]
    assert found.questions[0].good is None


def test_a_small_cell_does_not_follow_from_how_many_are_satisfied(cast):
    found = results(answered(cast, [5] * 9 + [4] * 2 + [3] * 6 + [2] * 5), AFTER)
    line = found.questions[0].everybody
    assert found.questions[0].good == 50
    assert [cell.count for cell in line.cells] == [None, None, 6, 5, 0]


def test_of_fewer_than_the_smallest_cell_nothing_is_told(cast):
    found = results(answered(cast, [5, 5, 5, 5]), AFTER)
    assert [each.everybody for each in found.questions] == [None, None]
    assert found.margin is None


def test_places_with_few_answers_stand_together(cast):
    reporters(cast, 6)
    reporters(cast, 2, OTHER, first=10)
    survey = drafted(cast)
    actions.draw(survey, by=cast.sun, at=TODAY)
    for code in codes(survey):
        actions.answer(code, answers=said(survey), at=TODAY)
    survey.refresh_from_db()
    assert results(survey, AFTER).questions[0].groups == []


def test_each_place_has_a_margin_of_its_own(cast):
    reporters(cast, 6)
    reporters(cast, 5, OTHER, first=10)
    survey = drafted(cast)
    actions.draw(survey, by=cast.sun, at=TODAY)
    for code in codes(survey):
        actions.answer(code, answers=said(survey), at=TODAY)
    survey.refresh_from_db()
    one = results(survey, AFTER).questions[0]
    assert one.everybody.margin == 0  # all who could be drawn have answered
    margins = [(line.total, line.margin) for line in one.groups]
    assert margins == [(6, pytest.approx(40.0, abs=0.1)), (5, pytest.approx(43.8, abs=0.1))]


def test_who_was_drawn_ends_and_is_told_to_the_resident(cast):
    survey = drawn(cast, 1)
    invitee = Invitee.objects.get()
    told = COPIES["surveys"].rows(invitee.resident, AFTER)
    assert told == [{"title": "办理满意度", "until": survey.closes_on, "answered": False}]
    kind = KINDS["surveys.invitee"]
    assert kind.erase(list(kind.rows()), by=cast.system, at=AFTER) == 1
    assert Invitee.objects.count() == 0


def test_drawing_takes_the_same_statements_for_many(cast, django_assert_num_queries):
    reporters(cast, 5)
    survey = drafted(cast)
    with django_assert_num_queries(10):
        actions.draw(survey, by=cast.sun, at=TODAY)


def test_the_seed_is_forgotten_with_those_who_were_drawn_and_stands_in_no_journal(cast):
    survey = drawn(cast)
    assert survey.digest == digest_of(frame_of(survey), survey.seed)
    assert survey.seed not in str([each.data for each in Entry.objects.about(survey)])
    kind = KINDS["surveys.seed"]
    assert (kind.limit, kind.since) == ("surveys", "closes_on")
    assert kind.erase(list(kind.rows()), by=cast.system, at=AFTER) == 1
    survey.refresh_from_db()
    assert (survey.seed, list(kind.rows())) == ("", [])


def test_an_estimate_of_a_place_does_not_tell_of_the_few_of_another(cast):
    reporters(cast, 8)
    reporters(cast, 12, place=OTHER, first=20)
    survey = drawn(cast, 0)
    levels = {COMMUNITY: iter([1, 1, *[5] * 6]), OTHER: iter([1, 5] * 6)}
    for code in codes(survey):
        level = next(levels[Invitee.objects.get(code=code).group])
        actions.answer(code, answers=said(survey, level), at=TODAY)
    assert estimate(survey, STREET, AFTER).good == 12
    assert [estimate(survey, place, AFTER) for place in (COMMUNITY, OTHER)] == [None, None]
