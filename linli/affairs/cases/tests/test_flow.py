"""Every move of a case × everybody in the cast; every refusal beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from linli.affairs.cases import actions
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case, Category, FollowUp, State
from linli.affairs.cases.tests.stages import (
    COMMUNITY,
    GRID,
    accepted,
    closed,
    dispatched,
    finished,
    in_progress,
    reported,
    verified,
)
from linli.ground.journal.models import Entry
from linli.ground.org.models import Duty, User
from linli.matters.engine import (
    DoneBefore,
    InputInvalid,
    NotAllowed,
    SomebodyWasFaster,
    TooLate,
    WrongState,
    hand_over,
    moves_for,
    submit,
)
from linli.matters.idempotency import KeyReused
from linli.matters.models import Attachment
from linli.matters.tests.invariants import check
from tests.cast import Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEAVE = ("extension", "deferral", "termination")


def signed(cast: Cast, at: datetime, **given: Any) -> Case:
    case = dispatched(cast, at, **given)
    return actions.sign(case, by=cast.li, at=at)


def returning(cast: Cast, at: datetime, **given: Any) -> Case:
    case = dispatched(cast, at, **given)
    return actions.request_return(case, note="不归我们管", by=cast.li, at=at + HOUR)


def declined(cast: Cast, at: datetime) -> Case:
    case = reported(cast, at)
    return actions.decline(
        case, reason_code="concluded", note="已办结，可申请复核", by=cast.zhao, at=at
    )


def waiting(cast: Cast, at: datetime, **given: Any) -> Case:
    case = in_progress(cast, at, **given)
    return actions.ask_reporter(case, note="哪一盏灯？", by=cast.li, at=at + HOUR)


def deferred(cast: Cast, at: datetime, **given: Any) -> Case:
    case = in_progress(cast, at, **given)
    plan = {"reason": "等管线改造", "plan": "与水务局一起施工", "until": at.date() + 60 * DAY}
    actions.request_deferral(case, **plan, by=cast.li, at=at + HOUR)
    return actions.grant_deferral(case, by=cast.sun, at=at + HOUR)


def withdrawn(cast: Cast, at: datetime) -> Case:
    return actions.withdraw(reported(cast, at), note="自己修好了", by=cast.zhou, at=at + HOUR)


def terminated(cast: Cast, at: datetime) -> Case:
    case = in_progress(cast, at)
    actions.request_termination(case, reason="产权有争议", by=cast.li, at=at + HOUR)
    return actions.grant_termination(case, note="请走诉讼", by=cast.zhao, at=at + HOUR)


STAGES: dict[str, Callable[[Cast, datetime], Case]] = {
    "reported": reported,
    "accepted": accepted,
    "not_accepted": declined,
    "dispatched": dispatched,
    "signed": signed,
    "returning": returning,
    "in_progress": in_progress,
    "waiting": waiting,
    "deferred": deferred,
    "finished": finished,
    "verified": verified,
    "closed": closed,
    "withdrawn": withdrawn,
    "terminated": terminated,
}

ACCEPTING = {"type": "help", "category": "0303", "urgency": "ordinary", "place": GRID}
ANSWERS = {"contacted": "yes", "solved": "yes", "satisfaction": "5"}

CALLED = {"service": "119", "spoken_to": "7号接线员", "note": "消防已出动，请先离开"}

UNFINISHED = (
    "reported",
    "accepted",
    "dispatched",
    "signed",
    "returning",
    "in_progress",
    "waiting",
    "deferred",
)
WORKED_ON = ("dispatched", "signed", "in_progress")
JUDGED = [f"{verb}_{what}" for verb in ("grant", "refuse") for what in LEAVE]

INPUT: dict[str, dict[str, Any]] = {
    "accept": ACCEPTING,
    "decline": {"reason_code": "concluded", "note": "已办结，可申请复核"},
    "dispatch": {"unit": COMMUNITY},
    "sign": {},
    "request_return": {"note": "不归我们管"},
    "grant_return": {},
    "refuse_return": {"note": "归你们管"},
    "contact": {"reached": "yes", "note": "约好下午去看"},
    "raise": {"unit": COMMUNITY, "note": "要报上一级"},
    "hand_down": {"unit": GRID},
    "finish": {"outcome": "solved", "text": "已更换灯泡"},
    "transfer": CALLED,
    "transfer_and_end": CALLED,
    "ask_unit": {"unit": "990101-ZJ", "note": "查一查线路"},
    "answer_lead": {"part": "990101-CG", "text": "已查"},
    "release_unit": {"part": "990101-CG", "note": "不用查了"},
    "remind": {"unit": GRID, "note": "今天去看"},
    "ask_reporter": {"note": "哪一盏灯？"},
    "answer": {"note": "东边那盏"},
    "record_answer": {"note": "东边那盏"},
    "go_on": {},
    "request_extension": {"until": "2026-05-20", "reason": "等配件"},
    "grant_extension": {},
    "refuse_extension": {"note": "够用了"},
    "request_deferral": {"until": "2026-07-01", "reason": "等改造", "plan": "一起施工"},
    "grant_deferral": {},
    "refuse_deferral": {"note": "现在就能修"},
    "take_up": {"note": "提前开工"},
    "come_back": {},
    "request_termination": {"reason": "产权有争议"},
    "grant_termination": {"note": "请走诉讼"},
    "refuse_termination": {"note": "归我们管"},
    "withdraw": {"note": "自己修好了"},
    "record_withdrawal": {"asked_by": "phone", "note": "她说不用了"},
    "verify": {},
    "rework": {"note": "灯还是不亮"},
    "follow_up": ANSWERS | {"reached": "yes"},
    "rate": ANSWERS,
    "lapse": {},
    "reopen": {"note": "又不亮了"},
}

# The case lies in Li's grid, of Chen's community, of Zhao's and Sun's street, of Lin's district;
# Zhou has reported it, and Li has it in hand where a unit has.
MAY: dict[tuple[str, str], set[str]] = {
    ("reported", "accept"): {"zhao", "lin"},
    ("reported", "decline"): {"zhao", "lin"},
    ("accepted", "dispatch"): {"zhao", "lin"},
    ("dispatched", "sign"): {"li"},
    ("dispatched", "request_return"): {"li"},
    ("dispatched", "hand_down"): set(),  # a grid has nobody below it
    ("signed", "request_return"): {"li"},
    ("signed", "contact"): {"li"},
    ("signed", "raise"): {"li"},
    ("signed", "hand_down"): set(),  # a grid has nobody below it
    ("returning", "grant_return"): {"zhao", "lin"},
    ("returning", "refuse_return"): {"zhao", "lin"},
    ("in_progress", "raise"): {"li"},
    ("in_progress", "hand_down"): set(),  # a grid has nobody below it
    ("in_progress", "finish"): {"li"},
    **{("in_progress", name): set() for name in JUDGED},  # nobody has asked for anything
    **{(state, "release_unit"): set() for state in WORKED_ON},
    **{(s, "answer_lead"): set() for s in (*WORKED_ON, "returning", "waiting", "deferred")},
    ("reported", "transfer"): {"zhao", "sun", "lin"},  # the street holds it
    ("reported", "transfer_and_end"): {"zhao", "lin"},
    ("accepted", "transfer"): {"zhao", "sun", "lin"},
    **{(state, "transfer"): {"zhao", "li", "lin"} for state in WORKED_ON},
    **{(state, "ask_unit"): {"zhao", "li", "lin"} for state in WORKED_ON},
    **{(state, "remind"): {"zhao", "sun", "lin"} for state in WORKED_ON},
    ("in_progress", "ask_reporter"): {"li"},
    **{("in_progress", f"request_{what}"): {"li"} for what in LEAVE},
    ("waiting", "answer"): {"zhou"},
    ("waiting", "record_answer"): {"li"},
    ("waiting", "go_on"): {"system"},
    ("deferred", "take_up"): {"li", "sun", "lin"},
    ("deferred", "come_back"): {"system"},
    **{(state, "withdraw"): {"zhou"} for state in UNFINISHED},
    **{(state, "record_withdrawal"): {"chen", "zhao", "sun", "lin"} for state in UNFINISHED},
    ("finished", "verify"): {"chen", "zhao", "sun", "lin"},
    ("finished", "rework"): {"chen", "zhao", "sun", "lin"},
    ("verified", "follow_up"): {"chen", "zhao", "sun", "lin"},
    ("verified", "rate"): {"zhou"},
    ("verified", "lapse"): {"system"},
    ("closed", "reopen"): {"zhou"},
}


def ask_officer(case: Case, cast: Cast, at: datetime) -> None:
    """Liu's department is asked to do its part."""
    actions.ask_unit(case, unit=cast.units["990101-CG"], note="查", by=cast.zhao, at=at + HOUR)


def asked_before(cast: Cast, at: datetime, state: str) -> Case:
    """A department was asked before the case came to rest."""
    case = dispatched(cast, at) if state == "returning" else in_progress(cast, at)
    ask_officer(case, cast, at)
    if state == "deferred":
        apply("deferral")(case, cast, at)
        return actions.grant_deferral(case, by=cast.sun, at=at + HOUR)
    if state == "waiting":
        return actions.ask_reporter(case, note="哪一盏灯？", by=cast.li, at=at + HOUR)
    return actions.request_return(case, note="不归我们管", by=cast.li, at=at + HOUR)


def apply(what: str) -> Callable[[Case, Cast, datetime], None]:
    """Li asks leave for something."""

    def made(case: Case, cast: Cast, at: datetime) -> None:
        given = {"until": date(2026, 5, 20), "plan": "施工"} if what != "termination" else {}
        if what == "extension":
            del given["plan"]
        request = getattr(actions, f"request_{what}")
        request(case, reason="要等", **given, by=cast.li, at=at + HOUR)

    return made


def attach_evidence(case: Case, cast: Cast, at: datetime) -> None:
    """Li has taken a photo."""
    Attachment.objects.create(
        matter_id=case.pk, name="a.jpg", size=1, digest="0", uploaded_by=cast.li, uploaded_at=at
    )


PREPARED: dict[str, Callable[[Case, Cast, datetime], None]] = {
    "answer_lead": ask_officer,
    "release_unit": ask_officer,
    "request_deferral": attach_evidence,
} | {name: apply(name.partition("_")[2]) for name in JUDGED}

WHO_THEN = {
    "answer_lead": "liu",
    "release_unit": "zhao",
    "request_deferral": "li",
} | {name: "sun" if "deferral" in name else "zhao" for name in JUDGED}


def everybody(cast: Cast) -> dict[str, Any]:
    return cast.everybody() | {"system": cast.system}


def ready_for(cast: Cast, at: datetime, move: str, state: str = "") -> tuple[Case, User]:
    """A case from which the move can be made, and somebody who may make it."""
    state = state or flow.moves[move].sources[0]
    case = STAGES[state](cast, at)
    if move == "answer_lead" and state not in WORKED_ON:
        return asked_before(cast, at, state), cast.liu
    if move in PREPARED:
        PREPARED[move](case, cast, at)
        return case, getattr(cast, WHO_THEN[move])
    if move == "hand_down":  # a community has grids below it
        hand_over(case, cast.units[COMMUNITY], at=at + HOUR)
        case.save()
        return case, cast.chen
    return case, everybody(cast)[min(MAY[state, move])]


def test_the_table_of_this_test_has_every_edge_of_the_flow():
    edges = {(state, move.name) for move in flow.moves.values() for state in move.sources}
    assert edges == set(MAY)
    assert set(INPUT) == set(flow.moves)
    assert set(STAGES) == set(State.values)


@pytest.mark.parametrize("state", STAGES)
def test_who_may_do_what(cast, monday, state):
    case = STAGES[state](cast, monday)
    assert case.state == state
    at = monday + 2 * HOUR
    found = {
        (state, move.name): {
            n for n, u in everybody(cast).items() if move in moves_for(case, u, at)
        }
        for move in flow.from_state(state)
    }
    assert found == {edge: who for edge, who in MAY.items() if edge[0] == state}


@pytest.mark.parametrize("state", STAGES)
def test_everything_else_is_refused_and_changes_nothing(cast, monday, state):
    case = STAGES[state](cast, monday)
    before = (case.version, Entry.objects.count())
    for name, user in everybody(cast).items():
        for move in flow.moves:
            if name in MAY.get((state, move), set()):
                continue
            with pytest.raises((NotAllowed, WrongState)):
                submit(case, move, INPUT[move], by=user, at=monday + 2 * HOUR)
    case.refresh_from_db()
    assert (case.state, case.version, Entry.objects.count()) == (state, *before)


@pytest.mark.parametrize(("state", "move"), sorted(MAY), ids=str)
def test_every_edge_leads_where_the_table_says(cast, monday, state, move):
    case, user = ready_for(cast, monday, move, state)
    moved = submit(case, move, INPUT[move], by=user, at=monday + 2 * HOUR)
    assert moved.state == (flow.moves[move].target or state)
    assert Entry.objects.about(case).last().event == f"cases.{move}"
    check(case.pk)


@pytest.mark.parametrize("move", flow.moves)
def test_a_move_without_the_input_it_needs_is_refused(cast, monday, move):
    form = flow.moves[move].form
    state = flow.moves[move].sources[0]
    case, user = ready_for(cast, monday, move)
    asked = form(matter=case, by=cast.li, at=monday).fields if form else {}
    if not any(field.required for field in asked.values()):
        return
    with pytest.raises(InputInvalid) as refused:
        submit(case, move, {}, by=user, at=monday + 2 * HOUR)
    assert set(refused.value.errors) == {name for name, f in asked.items() if f.required}
    case.refresh_from_db()
    assert case.state == state


STRANGE = ["", "\x00", "0" * 5000, "'; DROP TABLE", "½", "-1", "None", "{}", "😀", "\ud800"]


@pytest.mark.parametrize("move", [name for name, given in INPUT.items() if given])
def test_strange_input_is_refused_or_taken_and_breaks_nothing(cast, monday, move):
    case, user = ready_for(cast, monday, move)
    at = monday + 2 * HOUR
    for field, word in product(INPUT[move], STRANGE):
        with transaction.atomic():
            again = Case.objects.get(pk=case.pk)
            try:
                submit(again, move, INPUT[move] | {field: word}, by=user, at=at, key="k")
            except InputInvalid as refused:
                assert field in refused.errors  # noqa: PT017 - some are taken, as "-1" in a note
            transaction.set_rollback(True)


@pytest.mark.parametrize("data", [{"note": 5, "reached": True}, {"note": ["a"], "reached": None}])
def test_input_of_another_type_is_read_as_text_or_refused(cast, monday, data):
    case = signed(cast, monday)
    try:
        submit(case, "contact", data, by=cast.li, at=monday)
    except InputInvalid as refused:
        assert set(refused.errors) == {"reached"}  # noqa: PT017 - one of the two is taken
    else:
        assert case.state == "in_progress"


def test_whose_duty_has_ended_does_nothing_any_more(cast, monday):
    case = reported(cast, monday)
    Duty.objects.filter(user=cast.zhao).update(valid_to=monday.date())
    with pytest.raises(NotAllowed):
        submit(case, "accept", ACCEPTING, by=cast.zhao, at=monday)


def test_a_duty_begins_and_ends_by_the_calendar_of_the_place(cast, monday):
    case = reported(cast, monday)
    Duty.objects.filter(user=cast.zhao).update(valid_to=monday.date())
    midnight = monday - 9 * HOUR  # 00:00 of that Monday in the district, Sunday by UTC
    assert moves_for(case, cast.zhao, midnight) == []
    assert moves_for(case, cast.zhao, midnight - timedelta(seconds=1)) != []


def test_a_return_is_asked_for_once(cast, monday):
    case = returning(cast, monday)
    actions.refuse_return(case, note="归你们管", by=cast.zhao, at=monday + HOUR)
    with pytest.raises(DoneBefore):
        submit(case, "request_return", {"note": "真的不归"}, by=cast.li, at=monday + HOUR)
    assert "request_return" not in [m.name for m in moves_for(case, cast.li, monday + HOUR)]


def test_a_return_is_asked_for_within_a_working_day(cast, monday):
    case = dispatched(cast, monday)
    tuesday_ends = monday + 15 * HOUR + DAY
    assert "request_return" in [m.name for m in moves_for(case, cast.li, tuesday_ends)]
    with pytest.raises(TooLate, match="2026-05-13 00:00"):
        submit(
            case,
            "request_return",
            {"note": "不归"},
            by=cast.li,
            at=tuesday_ends + timedelta(seconds=1),
        )
    assert case.state == "dispatched"


def test_a_case_is_reopened_within_fifteen_days(cast, monday):
    case = closed(cast, monday)
    fifteenth_day_ends = monday + 15 * HOUR + 15 * DAY
    late = fifteenth_day_ends + timedelta(seconds=1)
    with pytest.raises(TooLate):
        submit(case, "reopen", {"note": "又不亮了"}, by=cast.zhou, at=late)
    submit(case, "reopen", {"note": "又不亮了"}, by=cast.zhou, at=fifteenth_day_ends)
    assert (case.state, case.closed_at, case.settled_level) == ("dispatched", None, "")
    check(case.pk)


def test_a_reopened_case_can_be_finished_verified_and_rated_again(cast, monday):
    case = closed(cast, monday)
    at = monday + DAY
    actions.reopen(case, note="又不亮了", by=cast.zhou, at=at)
    actions.sign(case, by=cast.li, at=at)
    actions.contact(case, reached=False, note="无人接听", by=cast.li, at=at)
    actions.finish(case, outcome="solved", text="更换线路", by=cast.li, at=at)
    actions.verify(case, by=cast.sun, at=at)
    actions.rate(case, contacted=True, solved=True, satisfaction=4, by=cast.zhou, at=at)
    assert [f.satisfaction for f in FollowUp.objects.filter(case=case)] == [5, 4]
    check(case.pk)


def test_a_stale_page_is_told_that_somebody_was_faster(cast, monday):
    case = reported(cast, monday)
    stale = Case.objects.get(pk=case.pk)
    submit(case, "accept", ACCEPTING, by=cast.zhao, at=monday, version=1)
    with pytest.raises(SomebodyWasFaster):
        submit(stale, "accept", ACCEPTING, by=cast.lin, at=monday)


def test_a_move_repeated_with_its_key_is_made_once(cast, monday):
    case = dispatched(cast, monday)
    for _ in range(2):
        again = Case.objects.get(pk=case.pk)
        submit(again, "sign", {}, by=cast.li, at=monday, key="k")
    assert [e.event for e in Entry.objects.about(case)].count("cases.sign") == 1
    with pytest.raises(KeyReused):
        submit(again, "contact", INPUT["contact"], by=cast.li, at=monday, key="k")


def test_the_journal_keeps_what_was_decided_and_nobodys_words(cast, monday):
    case = finished(cast, monday)
    kept = {entry.event: entry.data for entry in Entry.objects.about(case)}
    assert kept["cases.accept"]["category"] == "0303"
    assert kept["cases.dispatch"]["unit"] == cast.units[GRID].pk
    assert kept["cases.finish"]["outcome"] == "solved"
    assert not [data for data in kept.values() if {"note", "text"} & set(data)]


def test_an_emergency_has_the_clocks_of_an_emergency(cast, monday):
    case = reported(cast, monday)
    submit(case, "accept", ACCEPTING | {"urgency": "emergency"}, by=cast.zhao, at=monday)
    limits = {d.name: d.limit for d in case.deadlines.running()}
    assert limits == {"dispatch": "1 hour", "handle": "2 hours"}
    assert case.due_at == monday + HOUR


def test_a_category_may_have_a_place_of_its_own_in_triage(cast, monday):
    case = reported(cast, monday)
    moved = submit(
        case,
        "accept",
        ACCEPTING | {"place": "990101002001", "category": "030501"},
        by=cast.zhao,
        at=monday,
    )
    assert (moved.place_id, moved.category) == (
        "990101002001",
        Category.objects.get(code="030501"),
    )
    assert moved.holder == cast.units["990101002"]
    assert "dispatch" not in [m.name for m in moves_for(moved, cast.zhao, monday)]
    assert "dispatch" in [m.name for m in moves_for(moved, cast.lin, monday)]


@pytest.mark.parametrize("place", ["990102001001", "99", "9901", "000000"])
def test_triage_cannot_move_a_case_to_another_district(cast, monday, place):
    case = reported(cast, monday)
    with pytest.raises(InputInvalid) as refused:
        submit(case, "accept", ACCEPTING | {"place": place}, by=cast.zhao, at=monday)
    assert list(refused.value.errors) == ["place"]
