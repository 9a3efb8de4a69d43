"""Lives of cases, made through the real actions: what a city's million cases are copies of.

Most begin at some time in the last three years and come to their end; others began in the last
weeks, or got stuck, and are in hand today. Every state of the flow is among them as the stories of
the demonstration lead to it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random

from django.db import connection, transaction

from linli.affairs.cases.models import Case, Category
from linli.faces.commands.cast import CAST
from linli.faces.commands.demo import start
from linli.faces.commands.stories import Stage, Step
from linli.ground.org.models import SYSTEM, Unit, User
from linli.ground.people.models import Resident
from linli.matters.actions import end_rests, mark_deadlines

YEARS = 3
ENDED, RECENT, STUCK = 130, 150, 25
"""How many lives begin at any time, in the last weeks, and at any time to be left lying."""

LAST_WEEKS = timedelta(days=12)
STEPS_BEFORE_STUCK = 7


@transaction.atomic
def live(at: datetime, *, seed: int = 7) -> list[int]:
    """Live them all, in the order of time, up to `at`; the keys of their matters."""
    rng, stage = Random(seed), _stage()
    begin = at - timedelta(days=365 * YEARS)
    first = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    order = count()
    agenda: list[tuple[datetime, int, int, Iterator[Step], Step | None]] = [
        (born, next(order), steps, iter(()), None) for born, steps in _births(rng, begin, at)
    ]
    heapq.heapify(agenda)
    day = begin
    while agenda:
        moment, _number, left, story, step = heapq.heappop(agenda)
        day = _mark(stage, day, moment)
        if step is None:
            story = start(stage, rng, moment)
        else:
            step[1](moment)
        following = next(story, None) if left else None
        if following and moment + following[0] < at:
            entry = (moment + following[0], next(order), left - 1, story, following)
            heapq.heappush(agenda, entry)
    _mark(stage, day, at)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    lived = Case.objects.filter(pk__gt=first).order_by("pk")
    return list(lived.values_list("pk", flat=True))


def _births(rng: Random, begin: datetime, end: datetime) -> Iterator[tuple[datetime, int]]:
    """When each begins, and after how many steps it is left lying."""
    whole, weeks, endless = (end - begin).total_seconds(), LAST_WEEKS.total_seconds(), 1_000
    for _number in range(ENDED):
        yield _by_day(begin + timedelta(seconds=whole * rng.random())), endless
    for _number in range(RECENT):
        yield min(_by_day(end - timedelta(seconds=weeks * rng.random() ** 2)), end), endless
    for _number in range(STUCK):
        born = _by_day(end - timedelta(seconds=whole * rng.random() ** 3))
        yield min(born, end), rng.randint(0, STEPS_BEFORE_STUCK)


def _by_day(moment: datetime) -> datetime:
    """Few report at night."""
    return moment if 7 <= moment.hour < 22 else moment - timedelta(hours=9)


def _mark(stage: Stage, day: datetime, until: datetime) -> datetime:
    while day < until:
        day += timedelta(days=1)
        mark_deadlines(by=stage.people["system"], at=min(day, until))
        end_rests(by=stage.people["system"], at=min(day, until))
    return day


def _stage() -> Stage:
    cast = [SYSTEM, *(person.username for person in CAST)]
    found = Resident.objects.filter(user__username__in=cast).select_related("user")
    residents = {resident.user.username: resident for resident in found if resident.user}
    people = {user.username: user for user in User.objects.all().filter(username__in=cast)}
    people |= {name: resident.user for name, resident in residents.items() if resident.user}
    return Stage(
        people=people,
        units={unit.code: unit for unit in Unit.objects.all()},
        categories={category.code: category for category in Category.objects.all()},
        residents=residents,
    )
