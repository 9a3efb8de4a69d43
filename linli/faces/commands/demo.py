"""`linli demo`: a district that has worked for a year, built once through the actions, then run."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Annotated

import typer
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from linli.affairs.admission.actions import expire_items
from linli.affairs.cases.models import Case, Category
from linli.affairs.cases.suggesting.actions.learning import NotFitted, fit
from linli.faces.commands import CommandFailed, Needs, whistles
from linli.faces.commands.admissions import WISHES, admissions
from linli.faces.commands.appraising import appraised
from linli.faces.commands.cast import CAST, DISTRICT, HEADS, PASSWORD
from linli.faces.commands.district import build_district
from linli.faces.commands.later import ONCE, drawn
from linli.faces.commands.publishing import published
from linli.faces.commands.serve import run
from linli.faces.commands.standard_texts import write_standard_texts
from linli.faces.commands.start import ready
from linli.faces.commands.stories import Stage, Step, beginning, judgement, life, settled_at_once
from linli.faces.commands.supervising import days_work
from linli.faces.commands.web import Host, Port, Workers, check_port_free, cores
from linli.ground.org.actions import the_system
from linli.ground.org.models import Unit, User
from linli.ground.org.roles import ADMINISTRATORS, ROLES
from linli.ground.people.models import Resident
from linli.insight.boards.actions import open_months
from linli.insight.hotspots.actions import find_topics, warn
from linli.insight.measures.actions import rebuild
from linli.insight.solicited.actions import find as find_ratings
from linli.matters.actions import end_rests, mark_deadlines

app = typer.Typer(add_completion=False)

Beginning = Callable[[datetime], Iterator[Step]]
"""What happens at a moment, and the story that goes on from there."""

CASES_A_MONTH = 20
MONTH = timedelta(days=30)
LEARNS = 60
"""Days from one model of categories to the next; a real deployment learns every week."""

FRESH = (4, 11, 19, 26)
"""Minutes before the end at which something is reported in any case, so that work is waiting."""


@app.command()
def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = None,
    months: Annotated[int, typer.Option(min=1, max=60, help="How far back it begins.")] = 13,
    seed: Annotated[int, typer.Option(help="Another number, another year.")] = 7,
    build_only: Annotated[bool, typer.Option("--build-only", help="Do not run it.")] = False,
) -> None:
    """Build the demonstration where it is not built yet, and run it until Ctrl-C.

    It lives in LINLI_HOME (var/demo unless set); remove that folder to build it anew.
    """
    if not build_only:
        check_port_free(host, port)
    ready(Needs.SCHEMA)
    if not User.objects.exists():
        build(months=months, seed=seed)
    elif not settings.DEMO or not User.objects.filter(username="zhao").exists():
        raise CommandFailed(_("This database holds a real deployment. Choose another LINLI_HOME."))
    if not build_only:
        run(host, port, workers or cores(), when_ready=show_accounts)


def build(*, months: int, seed: int) -> int:
    """The district and its year; how many cases there are. Interrupted, it begins anew."""
    now = timezone.now()
    begin = now - months * MONTH
    with Progress(console=Console(stderr=True)) as progress, transaction.atomic():
        bar = progress.add_task(_("Building the district"), total=None)
        build_district(since=timezone.localdate(begin), at=begin)
        write_standard_texts(at=begin)
        progress.update(bar, total=1, completed=1)
        bar = progress.add_task(_("Living through a year"), total=months * MONTH.days)
        stage, rng, other = _stage(), Random(seed), Random(seed + 1)  # noqa: S311 - no secrets
        called = whistles.stories(stage, other, begin, now)
        for day in live(stage, rng, begin, now, called):
            progress.update(bar, completed=(day - begin).days)
        find_topics(DISTRICT, by=the_system(at=now), at=now)
        warn(DISTRICT, by=the_system(at=now), at=now)
        find_ratings(DISTRICT, by=the_system(at=now), at=now)
        rebuild(at=now)
        appraised(since=timezone.localdate(begin), at=now)
    published(stage, since=timezone.localdate(begin), now=now)
    open_months(at=now)
    return Case.objects.count()


def live(
    stage: Stage,
    rng: Random,
    begin: datetime,
    end: datetime,
    others: Iterable[tuple[datetime, Iterator[Step]]] = (),
) -> Iterator[datetime]:
    """Let everything happen in its order; gives each day when it is over.

    `others` are stories besides those of cases, each with the moment at which it begins.
    What would begin before the district is there does not happen.
    """
    order = count()
    agenda: list[tuple[datetime, int, Beginning]] = []

    def plan(at: datetime, begins: Beginning) -> None:
        if begin <= at < end:
            heapq.heappush(agenda, (at, next(order), begins))

    def go_on(story: Iterator[Step], at: datetime) -> None:
        if step := next(story, None):
            plan(at + step[0], partial(_done, step, story))

    for at in births(rng, begin, end):
        plan(at, partial(start, stage, rng))
    for before, begins in ONCE:
        plan(end - before, partial(begins, stage, rng))
    for at, starts in admissions(stage, Random(len(WISHES)), begin):  # noqa: S311 - a story
        plan(at, starts)
    for at, story in others:
        plan(at, partial(_told, story))
    day, system = begin, stage.people["system"]
    while agenda:
        at, _number, begins_now = heapq.heappop(agenda)
        while day < at:
            mark_deadlines(by=system, at=day)
            end_rests(by=system, at=day)
            expire_items(by=system, at=day)
            if (day - begin).days % LEARNS == LEARNS - 1:
                learn(stage, day)
            for story in drawn(stage, rng, day, left=int(day + 2 * MONTH > end)):
                go_on(story, day)
            for story in days_work(stage, rng, day):
                go_on(story, day)
            yield day
            day += timedelta(days=1)
        go_on(begins_now(at), at)


def _told(story: Iterator[Step], at: datetime) -> Iterator[Step]:
    """A story that is there already, and only has to begin."""
    return story


def _done(step: Step, story: Iterator[Step], at: datetime) -> Iterator[Step]:
    """Do a step of a story, which goes on from there."""
    step[1](at)
    return story


def learn(stage: Stage, at: datetime) -> None:
    """Fit a model on what was decided so far, as soon as that is enough."""
    with suppress(NotFitted):
        fit(by=stage.people["system"], at=at)


def births(rng: Random, begin: datetime, end: datetime) -> Iterator[datetime]:
    """When something is reported: all days, from seven in the morning to ten at night."""
    days = (end - begin).days
    for _number in range(days * CASES_A_MONTH // MONTH.days):
        at = timezone.localtime(begin + timedelta(days=days * rng.random()))
        moment = at.replace(hour=rng.randint(7, 21), minute=rng.randint(0, 59))
        if begin < moment < end:
            yield moment
    yield from (end - timedelta(minutes=minutes) for minutes in FRESH)


def start(stage: Stage, rng: Random, at: datetime) -> Iterator[Step]:
    """A new case, and the story of what becomes of it."""
    if rng.random() < 0.15:
        case = settled_at_once(stage, rng, at)
        return judgement(stage, rng, case)
    case, grid = beginning(stage, rng, at)
    return life(stage, rng, case, grid)


def _stage() -> Stage:
    names = {person.phone: person.username for person in CAST if person.phone}
    residents = {
        names[resident.phone.open()]: resident
        for resident in Resident.objects.select_related("user")
    }
    people = {user.username: user for user in User.objects.all()}
    accounts = {name: resident.user for name, resident in residents.items() if resident.user}
    return Stage(
        people=people | accounts,
        units={unit.code: unit for unit in Unit.objects.all()},
        categories={category.code: category for category in Category.objects.all()},
        residents=residents,
    )


def show_accounts() -> None:
    """Who can sign in, and how."""
    table = Table(title=_("Accounts of the demonstration"))
    for title in (_("Account"), _("Who"), _("Role"), _("Sign in with")):
        table.add_column(title)
    for person in CAST:
        role = ROLES.get(person.role) or ADMINISTRATORS.get(person.administrator)
        label = str(role.label) if role else _("Resident")
        if person.username in HEADS:
            label = f"{label} · {ROLES[HEADS[person.username]].label}"
        how = _("phone %(phone)s, code at /demo/sms/") % {"phone": person.phone}
        table.add_row(person.username, person.name, label, how if person.phone else PASSWORD)
    Console().print(table)
