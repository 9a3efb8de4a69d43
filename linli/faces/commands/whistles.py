"""How the whistles of the demonstration go: good, late, refused, before the district."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.utils import timezone

from linli.affairs.cases.models import Case
from linli.affairs.whistle import actions
from linli.affairs.whistle.forms import Grades
from linli.affairs.whistle.models import Naming, Whistle
from linli.affairs.whistle.rules import is_done, is_open, named_in, to_come, to_finish
from linli.faces.commands.stories import Stage, Step, hours

COMMUNITY = "990101001001"
CITY, WATER, HOUSING = "990101-CG", "990101-SW", "990101-ZJ"
OFFICERS = {CITY: "liu", WATER: "gao"}
"""Who answers for a department; of the others nobody ever comes."""

MONTHLY = 2
"""Whistles begun in a month, on the whole."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a whistle is blown for, and what the departments do about it."""

    type: str
    text: str
    address: str
    task: str
    plan: str
    result: str


CALLS = (
    Call(
        "routine",
        "桂花路夜市占道，油污流进雨水口。劝导多次，街道没有执法权。",
        "桂花路东口",
        "请派员到场，会商占道和雨水口清理。",
        "城管每晚值守两周，水务清掏雨水口，社区张贴告知。",
        "摊位已入市场，雨水口已清掏，连续两周没有回潮。",
    ),
    Call(
        "hard",
        "三号楼后挡土墙渗水，墙体有裂缝，产权单位已注销。",
        "三号楼北侧",
        "请会同查明水源和产权，提出处置办法。",
        "水务查漏止水，城管围挡，街道联系产权承继单位。",
        "漏点已封堵，墙体已加固，设了观测点。",
    ),
    Call(
        "routine",
        "河边步道路灯和护栏归属不清，坏了没人修。",
        "溪边步道",
        "请明确管护单位，并先行修复。",
        "城管修灯，水务修护栏，今后按段管护。",
        "路灯和护栏已修复，管护牌已挂。",
    ),
)

BURST = Call(
    "emergency",
    "主供水管爆裂，路面积水，两栋楼停水。",
    "桂花路与梧桐街路口",
    "请立即到场止水、疏导。",
    "水务关阀抢修，城管围挡疏导，社区通知居民。",
    "已换管恢复供水，路面已清理。",
)


def births(rng: Random, begin: datetime, end: datetime) -> Iterator[datetime]:
    """When whistles are begun: in office hours."""
    days = (end - begin).days
    for _number in range(days * MONTHLY // 30):
        at = timezone.localtime(begin + timedelta(days=days * rng.random()))
        moment = at.replace(hour=rng.randint(9, 15), minute=rng.randint(0, 59))
        if begin < moment < end - timedelta(days=1):
            yield moment


def stories(
    stage: Stage, rng: Random, begin: datetime, end: datetime
) -> Iterator[tuple[datetime, Iterator[Step]]]:
    """Every whistle with the moment at which it begins; some are under way at the end."""
    for at in births(rng, begin, end):
        yield at, life(stage, rng)
    yield end - timedelta(days=6), nobody_comes(stage, rng, CALLS[1])
    yield end - timedelta(minutes=25), in_the_night(stage, rng, timedelta(minutes=4))
    yield end - timedelta(hours=3), proposal(stage, CALLS[2], [])


def life(stage: Stage, rng: Random) -> Iterator[Step]:
    """One whistle, however it goes."""
    call, fate = rng.choice(CALLS), rng.random()
    if fate < 0.15:
        yield from in_the_night(stage, rng, timedelta(minutes=rng.randint(3, 25)))
    elif fate < 0.28:
        yield from refused(stage, rng, call)
    elif fate < 0.42:
        yield from nobody_comes(stage, rng, call)
    elif fate < 0.56:
        yield from objected(stage, rng, call)
    else:
        yield from together(stage, rng, call, late=fate > 0.85)


def proposal(stage: Stage, call: Call, made: list[Whistle]) -> Iterator[Step]:
    """The community proposes it, because of what was reported lately if there is something."""

    def propose(at: datetime) -> None:
        lately = Case.objects.filter(closed_at=None, place__code__startswith=COMMUNITY)
        made.append(
            actions.propose(
                type=call.type,
                text=call.text,
                place=COMMUNITY,
                address=call.address,
                cases=list(lately.order_by("-pk")[:2]),
                by=stage.people["chen"],
                at=at,
            )
        )

    yield timedelta(0), propose


def refused(stage: Stage, rng: Random, call: Call) -> Iterator[Step]:
    """The street answers it: no department is needed."""
    made: list[Whistle] = []
    yield from proposal(stage, call, made)
    words = {"reason_code": "settled_here", "text": "街道市容队本周先行处置，效果不好再吹哨。"}
    yield (
        hours(rng, 1, 30),
        lambda at: actions.answer(made[0], **words, by=stage.people["zhao"], at=at),
    )


def blowing(
    stage: Stage, rng: Random, call: Call, made: list[Whistle], *codes: str
) -> Iterator[Step]:
    """Proposed, taken up, blown."""
    people, units = stage.people, [stage.units[code] for code in codes]
    yield from proposal(stage, call, made)
    yield (
        hours(rng, 0.3, 6),
        lambda at: actions.take_up(made[0], type=call.type, by=people["zhao"], at=at),
    )
    yield (
        hours(rng, 0.3, 6),
        lambda at: actions.blow(made[0], units=units, note=call.task, by=people["sun"], at=at),
    )


def coming(stage: Stage, rng: Random, made: list[Whistle], *, late: bool) -> Iterator[Step]:
    """The departments sign, speak with the street and report in, each in its time."""
    slow = 3 if late else 1
    for code in OFFICERS:
        yield hours(rng, 0.1, 0.45 * slow), partial(sign, stage, made, code)
    for code in OFFICERS:
        yield hours(rng, 0.5, 8 * slow), partial(speak, stage, made, code)
    for _code in OFFICERS:
        yield hours(rng, 4, 30 * slow), lambda at: come_one(stage, rng, made[0], at)


def sign(stage: Stage, made: list[Whistle], code: str, at: datetime) -> None:
    """A department signs."""
    actions.sign(made[0], by=stage.people[OFFICERS[code]], at=at)


def speak(stage: Stage, made: list[Whistle], code: str, at: datetime) -> None:
    """A department speaks with the street."""
    officer, part = stage.people[OFFICERS[code]], named(made[0], code)
    actions.contact(made[0], part=part, note="约定现场会商。", by=officer, at=at)


def ending(stage: Stage, rng: Random, call: Call, made: list[Whistle]) -> Iterator[Step]:
    """Planned, done, confirmed and rated, answered; the departments rate it too."""
    people = stage.people
    yield (
        hours(rng, 0.5, 5),
        lambda at: actions.plan(made[0], text=call.plan, by=people["zhao"], at=at),
    )
    for _officer in OFFICERS:
        yield hours(rng, 8, 60), lambda at: finish_one(stage, call, made[0], at)
    yield hours(rng, 1, 30), lambda at: confirm(stage, rng, made[0], at)
    yield (
        hours(rng, 1, 20),
        lambda at: actions.close(
            made[0], outcome="solved", text=call.result, by=people["sun"], at=at
        ),
    )
    if rng.random() < 0.8:
        yield hours(rng, 1, 60), lambda at: rate(stage, rng, made[0], at)


def together(stage: Stage, rng: Random, call: Call, *, late: bool) -> Iterator[Step]:
    """It goes as it should, or slowly; now and then it has to be blown again."""
    made: list[Whistle] = []
    yield from blowing(stage, rng, call, made, CITY, WATER)
    yield from coming(stage, rng, made, late=late)
    if rng.random() < 0.2:
        for _officer in OFFICERS:
            yield hours(rng, 8, 40), lambda at: finish_one(stage, call, made[0], at)
        units = [stage.units[code] for code in OFFICERS]
        yield (
            hours(rng, 20, 60),
            lambda at: actions.blow_again(
                made[0], units=units, note="又反复了，请再到场。", by=stage.people["sun"], at=at
            ),
        )
        yield from coming(stage, rng, made, late=False)
    yield from ending(stage, rng, call, made)


def nobody_comes(stage: Stage, rng: Random, call: Call) -> Iterator[Step]:
    """A department does not come: the street brings it before the district."""
    made: list[Whistle] = []
    people = stage.people
    yield from blowing(stage, rng, call, made, CITY, WATER, HOUSING)
    yield from coming(stage, rng, made, late=False)
    yield hours(rng, 0.5, 4), partial(correct, stage, made)
    yield timedelta(days=6), lambda at: actions.escalate(made[0], by=people["sun"], at=at)
    told = "经核，产权事项由街道牵头函告，住建局书面答复；城管、水务按分工办结。"
    yield (
        hours(rng, 5, 40),
        lambda at: actions.instruct(made[0], note=told, by=people["lin"], at=at),
    )
    yield (
        hours(rng, 2, 30),
        lambda at: actions.release(
            made[0],
            part=named(made[0], HOUSING),
            note="区里协调：改为书面答复。",
            by=people["sun"],
            at=at,
        ),
    )
    yield from ending(stage, rng, call, made)


def objected(stage: Stage, rng: Random, call: Call) -> Iterator[Step]:
    """A department objects: the street sees it, or the district does not."""
    made: list[Whistle] = []
    people, officer = stage.people, stage.people["gao"]
    yield from blowing(stage, rng, call, made, CITY, WATER)
    yield hours(rng, 0.1, 0.8), lambda at: actions.sign(made[0], by=officer, at=at)
    yield (
        hours(rng, 0.5, 3),
        lambda at: actions.object_(
            made[0],
            part=named(made[0], WATER),
            ground="another",
            text="该管段已移交，管护单位不是我局。",
            by=officer,
            at=at,
        ),
    )
    if rng.random() < 0.5:
        note = "移交手续未完成，仍由你局管护。"
        yield (
            hours(rng, 2, 12),
            lambda at: actions.overrule(
                made[0], part=named(made[0], WATER), note=note, by=people["lin"], at=at
            ),
        )
        yield from _come_and_end(stage, rng, call, made)
        return
    yield (
        hours(rng, 2, 12),
        lambda at: actions.uphold(
            made[0],
            part=named(made[0], WATER),
            note="核对移交单，属实。",
            by=people["sun"],
            at=at,
        ),
    )
    yield from _come_and_end(stage, rng, call, made)


def _come_and_end(stage: Stage, rng: Random, call: Call, made: list[Whistle]) -> Iterator[Step]:
    for _officer in OFFICERS:
        yield hours(rng, 3, 30), lambda at: come_one(stage, rng, made[0], at)
    yield from ending(stage, rng, call, made)


def in_the_night(stage: Stage, rng: Random, first: timedelta) -> Iterator[Step]:
    """A pipe bursts: blown at once, signed within minutes, there within the hour."""
    made: list[Whistle] = []
    people = stage.people
    units = [stage.units[code] for code in (WATER, CITY)]
    yield (
        timedelta(0),
        lambda at: made.append(
            actions.blow_at_once(
                type=BURST.type,
                text=BURST.text,
                place=COMMUNITY,
                address=BURST.address,
                units=units,
                note=BURST.task,
                by=people["zhao"],
                at=at,
            )
        ),
    )
    yield first, lambda at: actions.sign(made[0], by=people["gao"], at=at)
    yield (
        timedelta(minutes=rng.randint(2, 6)),
        lambda at: actions.sign(made[0], by=people["liu"], at=at),
    )
    yield timedelta(minutes=rng.randint(6, 12)), lambda at: come_one(stage, rng, made[0], at)
    yield timedelta(minutes=rng.randint(9, 25)), lambda at: come_one(stage, rng, made[0], at)
    yield from ending(stage, rng, BURST, made)


def named(whistle: Whistle, code: str) -> Naming:
    """How far a department is in this round."""
    found = [each for each in named_in(whistle) if each.part.unit.code == code]
    return found[-1]


def come_one(stage: Stage, rng: Random, whistle: Whistle, at: datetime) -> None:
    """The next department that has not come reports in, if somebody answers for it."""
    for naming in named_in(whistle):
        if to_come(naming) and naming.part.unit.code in OFFICERS:
            officer = stage.people[OFFICERS[naming.part.unit.code]]
            level = rng.choice(("deputy", "section", "section", "officer"))
            actions.report_in(whistle, part=naming, presence=level, by=officer, at=at)
            return


def correct(stage: Stage, made: list[Whistle], at: datetime) -> None:
    """A department says who really came: it was written down wrong."""
    told = {"presence": "head", "post": "局长", "note": "点到时误记，实为局长到场。"}
    part, officer = named(made[0], CITY), stage.people[OFFICERS[CITY]]
    actions.correct_attendance(made[0], part=part, **told, by=officer, at=at)


def finish_one(stage: Stage, call: Call, whistle: Whistle, at: datetime) -> None:
    """The next department that has come reports its result."""
    for naming in named_in(whistle):
        if to_finish(naming):
            officer = stage.people[OFFICERS[naming.part.unit.code]]
            told = call.result
            actions.finish(whistle, part=naming, outcome="solved", text=told, by=officer, at=at)
            return


def confirm(stage: Stage, rng: Random, whistle: Whistle, at: datetime) -> None:
    """The street confirms and rates what is done."""
    ratings = [
        Grades(naming, rng.choice((5, 5, 4, 3)), rng.choice((5, 4, 4, 3)), rng.choice((5, 4, 4)))
        for naming in named_in(whistle)
        if is_done(naming) and not hasattr(naming.part, "rating")
    ]
    if not any(is_open(naming) for naming in named_in(whistle)):
        actions.confirm(whistle, ratings=ratings, by=stage.people["sun"], at=at)


def rate(stage: Stage, rng: Random, whistle: Whistle, at: datetime) -> None:
    """The departments rate the whistle, each once."""
    done = {n.part.unit.code: n for n in named_in(whistle) if is_done(n)}
    for code, naming in done.items():
        need, clarity = rng.choice((5, 4, 4, 2)), rng.choice((5, 4, 3))
        officer = stage.people[OFFICERS[code]]
        actions.rate_whistle(whistle, part=naming, need=need, clarity=clarity, by=officer, at=at)
