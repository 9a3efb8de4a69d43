"""Where figures are asked: the facts that are kept for boards, or the journal itself.

Another engine answers the same statements, given the same two relations (`sql` in its dialect).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from linli.insight.measures.periods import Stretch
from linli.insight.measures.relations import FACTS, JOURNAL
from linli.insight.measures.statements import folded


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


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows that are kept for boards, as of the last run."""

    def ask(self, statement: str, asked: Sequence[Asked]) -> list[tuple[Any, ...]]:
        """The rows that a statement over `matters` and `asked` gives."""
        return _run(f"matters AS ({FACTS})", [], statement, asked)


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal: what was recorded before `horizon`, of what happened before `until`.

    Nothing that is under way comes in later where `horizon` is one (`actions.horizon`).
    """

    horizon: datetime
    until: datetime

    def ask(self, statement: str, asked: Sequence[Asked]) -> list[tuple[Any, ...]]:
        """The rows that a statement over `matters` and `asked` gives, folded from the entries."""
        relations = (
            f"entries AS ({JOURNAL} AND e.recorded_at < %s AND e.at < %s),"
            f" matters AS ({_escaped(folded())})"
        )
        return _run(relations, [self.horizon, self.until], statement, asked)


def _run(
    relations: str, given: list[Any], statement: str, asked: Sequence[Asked]
) -> list[tuple[Any, ...]]:
    values = ", ".join([ASKED] * len(asked))
    text = (
        f"WITH {relations}, asked (key, begins, ends, low, high) AS (VALUES {values})"  # noqa: S608
        f" SELECT * FROM ({_escaped(statement)}) AS found"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [*given, *(value for each in asked for value in each.row)])
        return list(cursor.fetchall())


def _escaped(statement: str) -> str:
    return statement.replace("%", "%%")
