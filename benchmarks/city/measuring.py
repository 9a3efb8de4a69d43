"""A city is built and loaded; what its pages and its sweep take is measured at each size."""

from __future__ import annotations

from datetime import datetime
from time import perf_counter

from django.conf import settings

from benchmarks.city import checking, copying, lives, loading, people, sweep
from benchmarks.figures import Figure
from linli import embedded

LARGEST = 1_000_000


def run(at: datetime) -> list[Figure]:
    """Build the city, load it, and measure there."""
    begun = perf_counter()
    city = people.build(at)
    exemplars = copying.read(lives.live(at))
    loading.load(loading.plan(exemplars, LARGEST, at), city, address())
    seconds = perf_counter() - begun
    if wrong := list(checking.faults()):
        raise RuntimeError(f"the city is not consistent: {wrong}")
    loaded = Figure(
        f"build a city and load {LARGEST:,} cases",
        LARGEST / seconds,
        "/s",
        remark=f"{seconds:,.0f} s",
    )
    return [loaded, *sweep.run(at)]


def address() -> str:
    """Where the database is."""
    return settings.DATABASE_URL or embedded.address(settings.HOME)
