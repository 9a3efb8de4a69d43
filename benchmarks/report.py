"""Keeping the results: benchmarks/README.md, with the date, the machine and the commit."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import django
import psycopg
from django.db import connection

from benchmarks.figures import Figure, table

FILE = Path(__file__).with_name("README.md")

HEAD = """# Benchmarks

`make bench` measures on this machine and prints; `.venv/bin/python -m benchmarks --write` also
writes this page. One run, one machine: each figure stands beside a floor that was measured in the
same run, the same work done by the plainest program we can write. The ratio is what to compare
between machines; below 1 is slower than the floor. Everything lies in a temporary folder that is
removed at the end.

- **Reporting** goes through the real server (`linli serve`: two web processes on two cores, the
  worker, a durable PostgreSQL) with the load generator on the same machine, eight requests at a
  time. Each report brings a new resident, and with it everything that a report does: rule pack,
  catalogue, clocks, journal, delivery job, idempotency key. Goal: 0.25 of the floor and 200 a
  second on two cores.
- **Moves** likewise: eight cases at a time are accepted, dispatched, signed for, contacted,
  finished and verified, with forms, rules, clocks and the answer in full that the API gives.
  Goal: 150 a second.
- The **floor** of both writes the same rows by plain SQL from eight processes, one transaction
  each. It reads nothing, decides nothing and tells nobody. The worker tells people while requests
  go on, but stands back for them; the processor time of each request counts what it did until
  everybody was told, and the remark says how long after the last request that was. In the quiet
  hours of the rule pack messages to residents are written and wait; in the daytime they leave at
  once, which the worker does too.
- **Pages** are measured within the process, the floor being their statements run by psycopg.
  Goal: 12 queries at most.
- **Places**: 5,000 polygons; the floor is a loop. Goal: 50,000 look-ups a second.
- **Working time**: the floor is a loop over days or quarters of an hour.
- **A city** is loaded with 10,000, 100,000 and 1,000,000 cases, copies of 305 lives that the real
  actions lived, and every row of it is checked: states against entries, deadlines against clocks,
  every chain, a sample of the index of words. Four people open the inbox under 13 to 15 filters,
  search, and open cases; what is told is the 95th percentile, the floor being the statements run by
  psycopg. Goals: at a million at most 1.5 times that at ten thousand, under 50 ms, at most 12
  queries. Then files of 100,000 cases are written (goal: the process grows by 100 MB at most; the
  floor is COPY), and clocks are swept (goal: 200,000 in 10 s; the floor is one statement of SQL).

`.venv/bin/python -m benchmarks city` measures the city alone; `--cases 10000` (more than once for
several) chooses sizes, `--part pages` (or `export`, `sweep`) what is measured, and `--home FOLDER`
keeps the city for the next time. On two idle cores a million cases take about two minutes to load,
two to index and three to check; everything together is done in about half an hour.
"""


def machine() -> list[str]:
    """What was measured, on what, in which versions; one line each."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0].split()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        f"Machine: {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} "
        f"{platform.machine()}; load of other programs when it began: {os.getloadavg()[0]:.1f}, "
        f"priority: nice {os.nice(0)}",
        f"Versions: Python {platform.python_version()}, Django {django.__version__}, "
        f"psycopg {psycopg.__version__}, PostgreSQL {postgres}",
        f"Commit: {_commit()}",
    ]


def write(figures: Sequence[Figure], lines: Sequence[str], at: datetime) -> None:
    """Write the page."""
    listed = "\n".join(f"- {line}" for line in [f"Date: {at:%Y-%m-%d %H:%M}", *lines])
    FILE.write_text(f"{HEAD}\n## Results\n\n{listed}\n\n{table(figures)}\n", encoding="utf-8")


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=10"],
        capture_output=True,
        text=True,
        check=False,
        cwd=FILE.parent,
    )
    return done.stdout.strip() or "unknown"
