"""The floor of reports and moves: the same rows by plain SQL through psycopg, one transaction each.

Each connection has a process of its own, so that the floor is not held up by one interpreter. It
reads nothing and decides nothing, and nobody is told: only what the request itself writes counts.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import psycopg

from benchmarks.world import World

RESIDENT = """
INSERT INTO people_resident
    (name, phone, phone_hash, document, id_number, created_at)
VALUES (%s, %s, %s, '', %s, %s) RETURNING id
"""
MATTER = """
INSERT INTO matters_matter
    (number, kind, title, state, urgency, topic, channel, place_id, holder_id, opened_at, due_at,
     visibility, rule_pack_id, created_by_id, version)
VALUES (%s, 'case', %s, 'reported', 'ordinary', '', 'api', %s, %s, %s, %s, 'parties', %s, %s, 1)
RETURNING id
"""
CASE = """
INSERT INTO cases_case
    (matter_ptr_id, type, text, category_id, reporter_id, address, suggested_rule_id,
     decline_reason, settled_level, source, source_id)
VALUES (%s, 'help', %s, %s, %s, %s, %s, '', '', '', '')
"""
DEADLINE = """
INSERT INTO matters_deadline
    (matter_id, name, "limit", started_at, warn_at, due_at, next_at, rungs, paused)
VALUES (%s, %s, %s, %s, %s, %s, %s, 0, false) RETURNING id
"""
ENTRY = """
INSERT INTO journal_entry (event, about_kind, about_id, seq, by_id, at, data, digest)
VALUES (%s, 'matters.matter', %s, %s, %s, %s, %s, %s) RETURNING id
"""
KEY = """
INSERT INTO matters_idempotencykey (user_id, key, fingerprint, matter_id, created_at)
VALUES (%s, %s, %s, %s, %s)
"""
JOB = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)
VALUES ('journal', 'journal.deliver', 0, %s)
"""


STOP = "UPDATE matters_deadline SET met_at = %s WHERE id = %s"
MOVE = """
UPDATE matters_matter SET state = %s, holder_id = %s, due_at = %s, version = version + 1
WHERE id = %s AND version = %s
"""
CHANGE = "UPDATE cases_case SET settled_level = %s WHERE matter_ptr_id = %s"
RELEASE = "UPDATE matters_holding SET until = %s WHERE matter_id = %s AND until IS NULL"
HOLDING = "INSERT INTO matters_holding (matter_id, unit_id, since) VALUES (%s, %s, %s)"
COMMENT = """
INSERT INTO matters_comment (matter_id, by_id, at, text, audience)
VALUES (%s, %s, %s, %s, 'internal')
"""
RESULT = """
INSERT INTO cases_result (case_id, unit_id, by_id, at, outcome, text)
VALUES (%s, %s, %s, %s, 'solved', %s)
"""

CONCURRENCY = 8
SECONDS = 4.0
CASES = 400
"""Cases that each connection has to move; enough for as long as it moves them."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a move of the main line writes besides matter, entry, job and key."""

    state: str
    begins: int = 0
    hands_over: bool = False
    says: bool = False
    changes: bool = False
    settles: bool = False


LINE = (
    Move("accepted", begins=2),
    Move("dispatched", begins=2, hands_over=True),
    Move("signed"),
    Move("in_progress", says=True, changes=True),
    Move("finished", begins=1, changes=True, settles=True),
    Move("verified", begins=1),
)
"""Every one stops a clock besides."""

Writer = Callable[[World, str, int], float]
"""Writes for some seconds to an address, as the process of this number; how many a second."""


def rate(write: Writer, world: World) -> float:
    """Reports or moves a second of all connections; the rows stay, the jobs are taken away."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(CONCURRENCY) as pool:
        pool.map(_connect, [world.address] * CONCURRENCY)  # every process has started
        orders = [(world, world.address, number) for number in range(CONCURRENCY)]
        written = pool.starmap(write, orders, chunksize=1)
    with psycopg.connect(world.address) as connection:
        connection.execute("DELETE FROM procrastinate_jobs")
    return sum(written)


def _connect(address: str) -> None:
    psycopg.connect(address).close()


def report(world: World, address: str, number: int) -> float:
    """How many reports a second this process wrote."""
    with psycopg.connect(address, autocommit=True) as connection:
        for count in range(20):
            _report(connection, world, f"{number}-{os.getpid()}-w{count}")
        begun, count = perf_counter(), 0
        while perf_counter() - begun < SECONDS:
            _report(connection, world, f"{number}-{os.getpid()}-{count}")
            count += 1
        return count / (perf_counter() - begun)


def moves(world: World, address: str, number: int) -> float:
    """How many moves a second this process wrote."""
    with psycopg.connect(address, autocommit=True) as connection:
        cases = [_report(connection, world, f"{number}-{os.getpid()}-{n}") for n in range(CASES)]
        begun, count = perf_counter(), 0
        for matter, clocks in cases:
            for version, move in enumerate(LINE, start=1):
                _move(connection, world, matter, clocks, move, version)
            count += len(LINE)
            if perf_counter() - begun >= SECONDS:
                break
        return count / (perf_counter() - begun)


def _report(connection: Any, world: World, unique: str) -> tuple[int, list[int]]:
    """Write what a report writes; the matter and its clocks."""
    now = datetime.now(UTC)
    later = now + timedelta(days=5)
    text = f"桂花里3幢楼下的路灯第{unique}天不亮了,晚上老人回家看不清台阶,请尽快来修。"
    with connection.transaction():
        execute = connection.execute
        sealed = os.urandom(31 + 9), os.urandom(31 + 11), os.urandom(32), os.urandom(31)
        resident = execute(RESIDENT, [*sealed, now]).fetchone()[0]
        number, place = os.urandom(8).hex(), world.places[0]
        row = [number, text[:30], place, world.unit_id, now, later, world.edition_id]
        matter = execute(MATTER, [*row, world.service_id]).fetchone()[0]
        execute(CASE, [matter, text, world.category, resident, "桂花里3幢", world.rule_id])
        clocks = [_begin(connection, matter, now, later) for _ in range(world.clocks)]
        told = {"target": "reported", "channel": "api"}
        _tell(connection, world, matter, "cases.report", 1, told)
        execute(KEY, [world.service_id, unique, os.urandom(32).hex(), matter, now])
    return matter, clocks


def _move(
    connection: Any, world: World, matter: int, clocks: list[int], move: Move, version: int
) -> None:
    """Write what a move writes; `clocks` are those that run."""
    now = datetime.now(UTC)
    later = now + timedelta(days=5)
    with connection.transaction():
        execute = connection.execute
        execute(KEY, [world.service_id, f"{matter}-{version}", os.urandom(32).hex(), matter, now])
        execute(MOVE, [move.state, world.unit_id, later, matter, version])
        if move.hands_over:
            execute(RELEASE, [now, matter])
            execute(HOLDING, [matter, world.unit_id, now])
        if move.says:
            execute(COMMENT, [matter, world.service_id, now, "今天下午去看。"])
        if move.changes:
            execute(CHANGE, ["community", matter])
        if move.settles:
            execute(RESULT, [matter, world.unit_id, world.service_id, now, "灯泡换了,已经亮了。"])
        execute(STOP, [now, clocks.pop()])
        clocks += [_begin(connection, matter, now, later) for _ in range(move.begins)]
        told = {"source": "reported", "target": move.state, "holder": world.unit_id}
        _tell(connection, world, matter, f"cases.{move.state}", version + 1, told)


def _begin(connection: Any, matter: int, now: datetime, later: datetime) -> int:
    name = os.urandom(8).hex()  # a clock of a name runs once
    row = [matter, name, "5 working days", now, later, later, later]
    key: int = connection.execute(DEADLINE, row).fetchone()[0]
    return key


def _tell(
    connection: Any, world: World, matter: int, event: str, seq: int, told: dict[str, Any]
) -> None:
    row = [event, str(matter), seq, world.service_id, datetime.now(UTC), json.dumps(told)]
    entry = connection.execute(ENTRY, [*row, os.urandom(32)]).fetchone()[0]
    connection.execute(JOB, [json.dumps({"entry_id": entry})])
