"""The flow of a case once more, written out for its tests: stages, input, who may do what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from linli.affairs.cases import actions
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case, Draw
from linli.affairs.cases.tests.stages import (
    COMMUNITY,
    GRID,
    accepted,
    closed,
    dispatched,
    finished,
    in_progress,
    merged,
    reported,
    verified,
)
from linli.ground.org.models import User
from linli.matters.engine import (
    hand_over,
)
from linli.matters.models import Attachment
from tests.cast import Cast
from tests.kept import once

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


def withdrawn_for_her(cast: Cast, at: datetime) -> Case:
    """Chen has noted, after a call, that Zhou withdraws her case."""
    case = in_progress(cast, at)
    words = {"asked_by": "phone", "note": "她说不用了"}
    return actions.record_withdrawal(case, **words, by=cast.chen, at=at + HOUR)


def terminated(cast: Cast, at: datetime) -> Case:
    case = in_progress(cast, at)
    actions.request_termination(case, reason="产权有争议", by=cast.li, at=at + HOUR)
    return actions.grant_termination(case, note="请走诉讼", by=cast.zhao, at=at + HOUR)


STAGES: dict[str, Callable[[Cast, datetime], Case]] = {
    "reported": once(reported),
    "accepted": once(accepted),
    "not_accepted": once(declined),
    "dispatched": once(dispatched),
    "signed": once(signed),
    "returning": once(returning),
    "in_progress": once(in_progress),
    "waiting": once(waiting),
    "deferred": once(deferred),
    "finished": once(finished),
    "verified": once(verified),
    "closed": once(closed),
    "withdrawn": once(withdrawn),
    "terminated": once(terminated),
    "merged": once(merged),
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
ENDED = ("not_accepted", "closed", "withdrawn", "terminated", "merged")
AFTERWARDS = ("found_holding", "found_again", "ask_again", "missed_again")
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
    "contest_withdrawal": {"note": "我没有撤回"},
    "record_withdrawal": {"asked_by": "phone", "note": "她说不用了"},
    "verify": {},
    "rework": {"note": "灯还是不亮"},
    "follow_up": ANSWERS | {"reached": "yes"},
    "rate": ANSWERS,
    "rate_too": ANSWERS,
    "follow_up_one": ANSWERS | {"party": ""},
    "not_reached": {},
    "check_on_site": {"text": "灯亮着"},
    "fail_on_site": {"note": "灯还是不亮"},
    "redo": {"note": "居民说没有解决"},
    "merge": {"lead": "", "note": "同一盏灯"},
    "join": {"lead": ""},
    "split": {"note": "不是同一盏灯"},
    "lapse": {},
    "found_holding": {"text": "灯亮着"},
    "found_again": {"text": "又不亮了"},
    "ask_again": ANSWERS,
    "missed_again": {},
    "seal": {"note": "涉及未成年人"},
    "unseal": {"note": "期限已过"},
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
    ("withdrawn", "contest_withdrawal"): set(),  # she has withdrawn it herself
    ("finished", "verify"): {"chen", "zhao", "sun", "lin"},
    ("finished", "rework"): {"chen", "zhao", "sun", "lin"},
    ("verified", "follow_up"): {"chen", "zhao", "sun", "lin"},
    ("verified", "rate"): {"zhou"},
    ("verified", "lapse"): {"system"},
    ("verified", "rate_too"): set(),  # there is one reporter
    ("verified", "follow_up_one"): set(),
    ("verified", "not_reached"): {"chen", "zhao", "sun", "lin"},
    ("verified", "check_on_site"): set(),  # there is a reporter to ask
    ("verified", "fail_on_site"): set(),
    ("closed", "reopen"): {"zhou"},
    **{("closed", move): set() for move in AFTERWARDS},  # nothing was drawn
    ("closed", "redo"): set(),  # she says that it is solved
    **{(state, "merge"): {"zhao", "lin"} for state in ("reported", "accepted", *WORKED_ON)},
    ("reported", "join"): {"zhou"},
    ("merged", "split"): {"zhao", "lin"},
    **{(state, "seal"): {"sun", "lin"} for state in ENDED},
    **{(state, "unseal"): set() for state in ENDED},  # nothing is sealed
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
        matter_id=case.pk, name="a.jpg", size=1, uploaded_by=cast.li, uploaded_at=at
    )


def seal(case: Case, cast: Cast, at: datetime) -> None:
    """Sun has put the case out of sight."""
    actions.seal(case, note="涉及未成年人", by=cast.sun, at=at + HOUR)


def drawn(case: Case, cast: Cast, at: datetime) -> None:
    """The case is to be looked at again, and its reporter to be asked again."""
    month = {"first": date(2026, 5, 1), "end": date(2026, 6, 1), "share": 100, "seed": "1"}
    for purpose in Draw.Purpose:
        actions.draw(purpose, cast.places[COMMUNITY], **month, by=cast.system, at=at + HOUR)


PREPARED: dict[str, Callable[[Case, Cast, datetime], None]] = {
    "answer_lead": ask_officer,
    "release_unit": ask_officer,
    "request_deferral": attach_evidence,
    "unseal": seal,
    **dict.fromkeys(AFTERWARDS, drawn),
} | {name: apply(name.partition("_")[2]) for name in JUDGED}

WHO_THEN = {
    "answer_lead": "liu",
    "release_unit": "zhao",
    "request_deferral": "li",
    "unseal": "sun",
    **dict.fromkeys(AFTERWARDS, "sun"),
} | {name: "sun" if "deferral" in name else "zhao" for name in JUDGED}


def everybody(cast: Cast) -> dict[str, Any]:
    return cast.everybody() | {"system": cast.system}


ANSWERED_BY = {
    "rate_too": "wu",
    "follow_up_one": "sun",
    "check_on_site": "sun",
    "fail_on_site": "sun",
    "redo": "zhao",
}


def answered(cast: Cast, at: datetime, move: str) -> Case:
    """A verified case with two reporters, or with none; or one that its reporter found unsolved."""
    if move in ("check_on_site", "fail_on_site"):
        return verified(cast, at, reporter=None)
    case = verified(cast, at)
    if move == "redo":
        unsolved = {"contacted": True, "solved": False, "satisfaction": 2}
        return actions.rate(case, **unsolved, by=cast.zhou, at=at + HOUR)
    wus = reported(cast, at, reporter=cast.residents["wu"], by=cast.wu)
    actions.merge(wus, lead=case, note="同一盏灯", by=cast.zhao, at=at + HOUR)
    INPUT["follow_up_one"]["party"] = wus.number
    return Case.objects.get(pk=case.pk)


def ready_for(cast: Cast, at: datetime, move: str, state: str = "") -> tuple[Case, User]:
    """A case from which the move can be made, and somebody who may make it."""
    state = state or flow.moves[move].sources[0]
    if move == "contest_withdrawal":
        return withdrawn_for_her(cast, at), cast.zhou
    if move in ANSWERED_BY:
        return answered(cast, at, move), getattr(cast, ANSWERED_BY[move])
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
