"""How often early warning cries for nothing, and how soon it sees a rise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from linli.text.evaluation.figures import Figure, Folder
from linli.text.evaluation.stream import stream
from linli.text.surges import rise

ALARM = 0.001
"""The chance below which a rise is told."""

SEED, TIMES = 2026, 3
BEGIN = date(2019, 1, 1)
"""Before, the stream holds a few messages a month only."""

_Counts = Mapping[date, int]


def figures(folder: Folder) -> Iterator[Figure]:
    """Over every district and day of the stream: as it is, shuffled, and with rises planted."""
    places = _daily(folder)
    last = max(day for counts in places.values() for day in counts)
    shuffled = {place: _shuffled(counts, last) for place, counts in places.items()}
    for days in (1, 7):
        on = f"{len(places)} districts, each day from {BEGIN:%Y-%m-%d}; {days}-day counts"
        false, asked = _alarms(shuffled, last, days)
        what = f"false alarms in 1,000 district days, alarm at {ALARM}"
        yield Figure(f"{what}, days shuffled", f"{on}, {asked:,}", false * 1_000, form=".2f")
        real, asked = _alarms(places, last, days)
        yield Figure(f"{what}, as they came", f"{on}, {asked:,}", real * 1_000, form=".2f")
        seen = _seen(shuffled, last, days)
        what = f"a week with {TIMES} times the usual is seen by its end"
        yield Figure(what, f"{on}, shuffled, planted each fourth week", seen)


def _daily(folder: Folder) -> dict[str, _Counts]:
    found: dict[str, Counter[date]] = defaultdict(Counter)
    for said in stream(folder):
        day = date(said.at.year, said.at.month, said.at.day)  # its time is that of China
        if day >= BEGIN and len(said.place) >= 6:
            found[said.place[:6]][day] += 1
    return dict(found)


def _days(last: date) -> list[date]:
    return [BEGIN + timedelta(days=i) for i in range((last - BEGIN).days + 1)]


def _shuffled(counts: _Counts, last: date) -> _Counts:
    """The same counts on other days of their weekday within four weeks: no rise is left in them."""
    random = np.random.default_rng(SEED)
    moved: dict[date, int] = {}
    for weekday in range(7):
        days = [day for day in _days(last) if day.weekday() == weekday]
        for start in range(0, len(days), 4):
            some = days[start : start + 4]
            moved |= {
                some[int(to)]: counts.get(day, 0)
                for day, to in zip(some, random.permutation(len(some)), strict=True)
            }
    return moved


def _alarms(places: Mapping[str, _Counts], last: date, days: int) -> tuple[float, int]:
    told = [
        found.chance < ALARM
        for counts in places.values()
        for day in _days(last)
        if (found := rise(counts, day, since=BEGIN, days=days))
    ]
    return sum(told) / len(told), len(told)


def _seen(places: Mapping[str, _Counts], last: date, days: int) -> float:
    """The share of planted rises with an alarm on one of their seven days."""
    random, seen = np.random.default_rng(SEED), []
    for counts in places.values():
        for start in _days(last - timedelta(days=7))[70::28]:
            week = [start + timedelta(days=i) for i in range(7)]
            before = rise(counts, start, since=BEGIN, days=7)
            if before is None:
                continue
            more = random.poisson(before.expected / 7 * (TIMES - 1), 7)
            planted = dict(counts) | {
                day: counts.get(day, 0) + int(extra) for day, extra in zip(week, more, strict=True)
            }
            found = [rise(planted, day, since=BEGIN, days=days) for day in week]
            seen.append(any(each is not None and each.chance < ALARM for each in found))
    return sum(seen) / len(seen)
