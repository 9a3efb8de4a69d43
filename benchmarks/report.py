"""Keeping the results: benchmarks/README.md, each with its date, the machine and the commit."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import django
import psycopg
from django.db import connection

from benchmarks import pace
from benchmarks.figures import Figure, table

FILE = Path(__file__).with_name("README.md")

BEGINS = "## Results\n"
SECTION = "### "


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
        f"Pace: {pace.of_machine():.0f} ms for a million rounds of a loop of Python",
        f"Versions: Python {platform.python_version()}, Django {django.__version__}, "
        f"psycopg {psycopg.__version__}, PostgreSQL {postgres}",
        f"Commit: {_commit()}",
    ]


def write(parts: Mapping[str, Sequence[Figure]], lines: Sequence[str], at: datetime) -> None:
    """Give each part that was measured a section of its own; the others stay as they stand."""
    head, begins, results = FILE.read_text(encoding="utf-8").partition(BEGINS)
    sections = dict(_sections(results))
    listed = "\n".join(f"- {line}" for line in [f"Date: {at:%Y-%m-%d %H:%M}", *lines])
    for name, figures in parts.items():
        if figures:
            sections[name] = f"{listed}\n\n{table(figures)}"
    told = "\n\n".join(f"{SECTION}{name}\n\n{text}" for name, text in sections.items())
    FILE.write_text(f"{head}{begins}\n{told}\n", encoding="utf-8")


def _sections(results: str) -> Iterator[tuple[str, str]]:
    """The names and the texts of what the page holds."""
    for section in f"\n{results}".split(f"\n{SECTION}")[1:]:
        name, _line, text = section.partition("\n")
        yield name, text.strip()


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=10"],
        capture_output=True,
        text=True,
        check=False,
        cwd=FILE.parent,
    )
    return done.stdout.strip() or "unknown"
