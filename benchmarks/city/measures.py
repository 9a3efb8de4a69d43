"""The figures of a city: how long its boards take, and how fast its facts are kept.

The floor of a board is DuckDB, which aggregates the same rows as Parquet by the same statements.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
from django.db import connection
from django.test import Client

from benchmarks.city.pages import take
from benchmarks.figures import Figure, percentile
from linli.ground.org.models import User
from linli.insight.boards.actions import open_months
from linli.insight.boards.asked import Asked as Board
from linli.insight.boards.asked import apart
from linli.insight.boards.asked import figures as told
from linli.insight.boards.queries import plan_of
from linli.insight.measures import actions
from linli.insight.measures.asking import Source
from linli.insight.measures.models import Fact, Progress, Tally
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import figures
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.relations import MATTERS
from linli.insight.measures.scanning import Counts
from linli.insight.measures.sources import Asked, Facts

TIMES, LEAST, SECONDS = 40, 5, 20
"""How often each board is asked for; what takes long less often, once so many seconds are over."""

EVERYWHERE, DISTRICT, DIRECTOR = "9901", "990101", "lin"
AT_ONCE = (500, 20_000)
"""So many matters of which something new was recorded since the last run, or a few more."""


def run(at: datetime) -> list[Figure]:
    """Boards of a month and a year, the page of all measures, and keeping the facts."""
    done = list(_kept(at)) if Fact.objects.count() == 0 or not Tally.objects.exists() else []
    done += _refreshed(at)
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # as web processes ask
    done += _pages(at)
    with _parquet() as lake:
        for place, where in ((EVERYWHERE, "of all"), (DISTRICT, "of one district of eight")):
            for period in _periods(at):
                for what, ask in (("board", _board), ("page of all measures", _page)):
                    done.append(
                        _asked(f"{what} {where}, {period.code}", ask, place, period, at, lake)
                    )
    return done


def _pages(at: datetime) -> Iterator[Figure]:
    """The board of the district as its director opens it, and the open board as anybody does."""
    begun = perf_counter()
    count = open_months(at=at)
    seconds = perf_counter() - begun
    remark = f"{seconds:,.1f} s, once a day"
    yield Figure("make the open boards, months of places", count / seconds, "/s", remark=remark)
    anybody, director = (Client(headers={"host": "127.0.0.1"}) for _each in range(2))
    director.force_login(User.objects.get(username=DIRECTOR))
    month, year = _periods(at)
    for name, client, address in (
        ("page of the board", director, f"/boards/?place={DISTRICT}&period={month.code}"),
        ("page of the board, a year", director, f"/boards/?place={DISTRICT}&period={year.code}"),
        ("page of the open board", anybody, f"/open/?place={DISTRICT}"),
    ):
        took = take(client, address, times=TIMES)
        remark = f"p95; p50 {percentile(took.times, 0.5):,.0f} ms; {took.queries} queries"
        yield Figure(
            name, percentile(took.times, 0.95), "ms", percentile(took.floor.times, 0.95), remark
        )


def _periods(at: datetime) -> tuple[Period, Period]:
    """The last month that is over, for the running one may have begun today, and the year."""
    return Period.month(at.year, at.month).previous, Period.year(at.year)


def _board(place: str, period: Period, at: datetime, source: Source) -> None:
    """What the board of a place asks for, for a reader from whom nothing is kept."""
    asked = Board(place, period, at, None, counts=Counts(source))
    plan = plan_of(asked)
    told(plan.figures, asked)
    apart(plan.parts, asked)


def _page(place: str, period: Period, at: datetime, source: Source) -> None:
    figures(MEASURES, place=place, period=period, at=at, source=source)


def _asked(
    name: str,
    ask: Callable[[str, Period, datetime, Source], None],
    place: str,
    period: Period,
    at: datetime,
    lake: Lake,
) -> Figure:
    ask(place, period, at, Facts())  # composes the statements
    times: list[float] = []
    while len(times) < LEAST or (len(times) < TIMES and sum(times) < 1_000 * SECONDS):
        begun = perf_counter()
        ask(place, period, at, Facts())
        times.append(1_000 * (perf_counter() - begun))
    floors = []
    for _time in range(5):
        lake.seconds = 0.0
        ask(place, period, at, lake)
        floors.append(1_000 * lake.seconds)
    middle = percentile(times, 0.5)
    remark = f"p95; p50 {middle:,.0f} ms of {len(times)}"
    return Figure(name, percentile(times, 0.95), "ms", min(floors), remark)


class Lake:
    """DuckDB over the facts as Parquet; `seconds`: how long its statements took."""

    dialect = "duckdb"

    def __init__(self, file: Path) -> None:
        self.db = duckdb.connect()
        self.db.execute(f"CREATE VIEW matters AS SELECT * FROM '{file}'")
        self.seconds = 0.0

    def ask(self, statement: str, asked: Sequence[Asked]) -> list[tuple[Any, ...]]:
        """The rows that a statement over `matters` and `asked` gives."""
        values = ", ".join(["(?, ?, ?, ?, ?)"] * len(asked))
        given = [value for each in asked for value in each.row]
        text = f"WITH asked (key, begins, ends, low, high) AS (VALUES {values}) {statement}"
        begun = perf_counter()
        found = self.db.execute(text, given).fetchall()
        self.seconds += perf_counter() - begun
        return found


@contextmanager
def _parquet() -> Iterator[Lake]:
    kinds = {"int64": "BIGINT", "string": "VARCHAR", "boolean": "BOOLEAN"}
    columns = {name: kinds[kind] for name, kind in MATTERS.items()}
    with tempfile.TemporaryDirectory() as folder:
        text, file = Path(folder) / "facts.csv", Path(folder) / "facts.parquet"
        with connection.cursor() as cursor, text.open("wb") as out:
            rows = f"SELECT {', '.join(MATTERS)} FROM measures_fact ORDER BY opened_at"
            with cursor.copy(f"COPY ({rows}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)") as copy:
                for block in copy:
                    out.write(block)
        duckdb.sql(
            f"COPY (FROM read_csv('{text}', header = false, columns = {columns},"
            f" allow_quoted_nulls = false)) TO '{file}'"
        )
        text.unlink()
        yield Lake(file)


def _kept(at: datetime) -> Iterator[Figure]:
    begun = perf_counter()
    count = actions.rebuild(at=at)
    seconds = perf_counter() - begun
    yield Figure(
        f"fold the facts of {count:,} cases", count / seconds, "/s", remark=f"{seconds:,.0f} s"
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) measures_fact, measures_tally")


def _refreshed(at: datetime) -> Iterator[Figure]:
    """As if so many matters had changed in the last minute."""
    for many in AT_ONCE:
        with connection.cursor() as cursor:
            cursor.execute(NEWEST, [many])
            (since,) = cursor.fetchone()
        Progress.objects.update(horizon=since)
        begun = perf_counter()
        count = actions.refresh(at=at)
        seconds = perf_counter() - begun
        yield Figure(
            f"refresh, {count:,} matters changed", count / seconds, "/s", remark=f"{seconds:,.2f} s"
        )


NEWEST = """
SELECT min(newest) FROM (
    SELECT max(recorded_at) AS newest FROM journal_entry
    WHERE about_kind = 'matters.matter' GROUP BY about_id ORDER BY newest DESC LIMIT %s
) AS last
"""
