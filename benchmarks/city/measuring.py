"""A city is built and loaded at each size; what its pages, its sweep and its files take there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from django.conf import settings
from django.db import connection

from benchmarks import lake
from benchmarks.city import (
    checking,
    copying,
    exporting,
    lives,
    loading,
    measures,
    pages,
    people,
    sweep,
    wording,
)
from benchmarks.city.copying import Life
from benchmarks.city.people import City
from benchmarks.figures import Figure
from benchmarks.world import remembered
from linli import embedded

SIZES = (10_000, 100_000, 1_000_000)
CASES_A_RESIDENT = 10
SAMPLE = 2_000
"""Matters whose words are compared with what the index would say of them."""

PARTS: dict[str, Callable[[datetime], list[Figure]]] = {
    "pages": pages.run,
    "export": lambda at: exporting.run(address()) if _count() >= exporting.ROWS else [],
    "measures": measures.run,
    "lake": lake.run,
    "sweep": sweep.run,  # last: it moves the clocks
}
"""What is measured in a loaded city."""

AT_THE_LARGEST = ("export", "measures", "lake", "sweep")
"""What is measured once, in the largest city."""


@dataclass(frozen=True, slots=True)
class Built:
    """A city with the lives of which its cases are copies, as of a moment."""

    city: City
    lives: list[Life]
    at: datetime


def run(
    at: datetime, sizes: Sequence[int] = SIZES, parts: Sequence[str] = tuple(PARTS)
) -> dict[str, list[Figure]]:
    """Build a city, load it with each number of cases in turn, and measure there; by part."""
    return compared(measured(at, sizes, parts, max(sizes)))


def measured(
    at: datetime, sizes: Sequence[int], parts: Sequence[str], largest: int
) -> dict[str, list[Figure]]:
    """The same, in a city as large as one with the `largest` number of cases needs it."""
    built = _built(at, largest)
    figures: dict[str, list[Figure]] = {"city": [], **{f"city, {part}": [] for part in parts}}
    for size in sizes:
        if _count() != size:
            figures["city"] += _load(built, size)
        for part in parts:
            if part not in AT_THE_LARGEST or size == largest:
                figures[f"city, {part}"] += PARTS[part](at)
    return figures


def compared(figures: dict[str, list[Figure]]) -> dict[str, list[Figure]]:
    """The figures by part, each beside that of the smallest city."""
    return {name: list(_compared(each)) for name, each in figures.items()}


def address() -> str:
    """Where the database is."""
    return settings.DATABASE_URL or embedded.address(settings.HOME)


def _built(at: datetime, largest: int) -> Built:
    """The city; in a home that is kept, the one that is there."""

    def build() -> Built:
        city = people.build(at, residents=largest // CASES_A_RESIDENT)
        return Built(city, copying.read(lives.live(at)), at)

    return remembered("city", build)


def _load(built: Built, size: int) -> Iterator[Figure]:
    """Load so many cases and make sure that all is well with every one of them."""
    begun = perf_counter()
    plan = loading.plan(built.lives, size, built.at)
    loading.load(plan, built.city, address())
    seconds = perf_counter() - begun
    yield _figure(f"load {size:,} cases", size, seconds)
    begun = perf_counter()
    wording.write(plan, address())
    yield _figure(f"write the index of words of {size:,} cases", size, perf_counter() - begun)
    begun = perf_counter()
    wrong = [*checking.faults(), *checking.broken_chains()]
    if differing := wording.differing(list(wording.sample(SAMPLE, size))):
        wrong.append(f"words that the index would not have: {len(differing)}")
    if wrong:
        raise RuntimeError(f"the city is not consistent: {wrong}")
    yield _figure(f"check {size:,} cases and their chains", size, perf_counter() - begun)


def _figure(name: str, size: int, seconds: float) -> Figure:
    return Figure(name, size / seconds, "/s", remark=f"{seconds:,.0f} s")


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        count: int = cursor.fetchone()[0]
    return count


def _compared(figures: Sequence[Figure]) -> Iterator[Figure]:
    """Each figure of a larger city says how many times that of the smallest it is."""
    first: dict[str, float] = {}
    for figure in figures:
        what, comma, size = figure.name.rpartition(", ")
        if comma and size.endswith(" cases"):
            smallest = first.setdefault(what, figure.value)
            times = f"{figure.value / smallest:.2f} × the smallest city's"
            remark = figure.remark if figure.value == smallest else f"{times}; {figure.remark}"
            yield Figure(figure.name, figure.value, figure.unit, figure.floor, remark)
        else:
            yield figure
