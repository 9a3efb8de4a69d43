"""Figures of days, kept for districts and streets, so that a year is not counted anew each time.

A tally is what a measure counts of the matters whose moment lies on one day, in the places whose
codes begin alike. It is made by the same declarations as every figure, and kept under a digest of
its statement: where the rules of a period count otherwise, the facts are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from django.db import connection
from django.utils import timezone

from linli.ground.places.codes import CODE_LENGTHS, Level
from linli.ground.rulepacks.queries import Pack
from linli.insight.measures.figures import Pair
from linli.insight.measures.models import Tallied
from linli.insight.measures.periods import Stretch
from linli.insight.measures.registry import HALVES
from linli.insight.measures.sources import ASKED, Asked
from linli.insight.measures.statements import Wanted, daily, measure_of, scanned
from linli.matters.measuring import Measure

LENGTHS = (CODE_LENGTHS[Level.DISTRICT], CODE_LENGTHS[Level.STREET])
"""How many characters of a place are kept; of what is smaller, the facts are few."""

DAY = timedelta(days=1)

Found = dict[tuple[Wanted, str, str], Pair]
"""What was counted: of each measure, by key of the stretch, and by what is told apart."""


def moment_of(measure: Measure) -> str | None:
    """By which moment a measure is tallied; None where it is not, as it looks at other matters."""
    if measure.over is not None and measure.code not in HALVES:
        return None
    return measure.moment if scanned(measure) else None


@lru_cache(maxsize=4_000)
def digest(code: str, pack: Pack) -> str:
    """Of how the measure is tallied under the numbers of a rule pack."""
    return sha256(daily((Wanted(code, pack, with_excluded=True),)).encode()).hexdigest()


Order = tuple[list[Wanted], list[Asked]]
"""Measures that are counted together, and the stretches that they are asked of."""

SUMS = """
SELECT asked.number, asked.key, {dim}, t.tallied_id,
    sum(t.numerator)::bigint, sum(t.denominator)::bigint,
    coalesce(sum(t.numerator) FILTER (WHERE NOT t.excluded), 0)::bigint,
    coalesce(sum(t.denominator) FILTER (WHERE NOT t.excluded), 0)::bigint
FROM (VALUES {asked}) AS asked (number, tallied, key, begins, ends, low, high)
JOIN measures_tally t ON t.tallied_id = ANY(asked.tallied) AND t.length = %s
    AND t.place >= asked.low AND t.place < asked.high
    AND t.begins >= asked.begins AND t.begins < asked.ends
GROUP BY 1, 2, 3, 4
"""


class Tallies:
    """The tallies there are, as a reader of figures asks them."""

    @cached_property
    def _kept(self) -> dict[tuple[str, str], int]:
        rows = Tallied.objects.values_list("pk", "code", "digest")
        return {(code, made): key for key, code, made in rows}

    def _key(self, wanted: Wanted) -> int | None:
        return self._kept.get((wanted.code, digest(wanted.code, wanted.pack)))

    def tell(self, wanted: Sequence[Wanted], place: str) -> bool:
        """Whether there are days of all of these in a place; as scanning.py puts them together."""
        one = wanted[0]
        if moment_of(measure_of(one.code)) is None or one.unit is not None:
            return False
        if one.category or one.channel or one.dimension not in ("", "place"):
            return False
        return max(one.length, len(place)) <= LENGTHS[-1] and all(map(self._key, wanted))

    def count(self, orders: Sequence[Order]) -> Found:
        """What the measures of each order count in its whole days; in one statement.

        All are told apart alike, and ask of the same places.
        """
        asked = [
            (number, list({self._key(each) for each in wanted}), each)
            for number, (wanted, days) in enumerate(orders)
            for each in days
        ]
        if not asked:
            return {}
        apart, low = orders[0][0][0].length, asked[0][2].low
        length = next(each for each in LENGTHS if each >= (apart or len(low)))
        values = ", ".join([f"(%s::int, %s::bigint[], {ASKED[1:]}"] * len(asked))
        text = SUMS.format(dim="t.place" if apart else "''", asked=values)
        given = [value for number, keys, each in asked for value in (number, keys, *each.row)]
        with connection.cursor() as cursor:
            cursor.execute(text, [*given, length])
            return self._found(orders, cursor.fetchall())

    def _found(self, orders: Sequence[Order], rows: Iterable[tuple[Any, ...]]) -> Found:
        found: Found = {}
        for number, key, dim, which, top, below, assessed, of in rows:
            for each in orders[number][0]:
                if self._key(each) == which:
                    everything = each.with_excluded or not measure_of(each.code).assessed
                    pair = Pair(top, below) if everything else Pair(assessed, of)
                    found[each, key, dim] = pair
        return found


def split(asked: Iterable[Asked]) -> tuple[list[Asked], list[Asked]]:
    """What whole days tell, and what is left of the stretches."""
    days, rest = [], []
    for each in asked:
        whole, around = whole_days(each.stretch)
        days += [each._replace(stretch=whole)] if whole else []
        rest += [each._replace(stretch=left) for left in around]
    return days, rest


def whole_days(stretch: Stretch) -> tuple[Stretch | None, list[Stretch]]:
    """The days that lie in a stretch from their beginning to their end, and what is left of it."""
    first, last = _midnight(stretch.begins), _midnight(stretch.ends)
    if first < stretch.begins:
        first = _midnight(first + 1.5 * DAY)
    if first >= last:
        return None, [stretch]
    rest = [Stretch(stretch.begins, first), Stretch(last, stretch.ends)]
    return Stretch(first, last), [each for each in rest if each.begins < each.ends]


def _midnight(moment: datetime) -> datetime:
    day = timezone.localdate(moment)
    return timezone.make_aware(datetime.combine(day, time.min))
