"""A spring of cases, and another engine that counts them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
from django.db import connection

from linli.affairs.cases import actions as cases
from linli.affairs.cases.models import Case
from linli.affairs.cases.tests import stages
from linli.insight.measures import actions
from linli.insight.measures.relations import ENTRIES, JOURNAL
from linli.insight.measures.sources import Asked
from linli.insight.measures.statements import folded
from tests.cast import MONDAY, Cast
from tests.kept import once

DISTRICT, STREET, COMMUNITY = "990101", "990101001", stages.COMMUNITY
OTHER = "990101001002"
"""The community beside it."""

AT = datetime(2026, 6, 1, 1, tzinfo=UTC)
"""Monday, 1 June, 09:00: May is over."""

DAY = timedelta(days=1)


@once
def spring(cast: Cast) -> list[Case]:
    """What happened in May: settled, reopened, merged, returned late, declined, and still open."""
    told = [stages.closed(cast, MONDAY + n * DAY) for n in range(6)]
    told.append(_unhappy(cast, MONDAY + 7 * DAY))
    told.append(stages.reopened(cast, MONDAY + DAY))
    told.append(stages.merged(cast, MONDAY + 2 * DAY))
    late = stages.dispatched(cast, MONDAY)
    cases.sign(late, by=cast.li, at=MONDAY + 4 * DAY)
    told += [late, stages.reported(cast, MONDAY + 3 * DAY, place_code=OTHER, channel="phone")]
    declined = stages.reported(cast, MONDAY - 30 * DAY)
    why = {"reason_code": "outside_duty", "note": "不属于本区", "by": cast.zhao}
    told.append(cases.decline(declined, **why, at=MONDAY - 29 * DAY))
    actions.refresh(at=AT)
    return told


def left_out(cast: Cast, case: Case) -> None:
    """The street has left the case out of the assessment, as its unit had asked."""
    asked = actions.ask_exclusion(case, reason="管线产权不明", by=cast.li, at=AT - DAY)
    actions.judge_exclusion(asked, granted=True, by=cast.sun, at=AT - DAY)
    actions.refresh(at=AT)


def _unhappy(cast: Cast, at: datetime) -> Case:
    case = stages.verified(cast, at)
    answers = {"contacted": True, "solved": False, "satisfaction": 3, "note": ""}
    return cases.rate(case, **answers, by=cast.zhou, at=at + timedelta(hours=1))


class Lake:
    """DuckDB, given the entries of the journal as a table and nothing else."""

    dialect = "duckdb"

    def __init__(self) -> None:
        self.db = duckdb.connect()
        kinds = {"int64": "BIGINT", "string": "VARCHAR", "boolean": "BOOLEAN"}
        columns = ", ".join(f'"{name}" {kinds[kind]}' for name, kind in ENTRIES.items())
        self.db.execute(f"CREATE TABLE entries ({columns})")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(ENTRIES)} FROM ({JOURNAL}) AS e")
            self.db.executemany(
                f"INSERT INTO entries VALUES ({', '.join('?' * len(ENTRIES))})", cursor.fetchall()
            )
        self.db.execute(f"CREATE TABLE matters AS {folded('duckdb')}")

    def ask(self, statement: str, asked: Sequence[Asked]) -> list[tuple[Any, ...]]:
        """The rows that a statement over `matters` and `asked` gives."""
        values = ", ".join(["(?, ?, ?, ?, ?)"] * len(asked))
        given = [value for each in asked for value in each.row]
        text = f"WITH asked (key, begins, ends, low, high) AS (VALUES {values}) {statement}"
        return self.db.execute(text, given).fetchall()
