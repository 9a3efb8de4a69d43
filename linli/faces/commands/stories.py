"""How each case of the demonstration goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from linli.affairs.cases import actions
from linli.affairs.cases.asking import Asked
from linli.affairs.cases.models import Case, Category, State
from linli.affairs.cases.suggesting.actions.deciding import suggest
from linli.affairs.cases.suggesting.actions.remembering import remember
from linli.faces.commands.tales import TALES, Tale
from linli.ground.org.models import Unit, User
from linli.ground.people.models import Resident
from linli.ground.worktime.calendar import last_day
from linli.matters.clocks import CannotExtend
from linli.matters.engine import moves_for
from linli.matters.models import Urgency


@dataclass(frozen=True, slots=True)
class Stage:
    """Who acts in the demonstration."""

    people: dict[str, User]
    units: dict[str, Unit]
    categories: dict[str, Category]
    residents: dict[str, Resident]


Step = tuple[timedelta, Callable[[datetime], object]]
"""How long after the step before, and what is done then."""

KNOWN = 0.4
"""Of the reports, how many come with a category; of the others triage says what they are about."""

REST = timedelta(days=30)
"""How long a case of the demonstration is deferred."""

GRIDS = ("990101001001001", "990101001001002")
DEPARTMENT = "990101-CG"
WORKERS = {GRIDS[0]: "li", GRIDS[1]: "wang", GRIDS[0][:12]: "chen", DEPARTMENT: "liu"}
"""Who works on the cases that a unit has."""


def beginning(stage: Stage, rng: Random, at: datetime) -> tuple[Case, str]:
    """A new report, and the grid in which it lies."""
    tale = rng.choice(TALES)
    grid = rng.choice(GRIDS)
    whose = rng.choices(("zhou", "wu", ""), (5, 3, 2))[0]
    channel = rng.choice(("web", "web", "phone", "counter")) if whose else "web"
    by = stage.people["zhao" if channel in ("phone", "counter") else whose or "system"]
    case = actions.report(
        type=tale.type,
        text=tale.text,
        place_code=grid[:12] if rng.random() < 0.5 else grid,
        channel=channel,
        category=category(stage, tale.category) if rng.random() < KNOWN else None,
        reporter=stage.residents.get(whose),
        by=by,
        at=at,
    )
    read_at_once(case, at)
    return case, grid


def read_at_once(case: Case, at: datetime) -> None:
    """What the worker does elsewhere a moment later; here triage comes first."""
    suggest([case], at=at)
    remember([case.pk])


def settled_at_once(stage: Stage, rng: Random, at: datetime) -> Case:
    """Something that a grid worker finds on patrol and puts right on the spot."""
    tale = rng.choice([tale for tale in TALES if tale.type in ("help", "complaint")])
    grid = rng.choice(GRIDS)
    return actions.settle_on_the_spot(
        type=tale.type,
        text=tale.text,
        place_code=grid,
        result=tale.result,
        photos=(),
        category=category(stage, tale.category),
        occasion="patrol",
        by=stage.people[WORKERS[grid]],
        at=at,
    )


def category(stage: Stage, code: str) -> Category:
    """The category with this code, or the one above it."""
    found = stage.categories.get(code)
    return found or stage.categories[code[:4]]


def tale_of(case: Case) -> Tale:
    """What the case tells."""
    return next(tale for tale in TALES if tale.text == case.text)


def life(stage: Stage, rng: Random, case: Case, grid: str) -> Iterator[Step]:
    """What becomes of a report: triage, a unit, its work, the check, the answer."""
    people, unit = stage.people, stage.units[grid]
    if rng.random() < 0.06:
        yield (
            hours(rng, 0.3, 3),
            lambda at: actions.decline(
                case,
                reason_code=rng.choice(("outside_duty", "other_legal_route")),
                note="此事有专门的法定途径，请向窗口咨询，我们可以陪您一起去。",
                by=people["zhao"],
                at=at,
            ),
        )
        return
    fate = rng.random()
    if fate < 0.03:
        yield hours(rng, 0.1, 0.4), lambda at: pass_on(case, people["zhao"], at)
        return
    if fate < 0.06 and case.reporter and case.reporter.user:
        reporter, word = case.reporter.user, "物业已经修好了，不用来了。"
        yield hours(rng, 0.2, 2), lambda at: actions.withdraw(case, note=word, by=reporter, at=at)
        return
    if fate < 0.12 and case.reporter and case.reporter.user:
        yield hours(rng, 0.2, 2), lambda at: said_again(stage, rng, case, at)
    yield (
        hours(rng, 0.2, 2.2),
        lambda at: actions.accept(
            case,
            type=case.type,
            category=category(stage, tale_of(case).category),
            urgency=case.urgency,
            place=case.place,
            by=people["zhao"],
            at=at,
        ),
    )
    if rng.random() < 0.3:
        unit = stage.units[DEPARTMENT]
    yield (
        hours(rng, 0.1, 1.5),
        lambda at: actions.dispatch(
            case, unit=unit, note="请先与居民联系。", by=people["zhao"], at=at
        ),
    )
    yield from work(stage, rng, case, unit)
    yield from judgement(stage, rng, case)


def pass_on(case: Case, by: User, at: datetime) -> None:
    """What cannot wait goes to those who come with a siren; there is nothing left to do here."""
    told = "已转110处置，请注意安全，在楼下等候。"
    actions.transfer_and_end(case, service="110", spoken_to="12号接线员", note=told, by=by, at=at)


def said_again(stage: Stage, rng: Random, case: Case, at: datetime) -> None:
    """The reporter or a neighbour says the same; the dispatcher puts both together."""
    known = [stage.residents[name] for name in ("zhou", "wu")]
    reporter = rng.choice([each for each in known if each.user])
    note = "同一人反映同一件事" if reporter == case.reporter else "邻居反映同一件事"
    assert reporter.user is not None
    again = actions.report(
        type=case.type,
        text=case.text,
        place_code=case.place_id,
        channel="web",
        category=case.category,
        reporter=reporter,
        by=reporter.user,
        at=at,
    )
    actions.merge(again, lead=case, note=note, by=stage.people["zhao"], at=at)
    case.refresh_from_db()


def work(stage: Stage, rng: Random, case: Case, unit: Unit) -> Iterator[Step]:
    """Signing, contact, now and then raising, and the result."""
    worker = stage.people[WORKERS[unit.code]]
    yield hours(rng, 0.3, 5), lambda at: actions.sign(case, by=worker, at=at)
    yield (
        hours(rng, 0.5, 18),
        lambda at: actions.contact(
            case, reached=True, note="已电话联系，约好时间上门。", by=worker, at=at
        ),
    )
    if unit.kind == "grid" and rng.random() < 0.15:
        above = stage.units[unit.place_id[:12]]
        yield (
            hours(rng, 4, 30),
            lambda at: actions.raise_(
                case, unit=above, note="需要与物业协调，网格内办不了。", by=worker, at=at
            ),
        )
        yield from work(stage, rng, case, above)
        return
    yield from detours(stage, rng, case, worker)
    tale = tale_of(case)
    yield (
        hours(rng, 6, 130),
        lambda at: actions.finish(case, outcome="solved", text=tale.result, by=worker, at=at),
    )


def detours(stage: Stage, rng: Random, case: Case, worker: User) -> Iterator[Step]:
    """What does not happen with every case: a part for others, a question, more time, a rest."""
    people, fate = stage.people, rng.random()
    if fate < 0.12:
        yield from with_a_part(stage, rng, case, worker)
    elif fate < 0.2 and case.reporter and case.reporter.user:
        reporter = case.reporter.user
        ask = "请问具体在几单元，什么时候方便上门？"
        yield hours(rng, 1, 8), lambda at: actions.ask_reporter(case, note=ask, by=worker, at=at)
        told = "二单元，晚上六点以后都在家。"
        yield hours(rng, 1, 30), lambda at: actions.answer(case, note=told, by=reporter, at=at)
    elif fate < 0.27 and case.urgency == Urgency.ORDINARY:
        yield (
            hours(rng, 1, 8),
            lambda at: actions.request_extension(
                case,
                until=days_after(case, 3),
                reason="配件要从外地调。",
                by=worker,
                at=at,
            ),
        )
        yield hours(rng, 1, 8), lambda at: grant_time(case, people["zhao"], at)
    elif fate < 0.31:
        yield from deferred(rng, case, worker, people["sun"])


def with_a_part(stage: Stage, rng: Random, case: Case, worker: User) -> Iterator[Step]:
    """Another unit does its part; the first receiver answers for all."""
    officer = stage.people["liu"]
    unit = stage.units[DEPARTMENT]
    if case.holder_id == unit.pk:
        return
    yield (
        hours(rng, 1, 6),
        lambda at: actions.ask_unit(case, unit=unit, note="请核查管线归属。", by=worker, at=at),
    )
    yield (
        hours(rng, 4, 40),
        lambda at: actions.answer_lead(
            case,
            part=case.participations.open().get(),
            text="已核查，管线归我局，今天修复。",
            by=officer,
            at=at,
        ),
    )


def deferred(rng: Random, case: Case, worker: User, director: User) -> Iterator[Step]:
    """What cannot be done now rests until its review date, and comes back by itself."""
    yield (
        hours(rng, 1, 8),
        lambda at: actions.request_deferral(
            case,
            reason="地下管线改造未完工，现在施工会重复开挖。",
            plan="改造完工后一周内施工，由街道督促。",
            until=timezone.localdate(at + REST),
            by=worker,
            at=at,
        ),
    )
    yield hours(rng, 1, 8), lambda at: actions.grant_deferral(case, by=director, at=at)
    # linli itself takes it up again on that day.
    yield REST + timedelta(days=2), lambda at: case.refresh_from_db()


def days_after(case: Case, days: int) -> date:
    """So many days after the day on which the case is due."""
    clock = case.deadlines.running().get(name="handle")
    return last_day(clock.due_at) + timedelta(days=days)


def grant_time(case: Case, by: User, at: datetime) -> None:
    """Give the time that was asked for, or refuse it where it is too late."""
    try:
        actions.grant_extension(case, by=by, at=at)
    except CannotExtend:
        actions.refuse_extension(case, note="已过期限，请抓紧办理。", by=by, at=at)


def again(stage: Stage, rng: Random, case: Case) -> Iterator[Step]:
    """A reopened case: the unit that has it works once more, and this time it holds."""
    if case.holder is not None:
        yield from work(stage, rng, case, case.holder)
        yield from judgement(stage, rng, case)


def judgement(stage: Stage, rng: Random, case: Case) -> Iterator[Step]:
    """The check by somebody else, and the three answers; some never answer."""
    people = stage.people
    yield (
        hours(rng, 1, 40),
        lambda at: actions.verify(case, note="现场看过。", by=people["sun"], at=at),
    )
    stars = rng.choices((5, 4, 3, 2, 1), (45, 30, 12, 8, 5))[0]
    answers: dict[str, Any] = {
        "contacted": rng.random() < 0.94,
        "solved": stars >= 3,
        "satisfaction": stars,
    }
    fate = rng.random()
    if case.reporter and case.reporter.user and fate < 0.55:
        rater = case.reporter.user
        yield hours(rng, 1, 70), lambda at: answer(case, answers, rater, at)
        if case.state == State.VERIFIED:  # a neighbour has still to answer, and does not
            yield timedelta(days=7), lambda at: actions.lapse(case, by=people["system"], at=at)
        if stars <= 2 and rng.random() < 0.6:
            yield (
                hours(rng, 2, 40),
                lambda at: actions.reopen(case, note="没有真正解决，又出现了。", by=rater, at=at),
            )
            yield from again(stage, rng, case)
    elif fate < 0.85:
        yield hours(rng, 4, 70), lambda at: call(stage, case, answers, at)
    else:
        yield timedelta(days=7), lambda at: actions.lapse(case, by=people["system"], at=at)


def answer(case: Case, answers: dict[str, Any], by: User, at: datetime) -> None:
    """A reporter answers; whether others are still to be asked is no matter to them."""
    actions.take_answer(case, **answers, by=by, at=at)
    case.refresh_from_db()


def call(stage: Stage, case: Case, answers: dict[str, Any], at: datetime) -> None:
    """Somebody who had no hand in it calls the reporter, or goes to look where there is none."""
    for name in ("zhao", "chen", "sun"):
        caller = stage.people[name]
        moves = {move.name for move in moves_for(case, caller, at)}
        if "follow_up" in moves:
            actions.follow_up(case, reached=True, **answers, by=caller, at=at)
            return
        if "follow_up_one" in moves:
            for party in Asked(case).left()[:-1]:
                actions.follow_up_one(case, party=party, **answers, by=caller, at=at)
            actions.follow_up(case, reached=True, **answers, by=caller, at=at)
            return
        if "check_on_site" in moves:
            actions.check_on_site(case, text="又去看过，没有再出现。", by=caller, at=at)
            return


def hours(rng: Random, least: float, most: float) -> timedelta:
    """Some time, sooner rather than later."""
    return timedelta(hours=least + (most - least) * rng.random() ** 2)
