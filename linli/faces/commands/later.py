"""What happens in the demonstration after cases are closed, and what happens only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from linli.affairs.cases import actions
from linli.affairs.cases.asking import Asked
from linli.affairs.cases.models import Case, LookBack, Sampled, State, Type
from linli.affairs.datarights import actions as rights
from linli.affairs.datarights.models import DataRequest, Right
from linli.faces.commands.cast import EXTENTS
from linli.faces.commands.lamps import dark
from linli.faces.commands.polling import polled
from linli.faces.commands.ratings import begged
from linli.faces.commands.stories import GRIDS, WORKERS, Stage, Step, again, category, hours
from linli.ground.org.models import User
from linli.matters.engine import moves_for
from linli.matters.models import Channel, Seal

ONE_IN = 3
"""Of so many look-backs one finds it there again; of so many samples one is called in vain."""

LOOKERS = ("chen", "zhao", "sun", "lin")

Story = Callable[[Stage, Random, datetime], Iterator[Step]]


def drawn(stage: Stage, rng: Random, at: datetime, *, left: int) -> list[Iterator[Step]]:
    """Draw what is due, tell of what nobody looked at, and begin the stories of what was drawn.

    `left`: so many look-backs and so many samples nobody does.
    """
    system = stage.people["system"]
    actions.mark_look_backs(by=system, at=at)
    if not actions.draw_due(seed=f"{rng.getrandbits(64):x}", by=system, at=at):
        return []
    looks = LookBack.objects.filter(asked_at=at).order_by("pk")
    samples = Sampled.objects.filter(draw__at=at).order_by("pk")
    return [
        *(looked_at(stage, rng, look) for look in looks[left:]),
        *(asked_again(stage, rng, row) for row in samples[left:]),
    ]


def looked_at(stage: Stage, rng: Random, look: LookBack) -> Iterator[Step]:
    """Somebody who had no hand in it goes to look, now and then too late."""
    case = Case.objects.get(pk=look.case_id)
    recurs = look.pk % ONE_IN == 1

    def see(at: datetime) -> None:
        case.refresh_from_db()
        move = "found_again" if recurs else "found_holding"
        if by := _who(stage, case, move, at):
            words = "又坏了，和原来一样。" if recurs else "现场看过，没有再出现。"
            getattr(actions, move)(case, text=words, by=by, at=at)

    yield hours(rng, 40, 500), see
    if recurs and case.state == State.DISPATCHED:
        yield from again(stage, rng, case)


def asked_again(stage: Stage, rng: Random, row: Sampled) -> Iterator[Step]:
    """Another unit calls the reporter; some are reached only the second time."""
    case = Case.objects.get(pk=row.case_id)

    def call(at: datetime) -> None:
        case.refresh_from_db()
        parties = [each.party for each in Asked(case).drawn if each.row.pk == row.pk]
        by = _who(stage, case, "ask_again", at)
        if not by or not parties:
            return
        if row.pk % ONE_IN == 1 and row.attempts == 0:
            row.attempts += 1
            actions.missed_again(case, party=parties[0], note="无人接听", by=by, at=at)
            return
        answers: dict[str, Any] = {
            "contacted": True,
            "solved": True,
            "satisfaction": rng.choice((5, 4, 4, 3)),
        }
        actions.ask_again(case, party=parties[0], **answers, by=by, at=at)

    yield hours(rng, 20, 200), call
    if row.pk % ONE_IN == 1:
        yield hours(rng, 20, 60), call


def _who(stage: Stage, case: Case, move: str, at: datetime) -> User | None:
    people = (stage.people[name] for name in LOOKERS)
    return next(
        (each for each in people if move in {m.name for m in moves_for(case, each, at)}), None
    )


def sealed(stage: Stage, _rng: Random, _at: datetime) -> Iterator[Step]:
    """A tip-off that tells of a child's illness is put out of sight."""

    def seal(at: datetime) -> None:
        ended = Case.objects.filter(type=Type.TIP_OFF, state=State.CLOSED)
        case = ended.exclude(pk__in=Seal.objects.values("matter")).order_by("-closed_at").first()
        if case:
            note = "涉及未成年人就医情况，封存。"
            actions.seal(case, note=note, by=stage.people["sun"], at=at)

    yield timedelta(0), seal


def complained_about(stage: Stage, _rng: Random, at: datetime) -> Iterator[Step]:
    """A complaint about a community goes to the street; those of the community read it redacted."""
    people, category = stage.people, stage.categories
    case = actions.report(
        type=Type.COMPLAINT,
        text="社区服务站中午没人值班，去了两次都没办成事。我叫吴建国，电话13900000002，住桂花里5号楼2单元301室。",
        place_code=GRIDS[0][:12],
        channel="phone",
        category=category.get("0903") or category["0399"],
        reporter=stage.residents["wu"],
        subject_unit=stage.units[GRIDS[0][:12]],
        by=people["zhao"],
        at=at,
    )
    zhao, street = people["zhao"], stage.units[GRIDS[0][:9]]
    seen: dict[str, Any] = {"type": case.type, "category": case.category, "place": case.place}
    seen |= {"urgency": case.urgency, "subject_unit": case.subject_unit}
    yield timedelta(minutes=20), lambda at: actions.accept(case, **seen, by=zhao, at=at)
    note = "由街道直接办理，社区回避。"
    yield (
        timedelta(minutes=10),
        lambda at: actions.dispatch(case, unit=street, note=note, by=zhao, at=at),
    )
    yield timedelta(hours=2), lambda at: actions.sign(case, by=zhao, at=at)
    told = "已联系反映人，核实值班安排。"
    yield (
        timedelta(hours=3),
        lambda at: actions.contact(case, reached=True, note=told, by=zhao, at=at),
    )


def left_lying(stage: Stage, _rng: Random, at: datetime) -> Iterator[Step]:
    """A case with which nothing happens: at last it is put before the director of the district."""
    people, category = stage.people, stage.categories
    case = actions.report(
        type=Type.HELP,
        text="七号楼和八号楼之间的雨水管接口漏水，墙根一直是湿的。",
        place_code=GRIDS[1],
        channel="web",
        category=category.get("0303") or category["0399"],
        reporter=stage.residents["zhou"],
        by=people["zhou"],
        at=at,
    )
    seen: dict[str, Any] = {"type": case.type, "category": case.category, "place": case.place}
    seen |= {"urgency": case.urgency, "by": people["zhao"]}
    yield timedelta(minutes=30), lambda at: actions.accept(case, **seen, at=at)
    unit, zhao = stage.units[GRIDS[1]], people["zhao"]
    yield timedelta(minutes=15), lambda at: actions.dispatch(case, unit=unit, by=zhao, at=at)
    yield timedelta(hours=1), lambda at: actions.sign(case, by=people["wang"], at=at)


FOUND = (
    ("030501", "十号楼东侧两盏草坪灯倾斜，电线露在外面。", 0.31, 0.62),
    ("030503", "二号楼北面的盲道被树根顶起，砖缝有三厘米宽。", 0.47, 0.28),
    ("030502", "活动中心后门的分类垃圾房门锁损坏，晚上关不上。", 0.78, 0.55),
    ("030503", "东门斜坡的防滑条脱落了一半，早上结霜打滑。", 0.66, 0.81),
    ("030501", "六号楼连廊的感应灯白天不灭。", 0.22, 0.4),
)
"""What the rounds bring after a cold night: category, words, and how far east and north it is."""


def rounds(stage: Stage, _rng: Random, at: datetime) -> Iterator[Step]:
    """The grid workers walk their grids and report what cannot be put right on the spot."""
    for number, (code, text, east, north) in enumerate(FOUND):
        grid = GRIDS[number % len(GRIDS)]
        yield (
            timedelta(minutes=25),
            partial(found, stage, grid=grid, code=code, text=text, share=(east, north)),
        )
    for case in Case.objects.filter(text__in=[text for _code, text, *_spot in FOUND]).order_by(
        "pk"
    ):
        yield timedelta(minutes=5), partial(taken_on, stage, case)


def taken_on(stage: Stage, case: Case, at: datetime) -> None:
    """The street gives it to the grid where it is, whose worker sets about it."""
    zhao, unit = stage.people["zhao"], stage.units[case.place_id]
    seen: dict[str, Any] = {"type": case.type, "category": case.category, "place": case.place}
    actions.accept(case, **seen, urgency=case.urgency, by=zhao, at=at)
    actions.dispatch(case, unit=unit, by=zhao, at=at)
    actions.sign(case, by=stage.people[WORKERS[unit.code]], at=at)


def found(
    stage: Stage, at: datetime, *, grid: str, code: str, text: str, share: tuple[float, float]
) -> None:
    """One of these things, at a point of the grid."""
    west, south, east, north = next(sides for name, *sides in EXTENTS if name == grid)
    actions.report(
        type=Type.HELP,
        text=text,
        place_code=grid,
        channel=Channel.PATROL,
        category=category(stage, code),
        point=(west + share[0] * (east - west), south + share[1] * (north - south)),
        occasion="patrol",
        by=stage.people[WORKERS[grid]],
        at=at,
    )


def request_about_data(stage: Stage, _rng: Random, at: datetime) -> Iterator[Step]:
    """Somebody has their name put right."""
    request = asked_about_data(stage, Right.CORRECT, "我的名字写错了，应为“吴建国”。", "wu", at)
    lin = stage.people["lin"]
    yield timedelta(days=1), lambda at: rights.take(request, by=lin, at=at)
    answer = "已核对并更正。"
    yield (
        timedelta(days=2),
        lambda at: rights.grant(request, answer=answer, name="吴建国", by=lin, at=at),
    )


def request_that_waits(stage: Stage, _rng: Random, at: datetime) -> Iterator[Step]:
    """Somebody asks for the deletion of what is no longer needed; nobody has answered yet."""
    asked_about_data(stage, Right.DELETE, "以前登记的旧住址不用再留了。", "zhou", at)
    yield from ()


def asked_about_data(stage: Stage, right: str, text: str, who: str, at: datetime) -> DataRequest:
    """A resident's request."""
    return rights.ask(stage.residents[who], right=right, text=text, by=stage.people[who], at=at)


ONCE: tuple[tuple[timedelta, Story], ...] = (
    (timedelta(days=70), request_about_data),
    (timedelta(days=45), sealed),
    (timedelta(days=35), left_lying),
    (timedelta(days=9), begged),
    (timedelta(days=7), polled),
    (timedelta(days=2), complained_about),
    (timedelta(days=1), request_that_waits),
    (timedelta(hours=8), rounds),
    (timedelta(hours=10), dark),
)
"""How long before the end a story begins that happens once."""
