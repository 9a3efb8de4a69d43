"""Whether a loaded city is one that the actions could have left: by SQL, over every row."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from itertools import islice

import django
from django.db import connection

from linli.affairs.cases.flow import flow
from linli.ground.journal.models import Entry
from linli.ground.journal.queries import broken_links
from linli.matters.models import Matter

CLOSED = tuple(flow.final)

NEVER = {
    "a matter without a case": """
        SELECT 1 FROM matters_matter LEFT JOIN cases_case ON matter_ptr_id = id
        WHERE matter_ptr_id IS NULL""",
    "a matter whose state is not where its newest entry led": """
        SELECT 1 FROM matters_matter m JOIN LATERAL (
            SELECT data ->> 'target' AS target FROM journal_entry
            WHERE about_kind = 'matters.matter' AND about_id = m.id::text AND data ? 'target'
            ORDER BY seq DESC LIMIT 1) e ON true
        WHERE e.target <> m.state""",
    "a matter without an entry": """
        SELECT 1 FROM matters_matter m WHERE NOT EXISTS (
            SELECT FROM journal_entry
            WHERE about_kind = 'matters.matter' AND about_id = m.id::text AND seq = 1)""",
    "a state that does not fit the end": """
        SELECT 1 FROM matters_matter
        WHERE (closed_at IS NOT NULL) <> (state = ANY(%(final)s))""",
    "a clock that runs in a matter at its end": """
        SELECT 1 FROM matters_deadline d JOIN matters_matter m ON m.id = matter_id
        WHERE met_at IS NULL AND closed_at IS NOT NULL""",
    "a clock that the flow wants in this state and that does not run": """
        SELECT 1 FROM matters_matter m
        JOIN unnest(%(states)s::text[], %(clocks)s::text[]) AS wanted (state, name) USING (state)
        WHERE NOT EXISTS (
            SELECT FROM matters_deadline d WHERE d.matter_id = m.id AND d.name = wanted.name
            AND met_at IS NULL AND NOT paused AND participation_id IS NULL)""",
    "a deadline that is not that of the nearest clock": """
        SELECT 1 FROM matters_matter m JOIN (
            SELECT matter_id, min(due_at) AS nearest FROM matters_deadline
            WHERE met_at IS NULL AND NOT paused AND participation_id IS NULL
            GROUP BY 1) d ON matter_id = m.id
        WHERE m.due_at IS DISTINCT FROM d.nearest""",
    "a holder who is not the last to be given it": """
        SELECT 1 FROM matters_matter m JOIN matters_holding h ON matter_id = m.id
        WHERE until IS NULL AND unit_id <> holder_id
            AND NOT EXISTS (SELECT FROM journal_entry e WHERE about_kind = 'matters.matter'
                AND about_id = m.id::text AND event = 'cases.grant_return')""",
    "a place of another district than that of the holder": """
        SELECT 1 FROM matters_matter m JOIN org_unit u ON u.id = holder_id
        WHERE left(u.place_id, 6) <> left(m.place_id, 6)""",
    "a row that points to nobody": """
        SELECT 1 FROM cases_case c LEFT JOIN people_resident r ON r.id = reporter_id
        WHERE reporter_id IS NOT NULL AND r.id IS NULL
        UNION ALL SELECT 1 FROM matters_matter m LEFT JOIN org_user u ON u.id = created_by_id
        WHERE u.id IS NULL
        UNION ALL SELECT 1 FROM journal_entry e LEFT JOIN org_user u ON u.id = by_id
        WHERE u.id IS NULL""",
}
"""What may not be found; each asks for rows."""


def faults() -> Iterator[str]:
    """What is wrong with the city; nothing, if all is well."""
    wanted = [(each, clock.name) for each in flow.states.values for clock in flow.clocks_in(each)]
    states, clocks = (list(column) for column in zip(*wanted, strict=True))
    values = {"final": list(CLOSED), "states": states, "clocks": clocks}
    with connection.cursor() as cursor:
        for what, statement in NEVER.items():
            cursor.execute(f"SELECT count(*) FROM ({statement} LIMIT 1000) x", values)
            (count,) = cursor.fetchone()
            if count:
                yield f"{what}: {count}"
    if not Matter.objects.exists():
        yield "there is nothing"


def broken_chains() -> list[str]:
    """Every chain is walked, in as many processes as there are cores; the first faults of each."""
    spawn = multiprocessing.get_context("spawn")  # each with a connection of its own
    with spawn.Pool(os.cpu_count(), initializer=django.setup) as pool:
        parts = pool.map(_broken, [str(digit) for digit in range(10)], chunksize=1)
    return [fault for part in parts for fault in part]


def _broken(begins: str, most: int = 10) -> list[str]:
    """The faults in the chains of what has an id that begins so."""
    chains = Entry.objects.filter(about_id__startswith=begins)
    found = islice(broken_links(chains), most)
    return [f"{fault.where}: {fault.problem}" for fault in found]
