"""How units are supervised in the demonstration: suggestions are decided, answers are judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from linli.affairs.supervision import actions
from linli.affairs.supervision.models import Bulletin, Step, Suggestion, Supervision
from linli.affairs.supervision.queries import under_way
from linli.affairs.supervision.rules import may_decide_suggestion
from linli.faces.commands.stories import WORKERS, Stage, hours
from linli.faces.commands.stories import Step as Happening
from linli.ground.journal.delivery import deliver
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.worktime.calendar import is_working_day
from linli.matters.engine import MoveRefused
from linli.matters.grounds import CAUSES

MOST_A_DAY = 2
"""Suggestions on which somebody of the demonstration decides on one day."""

GIVEN_UP = timedelta(days=45)
"""After this time nobody waits any more for the answer of a unit without anybody."""

WORDS = {
    Step.PROMPT: "期限将到，请抓紧办理。",
    Step.REMINDER: "已到期未办结，请今天办理并反馈。",
    Step.ORDER: "超期多日，请三个工作日内整改并书面反馈原因。",
    Step.LISTED: "列入挂牌督办，请每日报送进展。",
    Step.TALK: "请负责人到街道说明情况。",
    Step.BULLETIN: "列入本月通报，请限期整改。",
}


OPENS, CLOSES = time(8, 30), time(17, 30)
"""Between which offices of the demonstration work, on working days."""


def days_work(stage: Stage, rng: Random, at: datetime) -> Iterator[Iterator[Happening]]:
    """What the worker does each day, and the stories that begin with it, in office hours."""
    for story in _begun(stage, rng, at):
        yield in_office_hours(story, at)


def in_office_hours(story: Iterator[Happening], at: datetime) -> Iterator[Happening]:
    """The same story from this moment on; what would fall outside waits for the next hours."""
    for wait, happens in story:
        then = next_office_hour(at + wait)
        yield then - at, happens
        at = then


def next_office_hour(at: datetime) -> datetime:
    """The moment itself, or one of the next hours: the later the moment, the later in them."""
    local = timezone.localtime(at)
    day = timezone.localdate(at)
    if is_working_day(day) and OPENS <= local.time() < CLOSES:
        return at
    if local.time() >= CLOSES:
        day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    opens, closes = (timezone.make_aware(datetime.combine(day, each)) for each in (OPENS, CLOSES))
    return opens + (closes - opens) * ((local.hour * 60 + local.minute) / (24 * 60))


def _begun(stage: Stage, rng: Random, at: datetime) -> Iterator[Iterator[Happening]]:
    by = stage.people["system"]
    actions.lapse(by=by, at=at)
    if not is_working_day(timezone.localdate(at)):
        return
    actions.suggest_by_clocks(by=by, at=at)
    _bring_grounds(at)
    actions.come_back(by=by, at=at)
    waiting = Suggestion.objects.to_decide(at).select_related("matter", "unit")
    for suggestion in waiting.order_by("made_at", "pk")[:MOST_A_DAY]:
        yield decided(stage, rng, suggestion)
    if is_day_of_the_bulletin(timezone.localdate(at)):
        yield monthly(stage, at)


def is_day_of_the_bulletin(day: date) -> bool:
    """Whether it is the first working day from the third of the month on."""
    before = (day.replace(day=number) for number in range(3, day.day))
    return day.day >= 3 and is_working_day(day) and not any(map(is_working_day, before))


def _bring_grounds(at: datetime) -> None:
    """What somebody did that speaks for a step, since the last three days: handlers do it once."""
    lately = Entry.objects.filter(event__in=CAUSES, at__gt=at - timedelta(days=3), at__lte=at)
    for pk in lately.values_list("pk", flat=True):
        deliver(pk, at=at)


def decided(stage: Stage, rng: Random, suggestion: Suggestion) -> Iterator[Happening]:
    """Somebody who may decides; most are taken up, some wait, some are declined."""
    fate = rng.random()
    yield hours(rng, 0.5, 6), lambda at: decide(stage, fate, suggestion, at)
    suggestion.refresh_from_db()
    if suggestion.supervision is not None:
        yield from answered(stage, rng, suggestion.supervision)


def decide(stage: Stage, fate: float, suggestion: Suggestion, at: datetime) -> None:
    """The decision itself; nothing where the reasons are gone meanwhile."""
    people = (stage.people[name] for name in ("zhao", "sun", "lin"))
    by = next((each for each in people if may_decide_suggestion(each, suggestion, at)), None)
    suggestion.refresh_from_db()
    current = under_way(suggestion.matter_id, suggestion.unit_id)
    if by is None or suggestion.outcome:
        return
    if current and suggestion.step == Step.REFERRAL:
        letter = f"临督移〔{at.year}〕{suggestion.pk}号"
        tried(actions.refer, current, by=by, at=at, letter=letter, receiver="inspection")
    elif fate < 0.15:
        actions.decline(suggestion, note="居民要求改期，已当面约定。", by=by, at=at)
    elif fate < 0.3:
        until = timezone.localdate(at + timedelta(days=3))
        actions.put_off(suggestion, until=until, note="配件在途，三天后到货。", by=by, at=at)
    else:
        step = Step(suggestion.step)
        try:
            actions.take_up(suggestion, step=step, text=WORDS[step], by=by, at=at)
        except (actions.NotInHand, MoveRefused):
            actions.decline(suggestion, note="事项已办结。", by=by, at=at)


def answered(stage: Stage, rng: Random, supervision: Supervision) -> Iterator[Happening]:
    """The unit answers in time, late, or not; some object; the official accepts or goes on."""
    worker = stage.people.get(
        WORKERS.get(supervision.holder.code if supervision.holder else "", "")
    )
    if worker is None:
        yield GIVEN_UP, lambda at: give_up(supervision, at)
        return
    if rng.random() < 0.04:
        return

    def does(action: Callable[..., object], by: User, **words: str) -> Callable[[datetime], object]:
        return lambda at: tried(action, supervision, by=by, at=at, **words)

    fate, official = rng.random(), supervision.current.by
    judge = next(stage.people[n] for n in ("sun", "lin") if stage.people[n] != official)
    told = "已安排人手，今天办结；超期因配件到货晚。"
    if fate < 0.12:
        objection = "非本单位原因，材料已报。"
        yield hours(rng, 1, 10), does(actions.object_, worker, text=objection)
        judged = actions.uphold if fate < 0.05 else actions.dismiss
        yield hours(rng, 2, 20), does(judged, judge, note="经核对材料和现场。")
    yield hours(rng, 2, 60), does(actions.answer, worker, text=told)
    if fate > 0.9:
        why = {"kind": "tried", "reason": "试用新工艺延误，已总结。"}
        yield hours(rng, 1, 8), does(actions.tolerate, stage.people["lin"], **why)
    elif fate > 0.8:
        yield hours(rng, 1, 8), does(actions.send_back, official, note="请附现场照片。")
        yield hours(rng, 2, 20), does(actions.answer, worker, text=told)
    yield hours(rng, 1, 8), does(actions.accept, official)


def give_up(supervision: Supervision, at: datetime) -> None:
    """What was demanded of a unit in which nobody of the cast works, once its matter has ended."""
    supervision.refresh_from_db()
    if supervision.subject.closed_at:
        by, note = supervision.current.by, "事项已办结，不再要求反馈。"
        tried(actions.take_back, supervision, note=note, by=by, at=at)


def tried(
    action: Callable[..., object], supervision: Supervision, *, by: User, at: datetime, **words: str
) -> None:
    """Make a move, unless the supervision went another way meanwhile."""
    supervision.refresh_from_db()
    try:
        with transaction.atomic():
            action(supervision, by=by, at=at, **words)
    except MoveRefused:
        return


def monthly(stage: Stage, at: datetime) -> Iterator[Happening]:
    """The street's bulletin of the month before: Sun draws it up, Lin approves it."""
    last = timezone.localdate(at).replace(day=1) - timedelta(days=1)
    place, people = stage.units["990101001"].place, stage.people
    drawn: list[Bulletin] = []

    def draw(now: datetime) -> None:
        first = last.replace(day=1)
        drawn.append(actions.draft(place=place, first=first, last=last, by=people["sun"], at=now))

    nine = timezone.localtime(at).replace(hour=9, minute=0)
    yield max(nine - at, timedelta(hours=1)), draw
    yield (
        timedelta(hours=6),
        lambda now: actions.publish_bulletin(drawn[0], by=people["lin"], at=now),
    )
