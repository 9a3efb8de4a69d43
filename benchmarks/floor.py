"""The floor of reporting: the same rows by plain SQL through psycopg, one transaction a report.

Each connection has a process of its own, so that the floor is not held up by one interpreter.
"""

from __future__ import annotations

import json
import multiprocessing
import os
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
VALUES (%s, %s, %s, %s, %s, %s, %s, 0, false)
"""
ENTRY = """
INSERT INTO journal_entry (event, about_kind, about_id, seq, by_id, at, data, digest)
VALUES ('cases.report', 'matters.matter', %s, 1, %s, %s, %s, %s) RETURNING id
"""
KEY = """
INSERT INTO matters_idempotencykey (user_id, key, fingerprint, matter_id, created_at)
VALUES (%s, %s, %s, %s, %s)
"""
JOB = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)
VALUES ('journal', 'journal.deliver', 0, %s)
"""


def rate(world: World, address: str, *, concurrency: int, seconds: float, clocks: int) -> float:
    """Reports a second written by so many connections within this time."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(concurrency) as pool:
        orders = [(world, address, seconds, clocks, number) for number in range(concurrency)]
        pool.map(_connect, [address] * concurrency)  # every process has started
        written = pool.starmap(_write, orders, chunksize=1)
    return sum(written)


def _connect(address: str) -> None:
    psycopg.connect(address).close()


def _write(world: World, address: str, seconds: float, clocks: int, number: int) -> float:
    """How many a second this process wrote."""
    with psycopg.connect(address, autocommit=True) as connection:
        for count in range(20):
            _report(connection, world, clocks, f"{number}-{os.getpid()}-w{count}")
        begun, count = perf_counter(), 0
        while perf_counter() - begun < seconds:
            _report(connection, world, clocks, f"{number}-{os.getpid()}-{count}")
            count += 1
        return count / (perf_counter() - begun)


def _report(connection: Any, world: World, clocks: int, unique: str) -> None:
    now = datetime.now(UTC)
    later = now + timedelta(days=5)
    text = f"桂花里3幢楼下的路灯第{unique}天不亮了,晚上老人回家看不清台阶,请尽快来修。"
    place = world.places[0]
    with connection.transaction():
        execute = connection.execute
        sealed = os.urandom(31 + 9), os.urandom(31 + 11), os.urandom(32), os.urandom(31)
        resident = execute(RESIDENT, [*sealed, now]).fetchone()[0]
        matter = execute(
            MATTER,
            [
                os.urandom(8).hex(),
                text[:30],
                place,
                world.unit_id,
                now,
                later,
                world.edition_id,
                world.service_id,
            ],
        ).fetchone()[0]
        execute(CASE, [matter, text, world.category, resident, "桂花里3幢", world.rule_id])
        for name in range(clocks):
            execute(DEADLINE, [matter, f"clock{name}", "5 working days", now, later, later, later])
        data = json.dumps({"target": "reported", "channel": "api"})
        entry = execute(
            ENTRY, [str(matter), world.service_id, now, data, os.urandom(32)]
        ).fetchone()[0]
        execute(JOB, [json.dumps({"entry_id": entry})])
        execute(KEY, [world.service_id, unique, os.urandom(32).hex(), matter, now])
