"""The columns of the lake's files, and how the journal is asked for them.

Personal data is left out by construction: nothing but the columns of the two relations is asked
for, and of these none says who reported, who did something, or what anybody wrote.
"""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from linli.ground.places.codes import CODE_LENGTHS, Level
from linli.insight.measures.relations import ENTRIES, FIELDS, FROM_JOURNAL, VERSION

COLUMNS = ENTRIES | {"recorded_at": "int64"}
"""Of the entries: those of the relation, and the moment of recording in microseconds since 1970."""

OPENS = """
e.seq = 1 AND e.about_kind = 'matters.matter' AND d.part = 0
    AND d.data -> 'facts' ->> 'kind' IS NOT NULL AND d.data -> 'facts' ->> 'place' IS NOT NULL
"""
"""Whether an entry opens a matter: it tells for good in which district and month that was."""

MONTH = "to_char(e.at AT TIME ZONE %s, 'YYYY-MM')"

ENTRIES_IN_JOURNAL = f"""
COPY (
SELECT {FIELDS}, (extract(epoch FROM e.recorded_at) * 1000000)::bigint AS recorded_at,
    CASE WHEN {OPENS} THEN {MONTH} END AS opened
{FROM_JOURNAL} AND e.recorded_at >= %s AND e.recorded_at < %s
) TO STDOUT (FORMAT csv)
"""  # noqa: S608 - of constants
"""The entries, and with those that open a matter the month."""

OPENINGS = f"""
COPY (
SELECT left(d.data -> 'facts' ->> 'place', {CODE_LENGTHS[Level.DISTRICT]}), {MONTH},
    e.about_id::bigint
{FROM_JOURNAL} AND e.about_id = ANY(%s) AND {OPENS}
) TO STDOUT (FORMAT csv)
"""
"""Where and in which month matters were opened."""

HIVE = pa.schema([("district", pa.string()), ("month", pa.string())])
"""By what both relations are kept apart."""

OPENING = pa.schema([*HIVE, ("matter", pa.int64())])
"""Of a matter: where and in which month it was opened."""

ARROW = {"int64": pa.int64(), "string": pa.string(), "boolean": pa.bool_()}
DUCK = {"int64": "BIGINT", "string": "VARCHAR", "boolean": "BOOLEAN"}
SPARK = {"int64": "BIGINT", "string": "STRING", "boolean": "BOOLEAN"}
"""The types of the relations' columns there."""


@cache
def arrow() -> pa.Schema:
    """The entries' files."""
    columns = [(name, ARROW[kind]) for name, kind in COLUMNS.items()]
    return pa.schema(columns, metadata={"linli.relations": str(VERSION)})


MEANINGS = {
    "id": "key of the entry in the journal",
    "matter": "key of the matter in its district",
    "part": "0: the matter itself; else the key of a unit asked in it",
    "made": "names of the steps that a unit asked took",
    "grade": "how its part was rated, 100 to 500",
    "grade_back": "how it rates what it was asked, 100 to 500",
    "hours": "the person-hours that are asked of it",
    "event": "code of what happened",
    "at": "when it happened",
    "state": "the state the matter came into; of a matter, the one it is in",
    "holder": "key of the unit it was given to",
    "kind": "kind of matter, such as case or whistle",
    "place": "code of the place, down to the grid",
    "topic": "code of the category",
    "channel": "by which way it came in",
    "urgency": "how urgent it is",
    "due": "when its nearest clock ends; 0: none runs",
    "ended": "whether it is over",
    "level": "which level settled it; empty: nobody, or it was taken back",
    "contacted": "whether the reporter was reached for the first time",
    "occasion": "what it was found by, where nobody had complained; else empty",
    "met": "names of the clocks that were met",
    "missed": "names of the clocks that were missed",
    "said_contacted": "reporters, to the newest result: whether they were contacted",
    "said_solved": "the same: whether it is solved",
    "satisfaction": "the same: how satisfied, 100 to 500",
    "sure": "whether the category had been filled in by linli",
    "rank": "where the category that triage chose stood among those suggested; 0: nowhere",
    "ground": "code of the reason for which somebody refused or objected",
    "recorded_at": "when the journal recorded it, in microseconds",
    "unit": "key of the unit that holds it, or held it last",
    "opened_at": "when it was opened",
    "contacted_at": "when the reporter was first reached",
    "settled_at": "when it was settled; null: it is not",
    "closed_at": "when it ended; null: it is open",
    "taken_up_at": "since when it has been in hand, the last time",
    "earlier": "the times in hand before, each as since-to, with semicolons; else empty",
    "due_at": "when its nearest clock ends; null: none runs",
    "returned": "how often it was returned",
    "reopened": "how often it was opened again",
    "raised": "how often it was raised to the level above",
    "deferred": "how often it was deferred",
    "extended": "how often its time was extended",
    "objected": "how often somebody objected",
    "upheld": "how often an objection was upheld",
    "begun_at": "when it was first set going, as a whistle is blown",
    "decided_at": "when it was decided last",
    "verdict": "code of the entry that decided it last",
    "excluded": "whether it is left out of the assessment",
    "last_entry": "key of its newest entry",
}
"""What stands in each column of the two relations."""
