"""What is suggested when, by which reasons, to whom; and what an official decides on it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from linli.affairs.cases import actions as cases
from linli.affairs.cases.tests.stages import closed
from linli.affairs.supervision import actions
from linli.affairs.supervision.models import Reason, Suggestion, Supervision
from linli.affairs.supervision.pages import steps_open
from linli.affairs.supervision.rules import may_decide_suggestion, suggestions_visible_to
from linli.affairs.supervision.tests.stages import (
    DAY,
    DEPARTMENT,
    GRID,
    HOUR,
    answered,
    demanded,
    talked_to,
)
from linli.ground.worktime.calendar import ZONE
from linli.matters.actions import mark_deadlines
from linli.matters.engine import moves_for
from linli.matters.models import Deadline
from tests.errands import actions as errands


def sweep(cast, at: datetime) -> int:
    """What the worker does every hour."""
    mark_deadlines(by=cast.system, at=at)
    actions.lapse(by=cast.system, at=at)
    return actions.suggest_by_clocks(by=cast.system, at=at)


def an_errand(cast, at, fetch="5 working days", unit=GRID, **given):
    errand = errands.ask(
        what="伞", unit=cast.units[unit], fetch=fetch, by=cast.zhao, at=at, **given
    )
    return errands.start(errand, by=cast.lin, at=at)


def suggested() -> list[tuple[str, list[str]]]:
    return [
        (each.step, [reason.ground for reason in each.reasons.all()])
        for each in Suggestion.objects.open()
    ]


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=ZONE)


def test_the_day_after_a_reminder_is_suggested_and_later_more(cast, monday):
    errand = an_errand(cast, monday)  # due at the end of Monday, 18 May
    assert sweep(cast, at("2026-05-18", "23:00")) == 0
    assert sweep(cast, at("2026-05-19")) == 1
    assert suggested() == [("reminder", ["overdue"])]
    assert sweep(cast, at("2026-05-20")) == 0
    assert sweep(cast, at("2026-05-26")) == 1
    assert sweep(cast, at("2026-06-02")) == 1
    assert suggested() == [("listed", ["overdue"] * 3)]
    assert Suggestion.objects.get().matter_id == errand.pk


# An errand that may take five working days, or eight hours, set out on a day around the spring
# festival of 2026. Off: Sunday 15 to Monday 23 February; worked: Saturdays 14 and 28 February.
# start; limit; last day; a reminder from; an order (red + 5 working days) from;
# listed supervision (red + 2 periods) from
TABLE = [
    (
        "2026-02-06 09:00",
        "5 working days",
        "2026-02-13",
        "2026-02-14 00:00",
        "2026-02-28",
        "2026-03-06",
    ),
    (
        "2026-02-09 09:00",
        "5 working days",
        "2026-02-14",
        "2026-02-15 00:00",
        "2026-03-01",
        "2026-03-07",
    ),
    (
        "2026-02-10 09:00",
        "5 working days",
        "2026-02-24",
        "2026-02-25 00:00",
        "2026-03-03",
        "2026-03-10",
    ),
    (
        "2026-02-13 09:00",
        "5 working days",
        "2026-02-27",
        "2026-02-28 00:00",
        "2026-03-06",
        "2026-03-13",
    ),
    (
        "2026-02-14 09:00",
        "3 calendar days",
        "2026-02-24",
        "2026-02-25 00:00",
        "2026-03-03",
        "2026-03-03",
    ),
]


def first_day(cast, step: str, since: datetime) -> datetime:
    """The first midnight, after a moment, at which the step is suggested."""
    moment = since.replace(hour=0, minute=0)
    for _ in range(60):
        moment += DAY
        sweep(cast, moment + timedelta(seconds=1))
        if any(found == step for found, _grounds in suggested()):
            return moment
    raise AssertionError(step)


@pytest.mark.parametrize(("start", "limit", "last", "reminder", "order", "listed"), TABLE)
def test_every_moment_around_the_spring_festival(cast, start, limit, last, reminder, order, listed):
    begins = datetime.fromisoformat(start).replace(tzinfo=ZONE)
    an_errand(cast, begins, fetch=limit)
    clock = Deadline.objects.get()
    assert (clock.due_at - timedelta(seconds=1)).astimezone(ZONE).date() == date.fromisoformat(last)
    assert first_day(cast, "reminder", begins) == datetime.fromisoformat(reminder).replace(
        tzinfo=ZONE
    )
    if order != listed:
        assert first_day(cast, "order", begins + DAY).date() == date.fromisoformat(order)
    assert first_day(cast, "listed", begins + DAY).date() == date.fromisoformat(listed)


REPLIES = [
    # demanded; step; answer by the end of; object until the end of
    ("2026-02-13 09:00", "reminder", "2026-02-14", "2026-02-25"),
    ("2026-02-13 09:00", "order", "2026-02-25", "2026-02-25"),
    ("2026-02-14 09:00", "order", "2026-02-26", "2026-02-26"),
    ("2026-02-27 09:00", "order", "2026-03-03", "2026-03-03"),
    ("2026-02-14 16:00", "talk", "2026-02-28", "2026-02-26"),
    ("2026-02-16 10:00", "listed", "2026-02-28", "2026-02-26"),
]


@pytest.mark.parametrize(("begins", "step", "reply", "objection"), REPLIES)
def test_every_time_limit_of_a_step_around_the_spring_festival(
    cast, begins, step, reply, objection
):
    moment = datetime.fromisoformat(begins).replace(tzinfo=ZONE)
    supervision = demanded(cast, moment - HOUR, step=step)
    clock = supervision.deadlines.running().get()
    last = date.fromisoformat(reply)
    assert (clock.due_at - timedelta(seconds=1)).astimezone(ZONE).date() == last
    ends = datetime.fromisoformat(f"{objection} 23:59").replace(tzinfo=ZONE)
    moves = [[m.name for m in moves_for(supervision, cast.li, t)] for t in (ends, ends + HOUR)]
    assert ["object" in names for names in moves] == [True, False]


def test_the_other_clocks_of_supervision_around_the_spring_festival(cast):
    friday = at("2026-02-13", "08:00")
    found = answered(cast, friday)  # at 10:00, to be judged within two working days
    assert found.due_at.astimezone(ZONE) == datetime(2026, 2, 25, 0, 0, tzinfo=ZONE)
    actions.object_(found, text="不归我们", by=cast.li, at=friday + 3 * HOUR)
    assert found.due_at.astimezone(ZONE) == datetime(2026, 2, 26, 0, 0, tzinfo=ZONE)


def test_a_prompt_is_suggested_near_the_end_of_a_long_clock_alone(cast, monday):
    an_errand(cast, monday, fetch="20 calendar days")
    short = an_errand(cast, monday, fetch="5 calendar days")
    sweep(cast, monday + 4 * DAY + HOUR)
    assert suggested() == []
    errands_end = Deadline.objects.exclude(matter=short.pk).get().warn_at
    Deadline.objects.filter(matter=short.pk).update(met_at=monday)
    sweep(cast, errands_end)
    assert suggested() == [("prompt", ["near"])]


@pytest.mark.urls("tests.errands.urls")
def test_what_the_ladder_flags_is_suggested_with_its_entry(cast, monday, deliver_all):
    ladder = {"fetch": [{"when": "red", "to": "district", "does": "flag"}]}
    errand = an_errand(cast, monday, fetch="8 hours", ladder=ladder)
    mark_deadlines(by=cast.system, at=monday + 9 * HOUR)
    deliver_all()
    [reason] = Reason.objects.all()
    assert (reason.ground, reason.entry.about_id) == ("flagged", str(errand.pk))
    assert reason.entry.event == "matters.miss"


def test_a_reopened_case_is_a_ground_that_its_flow_has_declared(cast, monday, deliver_all):
    case = closed(cast, monday)
    cases.reopen(case, note="又不亮了", by=cast.zhou, at=monday + DAY)
    deliver_all()
    deliver_all()
    assert suggested() == [("reminder", ["unsolved"])]
    assert Suggestion.objects.get().unit.code == GRID


def test_whoever_was_supervised_before_is_suggested_at_least_an_order(cast, monday):
    found = answered(cast, monday)
    actions.accept(found, by=cast.sun, at=monday + 3 * HOUR)
    sweep(cast, monday + 8 * DAY)
    assert [step for step, _grounds in suggested()] == ["order"]


def test_an_unanswered_step_suggests_the_next_over_the_same_matter(cast, monday):
    found = demanded(cast, monday)
    Deadline.objects.filter(matter=found.subject_id).update(met_at=monday)
    sweep(cast, at("2026-05-15"))
    suggestion = Suggestion.objects.get()
    assert (suggestion.step, suggestion.matter_id) == ("listed", found.subject_id)
    assert suggestion.reasons.get().deadline.matter_id == found.pk


def test_a_step_that_is_under_way_is_not_suggested(cast, monday):
    demanded(cast, monday, step="order")
    case_late = at("2026-05-19")
    Deadline.objects.exclude(name="handle").update(met_at=monday)
    sweep(cast, case_late)
    assert suggested() == []


def test_the_clock_of_whoever_judges_the_work_is_not_the_units(cast, monday):
    found = answered(cast, monday)
    Deadline.objects.filter(matter=found.subject_id).update(met_at=monday)
    sweep(cast, monday + 30 * DAY)  # nobody has judged the answer
    assert suggested() == []


def test_a_unit_asked_to_do_its_part_answers_for_its_own_clock(cast, monday):
    errand = an_errand(cast, monday, fetch="90 calendar days")
    errands.ask_help(errand, unit=cast.units[DEPARTMENT], text="梯子", by=cast.li, at=monday)
    sweep(cast, monday + 4 * DAY)
    assert Suggestion.objects.get().unit.code == DEPARTMENT


def test_nothing_is_suggested_against_the_centre_above_which_nobody_stands(cast, monday):
    an_errand(cast, monday, unit="990101")
    sweep(cast, monday + 30 * DAY)
    assert suggested() == []


def test_a_suggestion_lapses_with_its_reasons(cast, monday):
    errand = an_errand(cast, monday)
    sweep(cast, at("2026-05-19"))
    errands.finish(errand, by=cast.zhao, at=at("2026-05-19", "10:00"))
    sweep(cast, at("2026-05-19", "11:00"))
    assert Suggestion.objects.get().outcome == "lapsed"
    assert sweep(cast, at("2026-05-20")) == 0


@pytest.fixture
def late(cast, monday) -> Suggestion:
    """Li's grid is late by a day; a reminder is suggested."""
    an_errand(cast, monday)
    sweep(cast, at("2026-05-19"))
    return Suggestion.objects.get()


NOW = datetime(2026, 5, 19, 2, 0, tzinfo=UTC)


def test_who_sees_a_suggestion_and_who_decides_it(cast, late):
    everybody = cast.everybody() | {"system": cast.system}
    sees = {
        name
        for name, user in everybody.items()
        if Suggestion.objects.filter(suggestions_visible_to(user, NOW)).exists()
    }
    decides = {name for name, user in everybody.items() if may_decide_suggestion(user, late, NOW)}
    assert sees == decides == {"zhao", "sun", "lin"}


def test_taking_up_begins_a_supervision_with_the_reasons_behind_it(cast, late):
    found = actions.take_up(late, step="reminder", text="请今天办", by=cast.zhao, at=NOW)
    late.refresh_from_db()
    assert (late.outcome, late.by, late.supervision) == ("taken_up", cast.zhao, found)
    assert (found.subject_id, found.holder.code, found.step) == (late.matter_id, GRID, "reminder")


def test_another_step_may_be_taken_than_was_suggested(cast, late):
    found = actions.take_up(late, step="order", text="请今天办", by=cast.sun, at=NOW)
    assert found.step == "order"


def test_a_suggestion_never_leads_a_unit_back_down(cast, late):
    errand, unit = late.matter, late.unit
    actions.begin(errand, unit=unit, step="prompt", text="请今天办", by=cast.sun, at=NOW - DAY)
    later = NOW + 30 * DAY
    with pytest.raises(actions.AlreadyUnderWay):
        actions.take_up(late, step="prompt", text="请今天办", by=cast.sun, at=later)
    assert "prompt" not in steps_open(late, cast.sun, later)
    assert Supervision.objects.get().step == "prompt"


def test_nobody_else_decides(cast, late):
    until = date(2026, 5, 25)
    for name, user in cast.everybody().items():
        if name in ("zhao", "sun", "lin"):
            continue
        with pytest.raises(actions.MayNotDecide):
            actions.take_up(late, step="reminder", text="办", by=user, at=NOW)
        with pytest.raises(actions.MayNotDecide):
            actions.put_off(late, until=until, note="等", by=user, at=NOW)
        with pytest.raises(actions.MayNotDecide):
            actions.decline(late, note="不必", by=user, at=NOW)
    assert suggested() == [("reminder", ["overdue"])]


def test_what_was_put_off_comes_back_on_its_day_or_with_something_more_pressing(cast, late):
    actions.put_off(late, until=date(2026, 5, 22), note="配件在途", by=cast.sun, at=NOW)
    assert not Suggestion.objects.to_decide(NOW).exists()
    assert actions.come_back(by=cast.system, at=at("2026-05-21", "23:00")) == 0
    assert actions.come_back(by=cast.system, at=at("2026-05-22")) == 1
    actions.put_off(late, until=date(2026, 6, 10), note="配件在途", by=cast.sun, at=NOW)
    sweep(cast, at("2026-05-26"))
    assert [each.step for each in Suggestion.objects.to_decide(at("2026-05-26"))] == ["order"]


def test_what_was_declined_is_not_suggested_again_until_there_is_more(cast, late):
    actions.decline(late, note="居民同意改期", by=cast.sun, at=NOW)
    assert sweep(cast, at("2026-05-20")) == 0
    assert sweep(cast, at("2026-05-26")) == 1
    assert suggested() == [("order", ["overdue"])]


def test_a_suggestion_is_decided_once(cast, late):
    actions.decline(late, note="居民同意改期", by=cast.sun, at=NOW)
    for decide in (
        lambda: actions.decline(late, note="再次", by=cast.lin, at=NOW),
        lambda: actions.put_off(late, until=date(2026, 5, 25), note="等", by=cast.lin, at=NOW),
        lambda: actions.take_up(late, step="order", text="办", by=cast.lin, at=NOW),
    ):
        with pytest.raises(actions.AlreadyDecided):
            decide()
    assert Supervision.objects.count() == 0


def test_going_on_takes_up_what_was_suggested(cast, monday):
    found = demanded(cast, monday)
    Deadline.objects.filter(matter=found.subject_id).update(met_at=monday)
    sweep(cast, at("2026-05-15"))
    actions.go_on(found, step="listed", text="挂牌", by=cast.sun, at=at("2026-05-15", "10:00"))
    assert Suggestion.objects.get().outcome == "taken_up"


def test_taking_up_the_next_step_goes_on_with_the_supervision_there_is(cast, monday):
    found = demanded(cast, monday)
    Deadline.objects.filter(matter=found.subject_id).update(met_at=monday)
    sweep(cast, at("2026-05-15"))
    again = actions.take_up(
        Suggestion.objects.get(),
        step="listed",
        text="挂牌",
        by=cast.sun,
        at=at("2026-05-15", "10:00"),
    )
    assert (again.pk, again.step) == (found.pk, "listed")


def test_a_referral_is_suggested_to_whoever_refers(cast, monday):
    found = talked_to(cast, monday)
    actions.go_on(found, step="bulletin", text="通报", by=cast.sun, at=monday + 6 * HOUR)
    Deadline.objects.filter(matter=found.subject_id).update(met_at=monday)
    sweep(cast, monday + 20 * DAY)
    suggestion = Suggestion.objects.get()
    who = {n for n, u in cast.everybody().items() if may_decide_suggestion(u, suggestion, NOW)}
    assert (suggestion.step, who) == ("referral", {"lin"})
