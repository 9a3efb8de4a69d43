"""Writes the index of words of a loaded city, as `search.actions.rebuild` would, only faster.

What a copy says differs from what its life said in the spot, the place, the people and the time;
the words are cut once for each life, each estate and each length of a place's name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

import psycopg
from django.db import connection

from benchmarks.city.loading import Plan, in_processes
from linli.ground.places.models import Place
from linli.matters.models import Matter
from linli.matters.search.actions import READ, Row, entries_of
from linli.matters.search.marks import marks_of
from linli.matters.search.registry import KINDS, Texts
from linli.text.words import all_words, vector

PROCESSES = os.cpu_count() or 2
BATCH = 5_000
SPOT = re.compile(r"^(\D+)(\d+)幢(\d+)单元")
HOUSE, DOOR, PLACE = "7770001", "7770002", "黾鼎鼙鼯鼷鼾齉齎齛齸龁龆龊龕"
"""What stands for the numbers of a spot and for the words of a place's name: no text has it."""

ROWS = """
SELECT m.id, m.kind, m.state, m.place_id, m.created_by_id, m.opened_at, m.closed_at,
    m.holder_id, m.title,
    ARRAY(SELECT unit_id FROM matters_holding WHERE matter_id = m.id),
    ARRAY(SELECT unit_id FROM matters_participation WHERE matter_id = m.id)
FROM matters_matter m WHERE m.id BETWEEN %s AND %s ORDER BY m.id
"""


def write(plan: Plan, address: str) -> None:
    """Replace the index by the entries of all copies of the plan."""
    texts = _texts(plan)
    names = dict(Place.objects.values_list("code", "name"))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE matters_words")
        cursor.execute("DROP INDEX IF EXISTS words_vector")
    connection.close()
    bounds = [len(plan.copies) * n // PROCESSES for n in range(PROCESSES + 1)]
    parts = [(plan, texts, names, address, *part) for part in pairwise(bounds)]
    in_processes(_write, parts)
    with psycopg.connect(address, autocommit=True) as own:
        own.execute("SET maintenance_work_mem = '768MB'")
        own.execute(
            "CREATE INDEX words_vector ON matters_words USING gin (vector) WITH (fastupdate = off)"
        )
        own.execute("VACUUM (ANALYZE) matters_words")


def differing(keys: Sequence[int]) -> list[int]:
    """Which of these matters have other words than the actions would have written."""
    rows = [Row(*values) for values in Matter.objects.filter(pk__in=keys).values_list(*READ)]
    entries = entries_of(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM unnest(%s::bigint[], %s::text[]::tsvector[]) AS t (id, vector)"
            " LEFT JOIN matters_words w ON w.matter_id = id"
            " WHERE w.vector IS DISTINCT FROM t.vector",
            [list(entries), list(entries.values())],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _texts(plan: Plan) -> dict[int, Texts]:
    """What each life says, from its first copy; the spot and the place are taken off."""
    first: dict[int, int] = {}
    for position, (_at, life, _weeks) in enumerate(plan.copies):
        first.setdefault(life, position + 1)
    found = KINDS["case"].texts(list(first.values()))
    return {life: found[pk] for life, pk in first.items()}


def _write(
    plan: Plan, texts: dict[int, Texts], names: dict[str, str], address: str, first: int, last: int
) -> None:
    moulds = Moulds(texts, {code: all_words(name) for code, name in names.items()})
    with (
        psycopg.connect(address, autocommit=True) as reading,
        psycopg.connect(address, autocommit=True) as writing,
    ):
        writing.execute("SET session_replication_role = replica")
        writing.execute("SET synchronous_commit = off")
        for begin in range(first, last, BATCH):
            rows = reading.execute(ROWS, [begin + 1, min(begin + BATCH, last)])
            lines = (moulds.line(plan.copies[row[0] - 1][1], row) for row in rows)
            with writing.cursor().copy("COPY matters_words (matter_id, vector) FROM STDIN") as copy:
                copy.write("".join(lines))


@dataclass
class Moulds:
    """The entries of lives with gaps for what differs between their copies."""

    texts: dict[int, Texts]
    words_of_place: dict[str, list[str]]
    made: dict[tuple[int, str, int], str] = field(default_factory=dict)

    def line(self, life: int, row: tuple[Any, ...]) -> str:
        """The line of COPY for a matter, of which `row` is what ROWS gives."""
        pk, kind, state, place, created_by, opened_at, closed_at, holder, title, held, asked = row
        spot = SPOT.match(title)
        assert spot is not None
        words = self.words_of_place[place]
        key = (life, spot[1], len(words))
        if key not in self.made:
            self.made[key] = self._mould(*key)
        units = sorted({*held, *asked, *([holder] if holder else [])})
        marks = marks_of(pk, kind, state, place, created_by, opened_at, closed_at, units)
        said = self.made[key].replace(HOUSE, spot[2]).replace(DOOR, spot[3])
        for gap, word in zip(PLACE, words, strict=False):
            said = said.replace(gap, word)
        return f"{pk}\t{said} {' '.join(map(_quoted, marks))}\n"

    def _mould(self, life: int, estate: str, length: int) -> str:
        texts, spot = self.texts[life], f"{estate}{HOUSE}幢{DOOR}单元"
        own_address = texts.address.rpartition("\n")[0]
        parts = [
            (SPOT.sub(spot, texts.title), "A"),
            (f"{own_address}\n{PLACE[:length]}", "B"),
            (SPOT.sub(spot, texts.text), "C"),
            (texts.internal, "D"),
        ]
        return vector(parts).replace("\\", "\\\\")


@cache
def _quoted(mark: str) -> str:
    return f"'{mark}'"


def sample(count: int, of: int) -> Iterator[int]:
    """Keys spread evenly over all."""
    step = max(1, of // count)
    return iter(range(1, of + 1, step))
