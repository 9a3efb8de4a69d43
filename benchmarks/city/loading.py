"""Writes copies of the exemplary lives by COPY, from several processes, as many as a city has.

Triggers, and with them foreign keys, rest meanwhile, as do the indexes, which are built at the
end; `checking` makes sure that nothing came of it.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from random import Random
from typing import Any

import psycopg
from django.db import connection
from django.utils import timezone

from benchmarks.city import copying
from benchmarks.city.copying import Life, Mould, Moulds
from benchmarks.city.lives import YEARS
from benchmarks.city.people import City
from linli.ground.journal.chain import START
from linli.ground.people.models import Resident
from linli.matters.numbers import number

PROCESSES = os.cpu_count() or 2
BATCH = 4_000
CLOCKS_A_CASE = 0.2
"""So many clocks run for each case, over all: a million cases have 200,000 of them."""

ESTATES = (
    "桂花里",
    "柳园",
    "银杏里",
    "三里亭",
    "前进新村",
    "望江苑",
    "石板桥",
    "东风里",
    "荷塘月",
    "金谷",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which life at which time each copy is, in the order of time."""

    lives: list[Life]
    copies: list[tuple[datetime, int, int]]
    """Opened when, copy of which life, how many weeks later."""
    reporters: list[tuple[str, str]]
    """The gaps for who reports, and for their account."""


def plan(lives: list[Life], count: int, at: datetime, *, seed: int = 7) -> Plan:
    """Draw the copies; of all lives at all times at which they can be put."""
    rng = Random(seed)
    earliest = at - timedelta(days=365 * YEARS)
    ended = [
        (life.begins + weeks * copying.WEEK, n, weeks)
        for n, life in enumerate(lives)
        if not life.is_open
        for weeks in life.shifts(earliest, at)
    ]
    running = [(life.begins, n, 0) for n, life in enumerate(lives) if life.is_open]
    clocks = sum(lives[n].clocks for _at, n, _weeks in running) / len(running)
    in_hand = round(count * CLOCKS_A_CASE / clocks)
    drawn = [*rng.choices(ended, k=count - in_hand), *rng.choices(running, k=in_hand)]
    return Plan(lives, sorted(drawn), _reporters())


def load(plan: Plan, city: City, address: str) -> None:
    """Replace all cases that there are by those of the plan."""
    tables = dict(copying.columns())
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        cursor.execute(
            "TRUNCATE measures_fact, measures_tallied, measures_tally, measures_progress"
        )
        cursor.execute(REST_INDEXES, [False, False, list(tables)])
    connection.close()
    bounds = [len(plan.copies) * n // PROCESSES for n in range(PROCESSES + 1)]
    parts = [(plan, city, address, first, last) for first, last in pairwise(bounds)]
    in_processes(_write, parts)
    in_processes(_build, [(address, each) for each in _shared(tables)])
    with connection.cursor() as cursor:
        for table in (table for table, names in tables.items() if "id" in names):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )


DERIVED = ("measures_fact", "measures_tallied", "measures_tally", "measures_progress")
"""What is kept of cases for figures, and is made anew of their journal."""

REST_INDEXES = """
UPDATE pg_index SET indisready = %s, indisvalid = %s
FROM pg_class WHERE pg_class.oid = indrelid AND relname = ANY(%s)
"""


def in_processes(work: Any, orders: Sequence[tuple[Any, ...]]) -> None:
    """Do the work with each of these arguments, each in a process of its own."""
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=work, args=order) for order in orders]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode:
            raise RuntimeError(f"{work.__name__} failed")


def _shared(tables: dict[str, list[str]]) -> list[list[str]]:
    """The tables in as many lots as there are processes; the journal is half of everything."""
    rest = [table for table in tables if table != "journal_entry"]
    lots: list[list[str]] = [["journal_entry"], *([] for _n in range(PROCESSES - 1))]
    for n, table in enumerate(rest):
        lots[1 + n % (PROCESSES - 1) if PROCESSES > 1 else 0].append(table)
    return lots


def _build(address: str, tables: list[str]) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '768MB'")
        connection.execute("SET max_parallel_maintenance_workers = 0")
        for table in tables:
            connection.execute(f"REINDEX TABLE {table}")
            connection.execute(f"VACUUM (ANALYZE) {table}")


def _write(plan: Plan, city: City, address: str, first: int, last: int) -> None:
    writer = Writer(plan, city, first)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for begin in range(first, last, BATCH):
            lines = writer.lines(begin, min(begin + BATCH, last))
            with connection.transaction():
                for table, names in writer.tables.items():
                    columns = ", ".join(f'"{name}"' for name in names)
                    statement = f"COPY {table} ({columns}) FROM STDIN"
                    with connection.cursor().copy(statement) as copy:
                        copy.write("".join(lines[table]))


class Keys(dict[str, Any]):
    """What is filled into the gaps of a mould; who is nowhere else stays who they are."""

    def __missing__(self, name: str) -> str:
        return name[1:]


class Writer:
    """Fills moulds in; the keys of its rows follow those of the copies before its first."""

    def __init__(self, plan: Plan, city: City, first: int) -> None:
        self.plan, self.moulds = plan, Moulds()
        self.tables = dict(copying.columns())
        self.random = Random(first)
        self.bases: list[Keys] = [_base(c) for c in city.communities]
        self.cumulated = list(accumulate(city.weights))
        self.residents = city.residents
        self.reporters = plan.reporters
        self.made: dict[int, Mould] = {}
        self.times: tuple[tuple[int, int], dict[str, str]] = ((-1, 0), {})
        self.days: dict[datetime, Any] = {}
        self.next = self._counts(first)

    def _counts(self, first: int) -> dict[Any, int]:
        before = Counter(life for _at, life, _weeks in self.plan.copies[:first])
        return {
            model: 1 + sum(n * len(self._rows(life, model)) for life, n in before.items())
            for model in [*self.moulds.tables[2:], "entries"]
        }

    def _rows(self, life: int, model: Any) -> Sequence[Any]:
        found = self.plan.lives[life]
        return found.entries if model == "entries" else found.rows[model]

    def lines(self, first: int, last: int) -> dict[str, list[str]]:
        """The lines of these copies, by table."""
        lines: dict[str, list[str]] = {table: [] for table in self.tables}
        for position in range(first, last):
            at, life, weeks = self.plan.copies[position]
            mould = self._mould(life)
            keys = self._keys(position + 1, at, life)
            if self.times[0] != (life, weeks):
                self.times = (life, weeks), mould.at(weeks)
            keys.update(self.times[1])
            ends: dict[str, bytes] = {}
            for n, (chain, content) in enumerate(mould.contents):
                previous = ends.get(chain, START)
                ends[chain] = hashlib.new("sm3", previous + (content % keys).encode()).digest()
                keys[f"digest{n}"] = ends[chain].hex()
            for table, text in mould.lines.items():
                lines[table].append(text % keys)
        return lines

    def _mould(self, life: int) -> Mould:
        if life not in self.made:
            self.made[life] = self.moulds.mould(self.plan.lives[life])
        return self.made[life]

    def _keys(self, matter: int, at: datetime, life: int) -> Keys:
        draw = self.random.random
        community = bisect(self.cumulated, draw() * self.cumulated[-1])
        keys = Keys(self.bases[min(community, len(self.bases) - 1)])
        spot = f"{ESTATES[int(draw() * 10)]}{int(draw() * 40) + 1}幢{int(draw() * 4) + 1}单元"
        day = self.days.get(at) or self.days.setdefault(at, timezone.localdate(at))
        keys["m"], keys["number"], keys["spot"] = matter, number(day, matter), spot
        for resident, user in self.reporters:
            keys[resident], keys[user] = self.residents[int(draw() * draw() * len(self.residents))]
        for model in self.moulds.tables[2:]:
            rows = len(self._rows(life, model))
            if rows:
                prefix, begin = self.moulds.prefix[model], self.next[model]
                for n in range(rows):
                    keys[f"{prefix}{n}"] = begin + n
                self.next[model] = begin + rows
        prefix = self.moulds.prefix[self.moulds.tables[0]]
        keys[f"{prefix}0"] = matter
        begin = self.next["entries"]
        for n in range(len(self._rows(life, "entries"))):
            keys[f"en{n}"] = begin + n
        self.next["entries"] = begin + len(self._rows(life, "entries"))
        return keys


def _base(street: Any) -> Keys:
    keys = Keys({f"p{old}": new for old, new in street.places.items()})
    keys |= {f"n{old}": new for old, new in street.units.items()}
    keys |= {f"u{old}": new for old, new in street.users.items()}
    keys |= {f"d{old}": new for old, new in street.rules.items()}
    return keys


def _reporters() -> list[tuple[str, str]]:
    """The residents of the lives, whose place those of the city take."""
    residents = Resident.objects.exclude(user=None).order_by("pk")[:2]
    return [(f"r{resident.pk}", f"u{resident.user_id}") for resident in residents]
