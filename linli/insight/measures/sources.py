"""Where figures are asked: the facts that are kept for boards, or the journal itself.

Another engine answers the same statements, given the same two relations (`sql` in its dialect).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from django.db import connection

from linli.insight.measures.periods import Stretch
from linli.insight.measures.relations import JOURNAL
from linli.insight.measures.statements import folded
from linli.matters.lists import literal


class Asked(NamedTuple):
    """A stretch of time and the places from `low` up to before `high`, under a key."""

    key: str
    stretch: Stretch
    low: str
    high: str

    @property
    def row(self) -> tuple[str, int, int, str, str]:
        """As the relation `asked` has it."""
        return (
            self.key,
            seconds(self.stretch.begins),
            seconds(self.stretch.ends),
            self.low,
            self.high,
        )


def seconds(moment: datetime) -> int:
    """A moment as the relations have it: those before it are smaller."""
    whole = int(moment.timestamp())
    return whole + 1 if moment.microsecond else whole


ASKED = "(%s::text, %s::bigint, %s::bigint, %s::text, %s::text)"


def written(asked: Sequence[Asked]) -> list[str]:
    """The rows of the relation `asked`, written out in SQL.

    A statement with parameters may be planned once for every stretch; a day and a year, or a street
    and a city, each need their own plan.
    """
    connection.ensure_connection()
    return [ASKED % tuple(map(literal, each.row)) for each in asked]


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows that are kept for boards, as of the last run; or another table like theirs."""

    table: str = "measures_fact"
    dialect: ClassVar[str] = "postgres"

    def ask(self, statement: str, asked: Sequence[Asked]) -> list[tuple[Any, ...]]:
        """The rows that a statement over `matters` and `asked` gives."""
        return self._rows(self._over(statement, written(asked)))

    def ask_apart(self, statement: str, asked: Sequence[Asked]) -> list[tuple[Any, ...]]:
        """The same, where the statement is planned for each stretch by itself.

        Of two relations in one, indexes answer only what is asked with constants.
        """
        return self._rows(
            " UNION ALL ".join(f"({self._over(statement, [each])})" for each in written(asked))
        )

    def _over(self, statement: str, asked: Sequence[str]) -> str:
        return (
            f"WITH matters AS NOT MATERIALIZED (SELECT * FROM {self.table}),"  # noqa: S608 - ours
            f" asked (key, begins, ends, low, high) AS (VALUES {', '.join(asked)})"
            f" SELECT * FROM ({statement}) AS found"
        )

    def _rows(self, text: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(text)
            return list(cursor.fetchall())

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows that a statement over `matters` alone gives."""
        return self._rows(
            f"WITH matters AS NOT MATERIALIZED (SELECT * FROM {self.table})"  # noqa: S608 - a table of ours
            f" SELECT * FROM ({statement}) AS found"
        )


@contextmanager
def journal(horizon: datetime, until: datetime) -> Iterator[Facts]:
    """The journal: what was recorded before `horizon`, of what happened before `until`.

    Folded once, for all questions inside. Nothing comes in later where the journal was at rest
    before `horizon` (journal.queries.quiet_before).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE measures_folded AS"  # noqa: S608 - composed by Ibis
            f" WITH entries AS ({JOURNAL} AND e.recorded_at < %s AND e.at < %s)"
            f" SELECT * FROM ({_escaped(folded())}) AS found",
            [horizon, until],
        )
        try:
            yield Facts("measures_folded")
        finally:
            cursor.execute("DROP TABLE measures_folded")


def _escaped(statement: str) -> str:
    return statement.replace("%", "%%")
