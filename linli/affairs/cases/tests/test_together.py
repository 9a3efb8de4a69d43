"""Units that take part, leave, questions, the ladder: as staff and reporter meet them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.rules import may_see_reporter
from linli.affairs.cases.tests.stages import dispatched, in_progress, reported
from linli.affairs.cases.tests.table import apply, attach_evidence, deferred, waiting
from linli.affairs.cases.tests.test_pages import sign_in
from linli.ground.journal.models import Entry
from linli.matters.actions import end_rests, mark_deadlines
from linli.matters.engine import DoneBefore, InputInvalid, NotReady, submit
from linli.matters.tests.invariants import check

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DEPARTMENT = "990101-CG"


@pytest.fixture
def asked(cast, monday):
    """Liu's department is asked to look at the cable."""
    case = in_progress(cast, monday)
    unit = cast.units[DEPARTMENT]
    return actions.ask_unit(case, unit=unit, note="查线路", by=cast.li, at=monday + HOUR)


def test_a_unit_that_is_asked_sees_the_case_and_may_call_the_reporter(cast, asked, monday):
    assert visible_cases(cast.liu, monday).get() == asked
    assert may_see_reporter(cast.liu, asked, monday)
    Case.objects.filter(pk=asked.pk).update(subject_unit=cast.units[DEPARTMENT])
    asked.refresh_from_db()
    assert not may_see_reporter(cast.liu, asked, monday)


def test_the_lead_cannot_finish_before_the_parts_are_done(cast, asked, monday):
    finish = {"outcome": "solved", "text": "修好了"}
    with pytest.raises(NotReady, match="城市管理局"):
        submit(asked, "finish", finish, by=cast.li, at=monday + 2 * HOUR)
    part = {"part": DEPARTMENT, "text": "已换电缆"}
    submit(asked, "answer_lead", part, by=cast.liu, at=monday + 2 * HOUR)
    assert submit(asked, "finish", finish, by=cast.li, at=monday + 3 * HOUR).state == "finished"
    check(asked.pk)


def test_the_unit_complained_about_is_not_asked(cast, monday):
    case = in_progress(cast, monday)
    Case.objects.filter(pk=case.pk).update(subject_unit=cast.units[DEPARTMENT])
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(InputInvalid) as refused:
        submit(case, "ask_unit", {"unit": DEPARTMENT, "note": "查"}, by=cast.li, at=monday)
    assert list(refused.value.errors) == ["unit"]


def test_a_deferred_case_comes_back_on_its_day(cast, monday):
    case = deferred(cast, monday)
    assert case.due_at is None
    until = case.deadlines.get(name="handle").pauses.get().until
    assert end_rests(by=cast.system, at=until - HOUR) == 0
    assert end_rests(by=cast.system, at=until + HOUR) == 1
    case = Case.objects.get(pk=case.pk)
    assert case.state == "in_progress"
    assert case.due_at > until
    check(case.pk)


def test_a_deferral_needs_evidence(cast, monday):
    case = in_progress(cast, monday)
    given = {"until": "2026-07-01", "reason": "等改造", "plan": "一起施工"}
    with pytest.raises(InputInvalid) as refused:
        submit(case, "request_deferral", given, by=cast.li, at=monday + HOUR)
    assert list(refused.value.errors) == ["photos"]
    attach_evidence(case, cast, monday)
    submit(case, "request_deferral", given, by=cast.li, at=monday + HOUR)
    assert case.applications.get().plan == "一起施工"


@pytest.mark.parametrize("until", ["2026-05-11", "2027-01-01"])
def test_a_review_date_is_neither_today_nor_too_far(cast, monday, until):
    case = in_progress(cast, monday)
    attach_evidence(case, cast, monday)
    given = {"until": until, "reason": "等改造", "plan": "一起施工"}
    with pytest.raises(InputInvalid) as refused:
        submit(case, "request_deferral", given, by=cast.li, at=monday + HOUR)
    assert list(refused.value.errors) == ["until"]


def test_an_extension_is_granted_by_somebody_else_and_told(cast, monday):
    case = in_progress(cast, monday)
    was = case.due_at
    apply("extension")(case, cast, monday)
    actions.grant_extension(case, by=cast.zhao, at=monday + 2 * HOUR)
    assert case.due_at > was
    assert case.comments.filter(audience="reporter").get().text == "要等"
    check(case.pk)


def test_a_question_stops_the_clock_but_not_for_ever(cast, monday):
    case = waiting(cast, monday)
    assert case.due_at is None
    assert end_rests(by=cast.system, at=monday + 10 * DAY) == 1
    case = Case.objects.get(pk=case.pk)
    assert case.state == "in_progress"
    pause = case.deadlines.get(name="handle").pauses.get()
    assert pause.ended_at == pause.until == monday + 15 * HOUR + 3 * DAY


def test_the_reporter_is_asked_twice_at_most(cast, monday):
    case = in_progress(cast, monday)
    for _ in range(2):
        actions.ask_reporter(case, note="哪盏？", by=cast.li, at=monday + HOUR)
        actions.answer(case, note="东边", by=cast.zhou, at=monday + 2 * HOUR)
    with pytest.raises(DoneBefore):
        submit(case, "ask_reporter", {"note": "又问"}, by=cast.li, at=monday + 3 * HOUR)


def test_an_emergency_shortens_the_clocks_that_run(cast, monday):
    case = reported(cast, monday)
    told = {"service": "119", "spoken_to": "7号", "note": "请离开"}
    submit(case, "transfer", told, by=cast.zhao, at=monday)
    assert (case.urgency, case.due_at) == ("emergency", monday + HOUR)
    assert case.emergency_transfers.get().told_at == monday
    check(case.pk)


def test_handing_down_gives_the_next_unit_its_own_time_to_sign(cast, monday):
    case = dispatched(cast, monday, unit="990101001001")
    at = monday + 3 * HOUR
    actions.hand_down(case, unit=cast.units["990101001001001"], by=cast.chen, at=at)
    assert case.deadlines.running().get(name="sign").started_at == at


def test_the_ladder_tells_whom_the_rule_pack_names(cast, monday):
    case = in_progress(cast, monday)
    mark_deadlines(by=cast.system, at=case.due_at + HOUR)
    clocks = {e.data["clock"]: e.data.get("steps") for e in _missed(case)}
    assert clocks["handle"] == [["assignee", "remind"], ["holder", "remind"]]


def _missed(case):
    return Entry.objects.about(case).filter(event="matters.miss")


def test_the_page_tells_of_parts_and_of_the_next_step(client, cast, asked, monday):
    sign_in(client, cast, "li")
    page = client.get(f"/cases/{asked.number}/").text
    assert "查线路" in page
    assert 'class="soft next-step"' in page


def test_a_word_between_the_two_units_stands_in_the_thread(client, cast, asked, monday):
    address = f"/matters/{asked.number}/threads/{asked.participations.get().pk}/"
    sign_in(client, cast, "liu")
    assert client.post(address, {"text": "明天去"}).status_code == 302
    assert asked.participations.get().thread.get().text == "明天去"
    sign_in(client, cast, "zhao")
    assert client.post(address, {"text": "我也说"}).status_code == 404
