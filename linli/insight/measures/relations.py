"""The two relations over which figures are made: their columns, and where PostgreSQL has them.

Moments are seconds since 1970 (UTC), so that no database rounds or shifts them in its own way.
There is no person in either: not who reported, not who did something, nobody's words.
"""

from __future__ import annotations

import ibis

VERSION = 4
"""Of both schemas. A column that is added, dropped or means something else makes the next one."""

ENTRIES = {
    "id": "int64",
    "matter": "int64",
    "part": "int64",
    "event": "string",
    "at": "int64",
    "state": "string",
    "holder": "int64",
    "kind": "string",
    "place": "string",
    "topic": "string",
    "channel": "string",
    "urgency": "string",
    "due": "int64",
    "ended": "boolean",
    "level": "string",
    "contacted": "boolean",
    "occasion": "string",
    "met": "string",
    "missed": "string",
    "said_contacted": "boolean",
    "said_solved": "boolean",
    "satisfaction": "int64",
    "sure": "boolean",
    "rank": "int64",
    "ground": "string",
    "made": "string",
    "grade": "int64",
    "grade_back": "int64",
    "hours": "int64",
}
"""One row for each entry about a matter; null where the entry says nothing of it.

An entry has a further row for each unit asked that it concerns: `part` is the key of what that unit
was asked, 0 in the row of the matter itself, and `holder` the unit.
`met` and `missed` name the clocks that this entry stopped, as a JSON list of their names.
`satisfaction` is that of all answers to the newest result, 100 to 500; `rank` where triage's
category stood among those suggested (0: nowhere), `sure` whether the first had been filled in.
`ground` is the code of the reason for which somebody refused or objected.
"""

MATTERS = {
    "matter": "int64",
    "part": "int64",
    "kind": "string",
    "place": "string",
    "topic": "string",
    "channel": "string",
    "urgency": "string",
    "unit": "int64",
    "state": "string",
    "opened_at": "int64",
    "contacted_at": "int64",
    "settled_at": "int64",
    "closed_at": "int64",
    "taken_up_at": "int64",
    "earlier": "string",
    "due_at": "int64",
    "level": "string",
    "occasion": "string",
    "returned": "int64",
    "reopened": "int64",
    "raised": "int64",
    "deferred": "int64",
    "extended": "int64",
    "objected": "int64",
    "upheld": "int64",
    "begun_at": "int64",
    "decided_at": "int64",
    "verdict": "string",
    "ground": "string",
    "met": "string",
    "missed": "string",
    "made": "string",
    "grade": "int64",
    "grade_back": "int64",
    "hours": "int64",
    "said_contacted": "boolean",
    "said_solved": "boolean",
    "satisfaction": "int64",
    "sure": "boolean",
    "rank": "int64",
    "excluded": "boolean",
    "last_entry": "int64",
}
"""One row for each matter, and one for each unit asked in it, folded from their entries.

Of a unit asked the kind is that of the matter with `_part` behind it (`whistle_part`), `unit` is
the unit, `opened_at` when it was asked, `closed_at` when it had answered or was released; `made`
holds `"name"` of the steps that it took, `met` only clocks that ended with their step in time;
`grade` is how its part was rated, `grade_back` how the unit rates what it was asked, 100 to 500;
`hours` the person-hours that are asked of it.

`unit` holds it, or held it last; `settled_at` and `level` are null and empty while nobody has
settled it, `closed_at` while it is open, `due_at` (its nearest clock) while no clock runs.
`taken_up_at` is when it came in hand, the last time; `earlier` are the times before, each as
`since-to`, with semicolons; empty where it was never reopened.
`begun_at` is when it was first set going, as a whistle is blown; `decided_at` and `verdict` (the
code of the entry) are of the last decision on it; null and empty where there is none.
`returned` to `upheld` count how often that happened; `met` and `missed` hold `"name"` of every
clock that was met or missed at least once. The answers are those to the newest result.
"""

entries = ibis.table(ENTRIES, name="entries")
matters = ibis.table(MATTERS, name="matters")
asked = ibis.table(
    {"key": "string", "begins": "int64", "ends": "int64", "low": "string", "high": "string"},
    name="asked",
)
"""What is asked at once: stretches of time, each with the places from `low` up to `high`."""

ANSWER_CHAIN = "cases.answers"
"""The chain of the answers to a case (affairs/cases/actions/answering.py)."""

FACTS = {
    "kind": "text",
    "place": "text",
    "topic": "text",
    "channel": "text",
    "urgency": "text",
    "due": "bigint",
    "ended": "boolean",
    "level": "text",
    "contacted": "boolean",
}
"""What an entry tells of the matter as it stood afterwards, in the order of the relation."""

TOLD = ", ".join(
    f"(d.data -> 'facts' ->> '{name}')::{kind} AS {name}" for name, kind in FACTS.items()
)

FIELDS = f"""
e.id, e.about_id::bigint AS matter, d.part, e.event,
    floor(extract(epoch FROM e.at))::bigint AS at,
    d.data ->> 'target' AS state, (d.data ->> 'holder')::bigint AS holder,
    {TOLD},
    d.data ->> 'occasion' AS occasion, d.data ->> 'met' AS met, d.data ->> 'missed' AS missed,
    (d.data -> 'said' ->> 'contacted')::boolean AS said_contacted,
    (d.data -> 'said' ->> 'solved')::boolean AS said_solved,
    (d.data -> 'said' ->> 'satisfaction')::bigint AS satisfaction,
    (d.data ->> 'sure')::boolean AS sure, (d.data ->> 'rank')::bigint AS rank,
    d.data ->> 'ground' AS ground, d.data ->> 'made' AS made,
    (d.data ->> 'grade')::bigint AS grade, (d.data ->> 'grade_back')::bigint AS grade_back,
    (d.data -> 'facts' ->> 'hours')::bigint AS hours
"""
"""The columns of `entries`, as the journal has them."""

IN_JOURNAL = f"e.about_kind IN ('matters.matter', '{ANSWER_CHAIN}')"
"""Which rows of the journal are about matters."""

FROM_JOURNAL = f"""
FROM journal_entry e
CROSS JOIN LATERAL (
    SELECT 0::bigint AS part, e.data AS data
    UNION ALL SELECT key::bigint, value FROM jsonb_each(e.data -> 'parts')
) d
WHERE {IN_JOURNAL}
"""  # noqa: S608 - of constants of this module

JOURNAL = f"SELECT {FIELDS} {FROM_JOURNAL}"
"""The relation `entries`, from the journal; further conditions may follow."""
