"""Finding bursts of best ratings. Pure functions: they know neither people nor the database.

A burst is no proof. A family shares a phone, a market shares a router, and a message makes many
people answer at once; so a burst is a list of rows for somebody to check.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from linli.insight.solicited.pack import BurstRule, SolicitedPack


class Kind(StrEnum):
    """What the ratings of a burst have in common."""

    DEVICE = "device"
    NETWORK = "network"
    QUICK = "quick"


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as far as a burst goes: when, of which unit, by whom, through which door.

    `asked_at`: when the reporter could answer first. The doors are digests; empty: not known.
    """

    key: int
    at: datetime
    unit: int
    reporter: int
    is_best: bool
    asked_at: datetime | None = None
    browser: bytes = b""
    machine: bytes = b""
    network: bytes = b""

    @property
    def seconds(self) -> float | None:
        """How long after being asked the answer came."""
        return (self.at - self.asked_at).total_seconds() if self.asked_at else None


@dataclass(frozen=True, slots=True)
class Burst:
    """Best ratings that came together, the earliest first."""

    kind: Kind
    ratings: tuple[Rating, ...]


def bursts(ratings: Iterable[Rating], rules: SolicitedPack) -> list[Burst]:
    """Every burst among the ratings, kind by kind.

    One device is looked for twice: by its browser, and by what the browser says of itself at one
    address, which stays the same when somebody signs out and in again. A device that others use
    as well, each as they please, is a shared one: the tablet of a service hall.
    """
    rows = sorted(ratings, key=lambda row: (row.at, row.key))
    quick = [row for row in rows if _is_quick(row, rules.quick_seconds)]
    found = [
        *_of(Kind.DEVICE, rows, lambda row: row.browser, rules.device, but=_is_shared),
        *_of(Kind.DEVICE, rows, lambda row: row.machine, rules.device, but=_is_shared),
        *_of(Kind.NETWORK, rows, _network_and_unit, rules.network),
        *_of(Kind.QUICK, quick, lambda row: row.unit, rules.quick),
    ]
    return _together(found)


def _is_quick(row: Rating, most: int) -> bool:
    return row.seconds is not None and row.seconds <= most


def _network_and_unit(row: Rating) -> Hashable:
    return (row.network, row.unit) if row.network else b""


def _is_shared(rest: Sequence[Rating], rule: BurstRule) -> bool:
    """Whether the other ratings of a device are several, and mixed."""
    return len(rest) >= rule.fewest and sum(row.is_best for row in rest) < rule.best * len(rest)


def _of(
    kind: Kind,
    rows: Sequence[Rating],
    key: Callable[[Rating], Hashable],
    rule: BurstRule,
    but: Callable[[Sequence[Rating], BurstRule], bool] = lambda rest, rule: False,
) -> Iterator[Burst]:
    """The bursts among those with the same key, `but` where this holds of the rest of them."""
    groups: dict[Hashable, list[Rating]] = defaultdict(list)
    for row in rows:
        if group := key(row):
            groups[group].append(row)
    for group_rows in groups.values():
        for begin, end in _spans(group_rows, rule):
            if not but(group_rows[:begin] + group_rows[end:], rule):
                yield Burst(kind, tuple(row for row in group_rows[begin:end] if row.is_best))


def _spans(rows: Sequence[Rating], rule: BurstRule) -> list[tuple[int, int]]:
    """Where the windows lie that satisfy the rule; those that overlap are one."""
    window = timedelta(minutes=rule.minutes)
    spans: list[tuple[int, int]] = []
    begin, best = 0, 0
    people: Counter[int] = Counter()
    for end, row in enumerate(rows):
        best += row.is_best
        people[row.reporter] += row.is_best
        while row.at - rows[begin].at > window:
            best -= rows[begin].is_best
            people[rows[begin].reporter] -= rows[begin].is_best
            begin += 1
        several = sum(count > 0 for count in people.values()) >= rule.fewest
        if several and best >= rule.best * (end + 1 - begin):
            if spans and begin < spans[-1][1]:
                spans[-1] = (spans[-1][0], end + 1)
            else:
                spans.append((begin, end + 1))
    return spans


def _together(found: Iterable[Burst]) -> list[Burst]:
    """Bursts of one kind that share a rating are one."""
    merged: list[Burst] = []
    for burst in found:
        keys = {row.key for row in burst.ratings}
        same = [
            each
            for each in merged
            if each.kind == burst.kind and not keys.isdisjoint(row.key for row in each.ratings)
        ]
        rows = {row.key: row for each in [*same, burst] for row in each.ratings}
        merged = [each for each in merged if each not in same]
        ordered = sorted(rows.values(), key=lambda row: (row.at, row.key))
        merged.append(Burst(burst.kind, tuple(ordered)))
    return merged
