"""Drawing closed cases by chance: to look at them again, or to ask their reporters again.

Chance is a seed that the journal keeps. Each number is hashed with it, and the smallest hashes are
drawn: whoever has the seed and the numbers draws the same cases, with any program.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from linli.affairs.cases.events import DRAWN, LOOK_AGAIN, SAMPLED
from linli.affairs.cases.models import Case, Draw, LookBack, Sampled, State
from linli.affairs.cases.pack import CasesPack
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.places.models import Level, Place, under
from linli.ground.rulepacks.queries import pack_for
from linli.ground.worktime.calendar import due
from linli.matters.models import Seal

Purpose = Draw.Purpose


def draw_due(*, seed: str, by: User, at: datetime) -> int:
    """Draw, in every community, from the month whose time has come; how many cases were drawn.

    For looking back that is the newest month that ended so many months ago as the rule pack of
    the community says; for the sample the month before this one. Once drawn, never again.
    """
    today = timezone.localdate(at)
    done = set(Draw.objects.values_list("purpose", "place", "closed_from"))
    drawn = 0
    for place in Place.objects.filter(level=Level.COMMUNITY).only("code"):
        pack = pack_for(place.code, today).section(CasesPack)
        for purpose, share, back in (
            (Purpose.LOOK_BACK, pack.look_back.share, pack.look_back.after_months),
            (Purpose.SAMPLE, pack.sample.share, 0),
        ):
            first, end = month(today, back + 1), month(today, back)
            if share and (purpose, place.code, first) not in done:
                drawn += draw(purpose, place, first, end, share=share, seed=seed, by=by, at=at)
    return drawn


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
    """Draw so many per cent of the cases of a place that were closed from one day to another.

    What is sealed, or was asked of nobody (for a sample), is not drawn from. Nothing is kept where
    there is nothing to draw from.
    """
    cases = {case.number: case for case in _closed(purpose, place, first, end)}
    if not cases:
        return 0
    numbers = sorted(cases)
    digest = sha256("\n".join(numbers).encode()).hexdigest()
    kept = Draw.objects.create(
        purpose=purpose, place=place, closed_from=first, closed_to=end, share=share,
        seed=seed, cases=len(numbers), digest=digest, by=by, at=at,
    )  # fmt: skip
    publish(
        DRAWN, about=kept, by=by, at=at, purpose=purpose, share=share, seed=seed,
        cases=len(numbers), digest=digest,
    )  # fmt: skip
    picked = [cases[number] for number in chosen(numbers, share, seed)]
    for case in picked:
        (_to_look_at if purpose == Purpose.LOOK_BACK else _to_ask)(case, kept, by, at)
    return len(picked)


def _closed(purpose: str, place: Place, first: date, end: date) -> list[Case]:
    begin, over = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, end))
    closed = Case.objects.filter(
        under(place.code, "place_id"),
        state=State.CLOSED, archived_at=None, closed_at__gte=begin, closed_at__lt=over,
    ).exclude(pk__in=Seal.objects.standing().values("matter"))  # fmt: skip
    if purpose == Purpose.SAMPLE:
        return list(closed.filter(reporter__isnull=False))
    return list(closed.exclude(look_backs__found_at=None, look_backs__isnull=False))


def _to_look_at(case: Case, kept: Draw, by: User, at: datetime) -> None:
    within = pack_for(case.place_id, timezone.localdate(at)).section(CasesPack).look_back.within
    asked = LookBack.objects.create(
        case=case, draw=kept, asked_by=by, asked_at=at, due_at=due(at, within)
    )
    publish(LOOK_AGAIN, about=case, by=by, at=at, draw=kept.pk, look_back=asked.pk)


def _to_ask(case: Case, kept: Draw, by: User, at: datetime) -> None:
    asked = Sampled.objects.create(case=case, draw=kept)
    publish(SAMPLED, about=case, by=by, at=at, draw=kept.pk, sampled=asked.pk)


def month(day: date, back: int) -> date:
    """The first day of the month so many months before."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def chosen(numbers: Sequence[str], share: int, seed: str) -> list[str]:
    """So many per cent of the numbers, at least one of any; the same for the same seed."""
    count = -(-len(numbers) * share // 100)
    return sorted(numbers, key=lambda each: sha256(f"{seed} {each}".encode()).hexdigest())[:count]
