"""Every move of a supervision × everybody in the cast; every refusal beside it."""

from __future__ import annotations

import pytest

from linli.affairs.supervision import actions
from linli.affairs.supervision.flow import flow
from linli.affairs.supervision.models import State, Supervision
from linli.affairs.supervision.tests.stages import (
    DAY,
    DEPARTMENT,
    GRID,
    HOUR,
    INPUT,
    LETTER,
    MAY,
    STAGES,
    another,
    answered,
    demanded,
    objected,
    referred,
    talked_to,
    tolerated,
)
from linli.ground.journal.models import Entry
from linli.matters.engine import (
    InputInvalid,
    MoveRefused,
    NotAllowed,
    NotReady,
    TooLate,
    WrongState,
    moves_for,
    submit,
)
from linli.matters.tests.invariants import check


def everybody(cast):
    return cast.everybody() | {"system": cast.system}


def test_the_table_of_this_test_has_every_edge_of_the_flow():
    edges = {(state, move.name) for move in flow.moves.values() for state in move.sources}
    assert edges == set(MAY)
    assert set(INPUT) == set(flow.moves)
    assert set(STAGES) == set(State.values)


@pytest.mark.parametrize("state", STAGES)
def test_who_may_do_what(cast, monday, state):
    supervision = STAGES[state](cast, monday)
    assert supervision.state == state
    at = monday + 6 * HOUR
    found = {
        (state, move.name): {
            name
            for name, user in everybody(cast).items()
            if move in moves_for(supervision, user, at)
        }
        for move in flow.from_state(state)
    }
    assert found == {edge: who for edge, who in MAY.items() if edge[0] == state}


@pytest.mark.parametrize("state", STAGES)
def test_everything_else_is_refused_and_changes_nothing(cast, monday, state):
    supervision = STAGES[state](cast, monday)
    before = (supervision.version, Entry.objects.count())
    for name, user in everybody(cast).items():
        for move in flow.moves:
            if name in MAY.get((state, move), set()):
                continue
            with pytest.raises((NotAllowed, WrongState, NotReady)):
                submit(supervision, move, INPUT[move], by=user, at=monday + 6 * HOUR)
    supervision.refresh_from_db()
    assert (supervision.state, supervision.version, Entry.objects.count()) == (state, *before)


@pytest.mark.parametrize(("state", "move"), sorted(edge for edge, who in MAY.items() if who))
def test_every_edge_leads_where_the_table_says(cast, monday, state, move):
    supervision = STAGES[state](cast, monday)
    user = getattr(cast, sorted(MAY[state, move])[0])
    moved = submit(supervision, move, INPUT[move], by=user, at=monday + 6 * HOUR)
    assert moved.state == flow.moves[move].target
    check(supervision.pk)


@pytest.mark.parametrize("move", [name for name, given in INPUT.items() if given])
def test_a_move_without_the_input_it_needs_is_refused(cast, monday, move):
    state, who = (
        next((edge[0], who) for edge, who in MAY.items() if edge[1] == move and who)
        if (move != "refer")
        else ("", {"lin"})
    )
    supervision = talked_to(cast, monday) if move == "refer" else STAGES[state](cast, monday)
    with pytest.raises(InputInvalid) as refused:
        submit(supervision, move, {}, by=getattr(cast, sorted(who)[0]), at=monday + 6 * HOUR)
    assert set(refused.value.errors) == set(INPUT[move])


def test_the_next_step_is_open_when_the_time_to_answer_is_over(cast, monday):
    supervision = demanded(cast, monday)
    late = supervision.due_at + HOUR
    with pytest.raises(NotReady):
        submit(supervision, "go_on", INPUT["go_on"], by=cast.sun, at=monday + 2 * HOUR)
    submit(supervision, "go_on", INPUT["go_on"], by=cast.sun, at=late)
    assert (supervision.step, supervision.state) == ("talk", "demanded")
    assert [d.limit for d in supervision.deadlines.running()] == ["5 working days"]
    assert [each.step for each in supervision.demands.all()] == ["order", "talk"]


def test_a_step_that_was_passed_or_is_somebody_elses_is_refused(cast, monday):
    supervision = answered(cast, monday)
    for step in ("order", "reminder", "referral", "fly", ""):
        with pytest.raises(InputInvalid):
            submit(
                supervision, "go_on", {"step": step, "text": "?"}, by=cast.sun, at=monday + 3 * HOUR
            )


def test_an_objection_is_open_for_three_working_days(cast, monday):
    supervision = demanded(cast, monday)
    thursday_ends = monday + 15 * HOUR + 3 * DAY
    assert "object" in [m.name for m in moves_for(supervision, cast.li, thursday_ends)]
    with pytest.raises(TooLate):
        submit(supervision, "object", INPUT["object"], by=cast.li, at=thursday_ends + HOUR)


def test_a_demand_is_objected_to_once(cast, monday):
    supervision = objected(cast, monday)
    actions.dismiss(supervision, note="归网格报修", by=cast.lin, at=monday + 3 * HOUR)
    with pytest.raises(NotReady):
        submit(supervision, "object", INPUT["object"], by=cast.li, at=monday + 4 * HOUR)


def test_after_a_dismissed_objection_an_answer_given_before_still_stands(cast, monday):
    supervision = answered(cast, monday)
    actions.object_(supervision, text="不归我们", by=cast.li, at=monday + 3 * HOUR)
    actions.dismiss(supervision, note="归", by=cast.lin, at=monday + 4 * HOUR)
    assert supervision.state == "answered"


def test_an_upheld_objection_ends_it_and_takes_the_mark_away(cast, monday):
    supervision = objected(cast, monday)
    assert supervision.mark == "yellow"
    actions.uphold(supervision, note="属实", by=cast.lin, at=monday + 3 * HOUR)
    supervision.refresh_from_db()
    assert (supervision.state, supervision.mark) == ("taken_back", "")


def test_whoever_went_on_does_not_judge_the_objection_to_it(cast, monday):
    supervision = answered(cast, monday)
    actions.go_on(supervision, step="talk", text="请说明", by=cast.lin, at=monday + 3 * HOUR)
    actions.object_(supervision, text="不归我们", by=cast.li, at=monday + 4 * HOUR)
    for user in (cast.sun, cast.lin):  # one ordered, the other went on
        assert "uphold" not in [m.name for m in moves_for(supervision, user, monday + 5 * HOUR)]
    other = another(cast, "mei", "district_director", "990101", monday)
    assert "uphold" in [m.name for m in moves_for(supervision, other, monday + 5 * HOUR)]


def test_a_tolerated_error_has_a_kind_a_reason_and_an_approver(cast, monday):
    supervision = tolerated(cast, monday)
    kept = supervision.tolerance
    assert (kept.kind, kept.approver, supervision.mark) == ("tried", cast.sun, "")


def test_of_a_referral_only_the_reference_is_kept(cast, monday):
    supervision = Supervision.objects.get(pk=referred(cast, monday).pk)
    assert (supervision.step, supervision.letter, supervision.receiver) == (
        "referral",
        LETTER["letter"],
        "discipline",
    )
    told = Entry.objects.about(supervision).last().data
    assert LETTER["letter"] not in str(told)


@pytest.mark.parametrize(
    "given",
    [
        {"letter": "张三违纪，应予处分"},
        {"letter": ""},
        {"letter": "3号\n张三"},
        {"receiver": "boss"},
        {"letter": "x" * 41},
    ],
)
def test_what_is_no_reference_is_refused(cast, monday, given):
    supervision = talked_to(cast, monday)
    with pytest.raises(InputInvalid):
        submit(supervision, "refer", LETTER | given, by=cast.lin, at=monday + 6 * HOUR)


def test_nobody_of_the_unit_decides_about_it(cast, monday):
    """Chen's community is under supervision; its own head sees it and may only answer."""
    head = another(cast, "hu", "community_head", "990101001001", monday)
    supervision = demanded(cast, monday, unit="990101001001")
    assert [m.name for m in moves_for(supervision, head, monday + 2 * HOUR)] == ["answer", "object"]


def test_a_street_reminds_a_department_and_the_district_orders_it(cast, monday):
    case_by_sun = demanded(cast, monday, step="reminder", unit=DEPARTMENT)
    late = case_by_sun.due_at + HOUR
    assert "go_on" not in [m.name for m in moves_for(case_by_sun, cast.sun, late)]
    assert "go_on" in [m.name for m in moves_for(case_by_sun, cast.lin, late)]
    for step in ("order", "listed"):
        with pytest.raises((actions.MayNotDecide, MoveRefused)):
            demanded(cast, monday, step=step, unit=DEPARTMENT)


@pytest.mark.parametrize(
    ("step", "who"),
    [
        ("prompt", {"zhao", "sun", "lin"}),
        ("reminder", {"zhao", "sun", "lin"}),
        ("order", {"sun", "lin"}),
        ("listed", {"sun", "lin"}),
        ("talk", {"sun", "lin"}),
        ("bulletin", {"sun", "lin"}),
        ("referral", set()),
    ],
)
def test_who_begins_with_which_step(cast, monday, step, who):
    for name, user in everybody(cast).items():
        if name in who:
            assert demanded(cast, monday, step=step, by=user).step == step
        else:
            with pytest.raises(actions.MayNotDecide):
                demanded(cast, monday, step=step, by=user)


def test_a_matter_that_has_ended_or_is_another_units_is_not_supervised(cast, monday):
    supervision = demanded(cast, monday)
    case, text = supervision.subject, {"text": "请办", "step": "order", "at": monday + HOUR}
    with pytest.raises(actions.AlreadyUnderWay):
        actions.begin(case, unit=cast.units[GRID], by=cast.sun, **text)
    with pytest.raises(actions.NotInHand):
        actions.begin(case, unit=cast.units["990101001001002"], by=cast.sun, **text)
    with pytest.raises(actions.NotInHand):
        actions.begin(supervision, unit=cast.units[GRID], by=cast.sun, **text)


def test_a_second_order_in_the_same_matter_is_marked_red(cast, monday):
    first = answered(cast, monday)
    actions.accept(first, by=cast.sun, at=monday + 3 * HOUR)
    again = actions.begin(
        first.subject,
        unit=cast.units[GRID],
        step="order",
        text="又坏了",
        by=cast.sun,
        at=monday + DAY,
    )
    assert (first.mark, again.mark) == ("yellow", "red")


def test_a_reminder_is_no_mark(cast, monday):
    assert demanded(cast, monday, step="reminder").mark == ""
