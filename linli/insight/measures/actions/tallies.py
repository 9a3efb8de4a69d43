"""Keeping what the measures count of each day, as the facts change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from linli.ground.places.codes import Level
from linli.ground.places.models import Place
from linli.ground.rulepacks.queries import pack_for
from linli.insight.measures.models import Tallied
from linli.insight.measures.registry import HALVES, MEASURES
from linli.insight.measures.statements import Wanted, daily, measure_of, scanned
from linli.insight.measures.tallies import LENGTHS, digest, moment_of

Kept = list[tuple[int, Wanted]]
"""Keys of what is tallied, with what is counted."""

ADD = """
WITH matters AS (SELECT * FROM measures_fact {condition})
INSERT INTO measures_tally (tallied_id, length, place, begins, excluded, numerator, denominator)
SELECT each.tallied, kept.length, left(day.place, kept.length), day.begins, day.excluded,
    {sign}sum(each.numerator), {sign}sum(each.denominator)
FROM ({statement}) AS day
CROSS JOIN (VALUES {lengths}) AS kept (length)
CROSS JOIN LATERAL (VALUES {numbers}) AS each (tallied, numerator, denominator)
WHERE each.denominator > 0
GROUP BY 1, 2, 3, 4, 5
ON CONFLICT (tallied_id, length, place, begins, excluded) DO UPDATE SET
    numerator = measures_tally.numerator + EXCLUDED.numerator,
    denominator = measures_tally.denominator + EXCLUDED.denominator
"""


def tallied(at: datetime) -> Kept:
    """What is to be tallied today: every measure that can be, by the rules of each district."""
    today = timezone.localdate(at)
    places = Place.objects.filter(level=Level.DISTRICT).values_list("code", flat=True)
    packs = {pack_for(place, today) for place in ("", *places)}
    wanted = {
        (code, digest(code, pack)): Wanted(code, pack, with_excluded=True)
        for pack in packs
        for code, measure in (MEASURES | HALVES).items()
        if moment_of(measure)
    }
    kept = {(each.code, each.digest): each.pk for each in Tallied.objects.all()}
    gone = [key for known, key in kept.items() if known not in wanted]
    Tallied.objects.filter(pk__in=gone).delete()
    new = [known for known in wanted if known not in kept]
    made = Tallied.objects.bulk_create(Tallied(code=code, digest=each) for code, each in new)
    begun = [(each.pk, wanted[each.code, each.digest]) for each in made]
    _add(begun, "")
    return [*begun, *((key, wanted[known]) for known, key in kept.items() if known in wanted)]


def take(kept: Kept, matters: Sequence[int]) -> None:
    """Take the facts of these matters out of the tallies, before they change."""
    _add(kept, "-", matters)


def give(kept: Kept, matters: Sequence[int]) -> None:
    """Put the facts of these matters into the tallies, after they have changed."""
    _add(kept, "", matters)


def _add(kept: Kept, sign: str, matters: Sequence[int] | None = None) -> None:
    condition, given = ("", []) if matters is None else ("WHERE matter = ANY(%s)", [list(matters)])
    with connection.cursor() as cursor:
        for family in _families(kept):
            numbers = ", ".join(
                f"({key}, day.numerator{n}, day.denominator{n})"
                for n, (key, _wanted) in enumerate(family)
            )
            text = ADD.format(
                condition=condition,
                statement=daily(tuple(wanted for _key, wanted in family)).replace("%", "%%"),
                lengths=", ".join(f"({length})" for length in LENGTHS),
                numbers=numbers,
                sign=sign,
            )
            cursor.execute(text, given)


def _families(kept: Iterable[tuple[int, Wanted]]) -> Iterable[Kept]:
    """Those that one statement tells: with a moment, and what is looked at, in common."""
    families: dict[Any, Kept] = defaultdict(list)
    for key, wanted in sorted(kept, key=lambda each: each[0]):
        families[scanned(measure_of(wanted.code))].append((key, wanted))
    return families.values()
