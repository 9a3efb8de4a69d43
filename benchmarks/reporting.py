"""Reporting a case through the API, with everything that a report does.

The server is `linli serve` as it comes: web processes, worker, durable PostgreSQL; eight clients
on the same machine report cases of new residents, each with a key of its own. The floor writes
the same rows by plain SQL through eight connections, before and after.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.db import connection

from benchmarks import floor
from benchmarks.figures import Figure, percentile
from benchmarks.server import Server, serve
from benchmarks.world import World
from linli import embedded
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case
from linli.matters.models import Deadline

CONCURRENCY = 8
FLOOR_SECONDS = 4.0
WARM_UP = 400
COUNT, SECONDS = 4_000, 15.0


def run(world: World) -> list[Figure]:
    """Reports a second, how long one takes, and the processor time that it costs."""
    before = _floor(world)
    with serve() as server:
        _load(world, server, run=1, count=WARM_UP)
        cases, used = Case.objects.count(), server.cpu_seconds()
        told = _load(world, server, run=2, count=COUNT)
        spent = {part: seconds - used[part] for part, seconds in server.cpu_seconds().items()}
        _check(told, cases)
    floor_rate = (before + _floor(world)) / 2
    count, times = len(told["milliseconds"]), told["milliseconds"]
    cpu = " + ".join(f"{name} {1_000 * s / count:.2f}" for name, s in spent.items())
    return [
        Figure(
            f"report over the API, {CONCURRENCY} at a time",
            count / told["seconds"],
            "/s",
            floor_rate,
            f"p50 {percentile(times, 0.5):.0f} ms, p95 {percentile(times, 0.95):.0f} ms; "
            f"CPU ms each: {cpu}",
        )
    ]


def _load(world: World, server: Server, *, run: int, count: int) -> dict[str, Any]:
    order = {
        "port": server.port,
        "token": world.token,
        "places": world.places,
        "category": world.category,
        "concurrency": CONCURRENCY,
        "count": count,
        "seconds": SECONDS,
        "run": run,
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _check(told: dict[str, Any], cases_before: int) -> None:
    """Every report was taken, and every one that was taken is there."""
    if set(told["statuses"]) != {"201"}:
        raise RuntimeError(f"not every report was taken: {told['statuses']}")
    if Case.objects.count() - cases_before != told["statuses"]["201"]:
        raise RuntimeError("a report that was confirmed is missing")


def _floor(world: World) -> float:
    """Reports a second by plain SQL; the rows stay, the jobs are taken away again."""
    clocks = sum("reported" in clock.runs_in for clock in flow.clocks)
    address = settings.DATABASE_URL or embedded.address(settings.HOME)
    rate = floor.rate(world, address, concurrency=CONCURRENCY, seconds=FLOOR_SECONDS, clocks=clocks)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert Deadline.objects.exists()
    return rate
