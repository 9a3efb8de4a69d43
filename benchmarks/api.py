"""Requests to the API of the real server, and what they cost it.

The server is `linli serve` as it comes: web processes, worker, durable PostgreSQL; eight clients
on the same machine. The worker stands back while requests come, so the processor time is taken
when it has caught up, and how long that took is told beside it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from benchmarks.figures import Figure, percentile
from benchmarks.server import Server

CONCURRENCY = 8
SECONDS = 15.0
CATCHES_UP_WITHIN = 120

Chain = Sequence[dict[str, Any]]
"""Requests that follow each other: path, token, key, body."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What many requests took, and the processor time of each part of the server."""

    seconds: float
    milliseconds: list[float]
    cpu: dict[str, float]
    behind: float

    @property
    def count(self) -> int:
        """How many requests there were."""
        return len(self.milliseconds)

    def figure(self, name: str, floor: float) -> Figure:
        """The rate, beside the floor."""
        each = " + ".join(f"{part} {1_000 * s / self.count:.2f}" for part, s in self.cpu.items())
        half, most = (percentile(self.milliseconds, share) for share in (0.5, 0.95))
        return Figure(
            f"{name}, {CONCURRENCY} at a time",
            self.count / self.seconds,
            "/s",
            floor,
            f"p50 {half:.0f} ms, p95 {most:.0f} ms; CPU ms each: {each}; "
            f"everybody told {self.behind:.1f} s after the last",
        )


def measure(server: Server, chains: Sequence[Chain], status: int) -> Measured:
    """Send these requests; each must be answered with this status."""
    catch_up()
    before = server.cpu_seconds()
    told = _load(server, chains)
    behind = catch_up()
    cpu = {part: seconds - before[part] for part, seconds in server.cpu_seconds().items()}
    if set(told["statuses"]) != {str(status)}:
        raise RuntimeError(f"not every request was taken: {told['statuses']}")
    return Measured(told["seconds"], told["milliseconds"], cpu, behind)


def catch_up() -> float:
    """Wait until the worker has delivered every entry; the seconds that it took."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < CATCHES_UP_WITHIN:
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM procrastinate_jobs WHERE queue_name = 'journal' LIMIT 1")
            if cursor.fetchone() is None:
                return time.perf_counter() - begun
        time.sleep(0.05)
    raise RuntimeError("the worker does not catch up")


def _load(server: Server, chains: Sequence[Chain]) -> dict[str, Any]:
    order = {
        "port": server.port,
        "concurrency": CONCURRENCY,
        "seconds": SECONDS,
        "chains": chains,
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
