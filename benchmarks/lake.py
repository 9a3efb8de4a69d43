"""The lake: how fast it is written, and a measure by street and month over twenty million cases.

The city's matters are multiplied as Parquet: twenty copies, in further districts and earlier
years, so that there are twenty million in five years of a city of a million. The floor is the same
aggregation as plain SQL in DuckDB over the same files, written by hand.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

import duckdb
from django.conf import settings
from django.utils import timezone

from benchmarks.figures import Figure
from linli.ground.places.codes import Level
from linli.insight.lake.actions import export
from linli.insight.lake.manifest import Manifest, Partition, commit, kept, read, root
from linli.insight.lake.queries import by_place_and_month
from linli.insight.lake.sources import duck
from linli.insight.measures.periods import Period
from linli.insight.measures.sources import seconds

COPIES = 20
"""Of a city of a million, so that the lake has twenty million."""

YEARS = 5
RUNS = 3
"""The best of so many counts, of each in turn."""


def run(at: datetime) -> list[Figure]:
    """Export the city that is loaded, multiply it, and ask."""
    small, large = (Path(settings.HOME) / name for name in ("lake", "lake-multiplied"))
    for folder in (small, large):
        shutil.rmtree(folder, ignore_errors=True)
    begun = perf_counter()
    done = export(small, at=at)
    taken = perf_counter() - begun
    remark = f"{taken:.1f} s; with {done.matters:,} matters folded"
    figures = [Figure(f"export {done.entries:,} entries", done.entries / taken, "/s", None, remark)]
    count = _multiplied(small, large)
    return figures + [_measured(large, code, floor, count) for code, floor in FLOORS.items()]


def _multiplied(small: Path, large: Path) -> int:
    """Write the larger lake; how many matters it has."""
    manifest, times = read(small), COPIES
    last = max(month for _district, month in manifest.partitions)
    files = [str(root(small) / f.path) for p in manifest.partitions.values() for f in p.matters]
    partitions: list[Partition] = []
    for number in range(times):
        back = number * YEARS * 12 // times
        path = root(large) / "matters" / f"district={990_100 + number}" / f"month={last}"
        path.mkdir(parents=True)
        with duckdb.connect() as db:
            shifted = ", ".join(f"{name} - {back * 2_629_746} AS {name}" for name in MOMENTS)
            db.execute(
                f"COPY (SELECT * REPLACE ({shifted}, '{990_100 + number}' || substr(place, 7)"
                f" AS place) FROM read_parquet({files}, hive_partitioning = false)"
                f" ORDER BY place, opened_at) TO '{path / '1.parquet'}'"
                " (FORMAT parquet, COMPRESSION zstd)"
            )
        file = kept(large, path / "1.parquet", manifest.matters)
        partitions.append(Partition(str(990_100 + number), last, matters=(file,)))
    commit(large, replace(Manifest(), counted=manifest.counted).having(partitions))
    return times * manifest.matters


MOMENTS = (
    *("opened_at", "contacted_at", "settled_at", "closed_at", "taken_up_at", "due_at"),
    *("begun_at", "decided_at"),
)


def _measured(lake: Path, code: str, floor: str, count: int) -> Figure:
    now = timezone.localtime()
    period = Period(date(now.year - YEARS, now.month, 1), date(now.year, now.month, 1))
    begins, ends = seconds(period.begins), seconds(period.ends)
    offset = int(period.begins.utcoffset().total_seconds())  # type: ignore[union-attr]
    with duck([lake]) as source:

        def ours() -> object:
            asked = {"period": period, "level": Level.STREET, "at": now}
            return by_place_and_month(code, **asked, source=source)  # type: ignore[arg-type]

        def plain() -> object:
            return source.run(floor.format(begins=begins, ends=ends, offset=offset))

        told = [(_taken(plain), _taken(ours)) for _run in range(RUNS)]
        rows = len(source.run(floor.format(begins=begins, ends=ends, offset=offset)))
        cells = by_place_and_month(code, period=period, level=Level.STREET, at=now, source=source)
    if len(cells) != rows:
        raise RuntimeError(f"{code}: {len(cells)} figures, and the floor gives {rows}")
    name = f"{code} by street and month, {count:,} matters of {YEARS} years"
    remark = f"{rows:,} figures; {os.cpu_count()} cores"
    floor_ms, ours_ms = (1_000 * min(each) for each in zip(*told, strict=True))
    return Figure(name, ours_ms, "ms", floor_ms, remark)


def _taken(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


MONTH = "date_trunc('month', make_timestamp(({moment} + {{offset}}) * 1000000))"


def _plain(moment: str, told: str, condition: str) -> str:
    month = MONTH.format(moment=moment)
    return (
        f"SELECT substr(place, 1, 9), {month}, {told} FROM matters WHERE kind = 'case'"
        f" AND {condition} AND {moment} >= {{begins}} AND {moment} < {{ends}} GROUP BY 1, 2"
    )


FLOORS = {
    "received": _plain("opened_at", "count(*)", "state <> 'merged'"),
    "reopened": _plain("opened_at", "count(*), count_if(reopened > 0)", "state <> 'merged'"),
    "on_time_handle": _plain(
        "settled_at",
        "count(*), count_if(missed NOT LIKE '%\"handle\"%')",
        "(met || missed) LIKE '%\"handle\"%' AND state <> 'merged'",
    ),
    "resolution_rate": _plain(
        "closed_at",
        "count(*), count_if(said_solved)",
        "state = 'closed' AND occasion = '' AND NOT excluded",
    ),
    "settle_time_median": _plain(
        "settled_at",
        "count(*), quantile_disc(settled_at - opened_at, 0.5)",
        "state <> 'merged'",
    ),
}
"""The plainest SQL that gives the same."""
