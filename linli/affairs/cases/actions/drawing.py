"""Drawing closed cases by chance: to look at them again, or to ask their reporters again.

Chance is a seed that the journal keeps. Each number is hashed with it, and the smallest hashes are
drawn: whoever has the seed and the numbers draws the same cases, with any program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from linli.affairs.cases.events import DRAWN, LOOK_AGAIN, SAMPLED
from linli.affairs.cases.models import Case, Draw, LookBack, Sampled, State
from linli.affairs.cases.pack import CasesPack
from linli.affairs.cases.parties import parties
from linli.affairs.cases.queries import begin_of, month
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.people.models import Resident
from linli.ground.places.models import Level, Place, under
from linli.ground.rulepacks.queries import pack_for
from linli.ground.worktime.calendar import due
from linli.ground.worktime.lights import turns_yellow_at
from linli.matters.models import Seal

Purpose = Draw.Purpose

Pool = dict[str, tuple[Case, Resident | None]]
"""What is drawn from, by number: cases, each with the reporter who would be asked again."""


def draw_due(*, seed: str, by: User, at: datetime) -> int:
    """Draw, in every community, from each month whose time has come; how many were drawn.

    For looking back that is the newest month that ended so many months ago as the rule pack of
    the community says; for the sample the month before this one. Once drawn, never again; months
    that were missed, because no worker ran, are made up for.
    """
    today, last = timezone.localdate(at), _drawn_last()
    drawn = 0
    for place in Place.objects.filter(level=Level.COMMUNITY).only("code"):
        pack = pack_for(place.code, today).section(CasesPack)
        for purpose, share, back in (
            (Purpose.LOOK_BACK, pack.look_back.share, pack.look_back.after_months),
            (Purpose.SAMPLE, pack.sample.share, 0),
        ):
            for first in _since(last.get((purpose, place.code)), month(today, back + 1)):
                end = month(first, -1)
                drawn += draw(purpose, place, first, end, share=share, seed=seed, by=by, at=at)
    return drawn


def _drawn_last() -> dict[tuple[str, str], date]:
    """By purpose and place, the newest month that was drawn from."""
    rows = Draw.objects.order_by().values_list("purpose", "place")
    return {
        (purpose, place): first
        for purpose, place, first in rows.annotate(newest=Max("closed_from"))
    }


def _since(last: date | None, newest: date) -> Iterator[date]:
    """The months after the last one, up to the newest; the newest alone where there was none."""
    first = month(last, -1) if last else newest
    while first <= newest:
        yield first
        first = month(first, -1)


@transaction.atomic
def draw(
    purpose: str,
    place: Place,
    first: date,
    end: date,
    *,
    share: int,
    seed: str,
    by: User,
    at: datetime,
) -> int:
    """Draw so many per cent of what was closed at a place from one day to another.

    To look at again: of the cases; for a sample: of their reporters, each by their own number.
    What is sealed, or is still waited for from an earlier draw, is not drawn from.
    """
    pool = (_to_look_at if purpose == Purpose.LOOK_BACK else _to_ask)(place, first, end)
    numbers = sorted(pool)
    digest = sha256("\n".join(numbers).encode()).hexdigest()
    kept = Draw.objects.create(
        purpose=purpose, place=place, closed_from=first, closed_to=end, share=share,
        seed=seed, cases=len(numbers), digest=digest, by=by, at=at,
    )  # fmt: skip
    picked = chosen(numbers, share, seed)
    if picked:
        publish(
            DRAWN, about=kept, by=by, at=at, purpose=purpose, share=share, seed=seed,
            cases=len(numbers), digest=digest,
        )  # fmt: skip
    for number in picked:
        _keep(kept, *pool[number], by=by, at=at)
    return len(picked)


def _closed(place: Place, first: date, end: date) -> QuerySet[Case]:
    begin, over = begin_of(first), begin_of(end)
    closed = Case.objects.filter(
        under(place.code, "place_id"),
        state=State.CLOSED, archived_at=None, closed_at__gte=begin, closed_at__lt=over,
    )  # fmt: skip
    return closed.exclude(pk__in=Seal.objects.standing().values("matter"))


def _to_look_at(place: Place, first: date, end: date) -> Pool:
    waiting = {"look_backs__isnull": False, "look_backs__found_at": None}
    return {case.number: (case, None) for case in _closed(place, first, end).exclude(**waiting)}


def _to_ask(place: Place, first: date, end: date) -> Pool:
    closed = _closed(place, first, end).select_related("reporter")
    waiting = set(
        Sampled.objects.filter(ended_at=None, case__in=closed).values_list("case", "reporter")
    )
    return {
        party.case.number: (case, party.resident)
        for case in closed
        for party in parties(case)
        if (case.pk, party.resident.pk) not in waiting
    }


def _keep(kept: Draw, case: Case, reporter: Resident | None, *, by: User, at: datetime) -> None:
    if reporter is not None:
        asked = Sampled.objects.create(case=case, reporter=reporter, draw=kept)
        publish(SAMPLED, about=case, by=by, at=at, draw=kept.pk, sampled=asked.pk)
        return
    within = pack_for(case.place_id, timezone.localdate(at)).section(CasesPack).look_back.within
    due_at = due(at, within).astimezone(UTC)
    warn_at = turns_yellow_at(at, due_at)
    times = {"asked_at": at, "warn_at": warn_at, "next_at": warn_at, "due_at": due_at}
    look = LookBack.objects.create(case=case, draw=kept, asked_by=by, limit=str(within), **times)
    publish(LOOK_AGAIN, about=case, by=by, at=at, draw=kept.pk, look_back=look.pk)


def chosen(numbers: Sequence[str], share: int, seed: str) -> list[str]:
    """So many per cent of the numbers, at least one of any; the same for the same seed."""
    count = -(-len(numbers) * share // 100)
    return sorted(numbers, key=lambda each: sha256(f"{seed} {each}".encode()).hexdigest())[:count]
