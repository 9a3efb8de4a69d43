"""A city of each size in a home of its own; what is there is not loaded anew."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.world import database, home_in, people, remembered

Figures = dict[str, list[Figure]]


def run(home: Path, at: datetime, sizes: Sequence[int], parts: Sequence[str]) -> Figures:
    """Measure the city of each size in turn, each in a process that has its database alone."""
    figures: Figures = {}
    for size in sizes:
        own = (home.resolve() / f"city-{size}", at, size, max(sizes), parts)
        context = multiprocessing.get_context("spawn")  # Django reads its settings once
        with ProcessPoolExecutor(1, context) as pool:
            for name, measured in pool.submit(_run, *own).result().items():
                figures.setdefault(name, []).extend(measured)
    return figures


def _run(home: Path, at: datetime, size: int, largest: int, parts: Sequence[str]) -> Figures:
    with home_in(home), database(home):
        from benchmarks.city import measuring  # noqa: PLC0415 - after the settings

        remembered("world", lambda: people(at))
        return measuring.measured(at, [size], parts, largest)
