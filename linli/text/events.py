"""Hot topics in a stream: messages about one thing, and how many people it moves.

    for topic in topics(messages, at=now):
        print(topic.name, topic.place, topic.people, topic.growth, topic.heat)

Messages that are alike enough are linked (single links, quick to find), and what hangs together is
parted again until the messages of a group are alike on the average (average links, hard to chain).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from linli.text.linking import Links, links
from linli.text.naming import name
from linli.text.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Bounds:
    """What makes messages one topic. `linli text evaluate --only parameters` chooses among these.

    `linked`: the likeness from which two messages hang together; below it, chance begins.
    `together`: the likeness that the messages of a topic have on the average. `fading`: the days
    in which the likeness of two messages is halved: a year later it is another matter. `elsewhere`:
    what is left of it where the districts of two messages differ, or their estates. `beside`: how
    many times more it is where they name an estate in common.
    """

    linked: float = 0.25
    together: float = 0.24
    fading: int = 365
    elsewhere: float = 0.5
    beside: float = 1.3


CHOSEN = Bounds()
"""Chosen on messages that no figure is reported on (docs/reference/text/events.md)."""

COOLING = timedelta(days=30)
"""In which the heat of a person is halved: a topic is looked at from month to month."""

WEEK = timedelta(days=7)
FEWEST = 3
"""People that a topic needs."""

_MOST_TOGETHER = 3_000
_CLOSER, _ONE = 0.25, 0.9
_MOST_READ = 200


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody said. `person` is any mark that tells people apart; it is only compared.

    `supporters` are people who agreed without writing; `place` is a code, "" where it is not known;
    `estates` are those that `locate` found.
    """

    key: int
    text: str
    at: datetime
    person: str
    title: str = ""
    place: str = ""
    supporters: int = 0
    estates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """Messages about one thing, the earliest first.

    `words` are telling words for a name. `place` is the smallest place in which most of those lie
    that name one, or "". `growth`: people of the last seven days less those of the seven before.
    `heat` is that of the moment asked for, `peak` the greatest it ever had, at `hottest`.
    """

    keys: tuple[int, ...]
    words: tuple[str, ...]
    place: str
    first: datetime
    last: datetime
    people: int
    supporters: int
    growth: int
    heat: float
    peak: float
    hottest: datetime

    @property
    def name(self) -> str:
        """The telling words as a line."""
        return " ".join(self.words)


def topics(messages: Iterable[Message], *, at: datetime, fewest: int = FEWEST) -> list[Topic]:
    """The topics of the messages up to `at`, the hottest at that moment first."""
    heard = sorted((m for m in messages if m.at <= at), key=lambda m: (m.at, m.key))
    if not heard:
        return []
    vectors = Vectors.of([(m.text, m.title) for m in heard])
    found = [
        _topic([heard[i] for i in group], vectors, group, at)
        for group in groups(heard, vectors)
        if len({heard[i].person for i in group}) >= fewest
    ]
    return sorted(found, key=lambda topic: (-topic.heat, -topic.peak, topic.keys))


def groups(
    messages: Sequence[Message], vectors: Vectors, bounds: Bounds = CHOSEN
) -> Iterator[list[int]]:
    """Which messages belong together, by their places in the list; without those left alone."""
    likeness = _Likeness(messages, vectors, bounds)
    pending = [(np.arange(len(messages)), likeness.links(bounds.linked), bounds.linked)]
    while pending:
        rows, found, least = pending.pop()
        for part in _linked(rows, found):
            if len(part) <= _MOST_TOGETHER:
                yield from _parted(part, likeness, bounds.together)
            elif least >= _ONE:
                yield part.tolist()
            else:  # too much hangs together: only closer links count
                closer = least + (1 - least) * _CLOSER
                inside = np.isin(found.one, part) & (found.likeness >= closer)
                pending.append((part, found.where(inside), closer))


def heat(messages: Iterable[Message], at: datetime) -> float:
    """How many people the messages move at a moment.

    Every writer counts once, by the last message, and half as much every thirty days; supporters
    count by the root of their number, fading alike: a tap costs less than a letter, and a campaign
    of two thousand taps is as much as 45 letters.
    """
    last: dict[str, datetime] = {}
    support = 0.0
    for message in messages:
        if message.at <= at:
            last[message.person] = max(message.at, last.get(message.person, message.at))
            support += message.supporters * _faded(message.at, at)
    return sum(_faded(moment, at) for moment in last.values()) + math.sqrt(support)


def _peak(messages: Iterable[Message]) -> tuple[float, datetime]:
    """The greatest heat at any of the messages, the earliest first, and when that was.

    Between two of them everything fades alike, so the heat goes on from the one before.
    """
    last: dict[str, datetime] = {}
    people = support = 0.0
    best, before = (0.0, datetime.min.replace(tzinfo=UTC)), None
    for message in messages:
        left = 1.0 if before is None else _faded(before, message.at)
        earlier = last.get(message.person)
        people = people * left + 1 - (0.0 if earlier is None else _faded(earlier, message.at))
        support = support * left + message.supporters
        last[message.person] = before = message.at
        best = max(best, (people + math.sqrt(support), message.at))
    return best


def _faded(since: datetime, at: datetime) -> float:
    return float(0.5 ** ((at - since) / COOLING))


class _Likeness:
    """How alike messages are: their words, less what time and another district take away."""

    def __init__(self, messages: Sequence[Message], vectors: Vectors, bounds: Bounds) -> None:
        self._bounds = bounds
        self._matrix = vectors.matrix
        self._days = np.array([m.at.astimezone(UTC).timestamp() / 86_400 for m in messages])
        codes = {code: i for i, code in enumerate(sorted({m.place[:6] for m in messages}))}
        self._districts = np.array([codes[m.place[:6]] for m in messages])
        self._known = np.array([len(m.place) >= 6 for m in messages])
        self._estates = _Estates([m.estates for m in messages])

    def links(self, least: float) -> Links:
        """The pairs that are at least so alike, as `linking` finds them."""
        found = links(self._matrix, least)
        alike = found.likeness * self._left(found.one, found.other)
        near = alike >= least
        return Links(found.one[near], found.other[near], alike[near])

    def among(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Of all these with one another: of the first with each later one, of the second, …"""
        part = self._matrix[rows]
        one, other = np.triu_indices(len(rows), 1)
        found: NDArray[np.float64] = (part @ part.T).toarray()[one, other]
        return found * self._left(rows[one], rows[other])

    def _left(self, one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.float64]:
        days = np.abs(self._days[one] - self._days[other])
        estates = self._estates.compared(one, other)
        apart = self._known[one] & self._known[other]
        apart &= self._districts[one] != self._districts[other]
        near = np.where(estates > 0, self._bounds.beside, 1.0)
        near[apart | (estates < 0)] = self._bounds.elsewhere
        result: NDArray[np.float64] = 0.5 ** (days / self._bounds.fading) * near
        return result


class _Estates:
    """Which messages name estates, and whether two of them name one in common.

    滨河苑 and 伊景园滨河苑 are one: people leave out the beginning of a name, never its end.
    """

    def __init__(self, named: Sequence[tuple[str, ...]]) -> None:
        self._sets = sorted(set(named))
        number = {names: i for i, names in enumerate(self._sets)}
        self._set = np.array([number[names] for names in named])

    def compared(self, one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.int8]:
        """For each pair of messages, by their places in the list: 1 where they name one in common,
        -1 where both name others, 0 where one of them names none."""
        pairs = self._set[one] * len(self._sets) + self._set[other]
        known, at = np.unique(pairs, return_inverse=True)
        found = [self._in_common(*divmod(int(pair), len(self._sets))) for pair in known]
        result: NDArray[np.int8] = np.array(found, dtype=np.int8)[at].reshape(one.shape)
        return result

    def _in_common(self, one: int, other: int) -> int:
        ours, theirs = self._sets[one], self._sets[other]
        if not (ours and theirs):
            return 0
        return 1 if any(_one(a, b) for a in ours for b in theirs) else -1


def _one(name: str, other: str) -> bool:
    return name.endswith(other) or other.endswith(name)


def _linked(rows: NDArray[np.intp], found: Links) -> Iterator[NDArray[np.intp]]:
    """The rows that hang together; without those left alone."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow, and few commands need it
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - the same

    one, other = np.searchsorted(rows, found.one), np.searchsorted(rows, found.other)
    shape = (len(rows), len(rows))
    graph = csr_array((np.ones(len(one), dtype=np.bool_), (one, other)), shape=shape)
    _count, labels = connected_components(graph, directed=False)
    yield from _by_label(rows, labels)


def _parted(rows: NDArray[np.intp], likeness: _Likeness, together: float) -> Iterator[list[int]]:
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - as above

    apart = 1 - np.clip(likeness.among(rows), 0, 1)
    for part in _by_label(rows, fcluster(linkage(apart, "average"), 1 - together, "distance")):
        yield part.tolist()


def _by_label(rows: NDArray[np.intp], labels: NDArray[np.int32]) -> Iterator[NDArray[np.intp]]:
    """The rows of each label that two of them have or more."""
    order = np.argsort(labels, kind="stable")
    parts = np.split(rows[order], np.flatnonzero(np.diff(labels[order])) + 1)
    yield from (part for part in parts if len(part) > 1)


def _topic(
    messages: Sequence[Message], vectors: Vectors, group: Sequence[int], at: datetime
) -> Topic:
    peak, hottest = _peak(messages)
    week, before = (_people(messages, at - WEEK, at), _people(messages, at - 2 * WEEK, at - WEEK))
    return Topic(
        keys=tuple(m.key for m in messages),
        words=name([f"{m.title}\n{m.text}" for m in _some(messages)], vectors.weights(group)),
        place=_place([m.place for m in messages if m.place]),
        first=messages[0].at,
        last=messages[-1].at,
        people=len({m.person for m in messages}),
        supporters=sum(m.supporters for m in messages),
        growth=week - before,
        heat=heat(messages, at),
        peak=peak,
        hottest=hottest,
    )


def _some(messages: Sequence[Message]) -> Sequence[Message]:
    """Of many, as many as a name needs, spread evenly."""
    return messages[:: -(-len(messages) // _MOST_READ)]


def _people(messages: Sequence[Message], after: datetime, until: datetime) -> int:
    return len({m.person for m in messages if after < m.at <= until})


def _place(codes: Sequence[str]) -> str:
    """The smallest place in which more than half of them lie."""
    inside: Counter[str] = Counter(
        code[:digits] for code in codes for digits in (2, 4, 6, 9, 12) if len(code) >= digits
    )
    most = [code for code, count in inside.items() if count * 2 > len(codes)]
    return max(most, key=len, default="")
