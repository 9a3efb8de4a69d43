"""How surely it is found that something has been said before."""

from __future__ import annotations

import csv
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linli.text.classify.fitting import fit as fit_classes
from linli.text.evaluation.classifying import training_rows
from linli.text.evaluation.figures import Figure, Folder
from linli.text.evaluation.noise import Between, of_rows
from linli.text.evaluation.stream import Said, events, stream
from linli.text.sameness import Pairs, Weights, fit, probabilities
from linli.text.similar import SimilarIndex

READ = Path(__file__).with_name("pairs.csv")
"""Pairs of messages that a reader called the same or not, by their numbers in the stream."""

SEED, TIMES = 2026, 10
"""Random pairs: so many times as many as there are pairs that belong together."""

RECALL, PRECISION, EVEN = 0.80, 0.95, 0.5
SHOWN = 0.25
"""The probability from which on the rule pack shows another case (`cases.suggestions.same`)."""

STEPS = (0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)

_Pair = tuple[int, int]


class Compared:
    """The messages of a stream in one index, to be compared by their numbers."""

    def __init__(self, said: Iterable[Said]) -> None:
        self.said = {each.number: each for each in said}
        self.index = SimilarIndex()
        for each in self.said.values():
            self.index.add(each.number, each.report)

    def pairs(self, numbers: Sequence[_Pair]) -> Pairs:
        """How the two of each pair compare."""
        others: dict[int, list[int]] = defaultdict(list)
        for row, (one, _other) in enumerate(numbers):
            others[one].append(row)
        columns = np.zeros((4, len(numbers)))
        for one, rows in others.items():
            found = self.index.compare(self.said[one].report, [numbers[row][1] for row in rows])
            columns[:, rows] = found.likeness, found.shared, found.days, found.nearness
        likeness, shared, days, nearness = columns
        return Pairs(likeness, shared, days, nearness.astype(np.int8))

    def together(self, folder: Folder) -> list[_Pair]:
        """Pairs inside events, and exact duplicates."""
        same: dict[tuple[str, str], list[int]] = defaultdict(list)
        for each in self.said.values():
            same[each.title, each.text].append(each.number)
        groups = [*events(folder).values(), *same.values()]
        return sorted({pair for group in groups for pair in combinations(sorted(group), 2)})

    def at_random(self, count: int, but: Iterable[_Pair], kinds: dict[int, str]) -> list[_Pair]:
        """Pairs of the same district and class that are none of `but`."""
        alike: dict[tuple[str, str], list[int]] = defaultdict(list)
        for each in self.said.values():
            if len(each.place) >= 6:
                alike[each.place[:6], kinds[each.number]].append(each.number)
        left_out = set(but)
        found: set[_Pair] = set()
        groups = [group for group in alike.values() if len(group) > 1]
        sizes = [len(group) for group in groups]
        chosen = random.Random(SEED)  # noqa: S311 - which pairs are drawn is no secret
        while len(found) < count:
            (group,) = chosen.choices(groups, sizes)
            pair = (min(two := chosen.sample(group, 2)), max(two))
            if pair not in left_out:
                found.add(pair)
        return sorted(found)


def figures(folder: Folder) -> Iterator[Figure]:
    """Pairs that belong together against random ones, the baselines, and pairs that were read."""
    compared = Compared(stream(folder))
    kinds = classes(folder, compared.said.values())
    together = compared.together(folder)
    apart = compared.at_random(TIMES * len(together), together, kinds)
    on = f"{len(together):,} pairs of events_dev and duplicates; random: same class, district"
    same, other = (probabilities(compared.pairs(pairs)) for pairs in (together, apart))
    for times, goal in ((1, PRECISION), (TIMES, None)):
        some = other[:: TIMES // times]
        least = float(np.quantile(same, 1 - RECALL))
        value = precision(same >= least, some >= least)
        yield Figure(
            f"precision at recall {RECALL:.2f}, {times} random for each",
            *(on, value, goal),
            between=_between(same, some),
        )
    yield Figure("the probability there", on, float(np.quantile(same, 1 - RECALL)))
    for least in (SHOWN, EVEN):
        value = precision(same >= least, other[::TIMES] >= least)
        yield Figure(f"precision where it is {least} or more, 1 random for each", on, value)
        yield Figure(f"recall where it is {least} or more", on, float((same >= least).mean()))
    yield from _baselines(compared.said, kinds, together, apart)
    yield from _read(compared)
    yield from _speed(compared)


def classes(folder: Folder, said: Iterable[Said]) -> dict[int, str]:
    """The class of each message, as a model fitted on other messages says."""
    model = fit_classes(training_rows(folder))
    return {
        each.number: model.codes[int(model.probabilities(f"{each.title}\n{each.text}").argmax())]
        for each in said
    }


def _between(same: NDArray[np.float64], other: NDArray[np.float64]) -> Between:
    """How much of the precision at RECALL is chance, where each pair is drawn by itself."""
    both = np.concatenate([same, other])

    def measure(rows: NDArray[np.int64]) -> float:
        drawn, true = both[rows], rows < len(same)
        least = np.quantile(drawn[true], 1 - RECALL)
        return precision(drawn[true] >= least, drawn[~true] >= least)

    return of_rows(len(both), measure)


def precision(same: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """The share of what is called the same that is."""
    return float(same.sum() / max(same.sum() + other.sum(), 1))


def _baselines(
    said: dict[int, Said], kinds: dict[int, str], together: list[_Pair], apart: list[_Pair]
) -> Iterator[Figure]:
    """What others do: the same category near by (here no message has a point), or equal titles."""

    def near(one: Said, other: Said) -> bool:
        street = one.place[:9]
        return (
            len(street) == 9
            and street == other.place[:9]
            and kinds[one.number] == kinds[other.number]
        )

    def titled(one: Said, other: Said) -> bool:
        return one.title == other.title

    rules = (("same class and street", near), ("equal titles", titled))
    for name, rule in rules:
        same, other = (
            np.array([rule(said[one], said[two]) for one, two in pairs])
            for pairs in (together, apart[::TIMES])
        )
        on = "the same pairs, 1 random for each"
        yield Figure(f"baseline, {name}: precision", on, precision(same, other))
        yield Figure(f"baseline, {name}: recall", on, float(same.mean()))


def read_pairs(file: Path = READ) -> tuple[list[_Pair], NDArray[np.bool_]]:
    """The pairs that a reader judged, and whether they are the same matter."""
    with file.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    pairs = [(int(row["one"]), int(row["other"])) for row in rows]
    return pairs, np.array([row["same"] == "1" for row in rows])


def thresholds(folder: Folder) -> Iterator[Figure]:
    """From each probability on, how many of the pairs that were read are the same."""
    found, same = _blind(Compared(stream(folder)))
    for least in STEPS:
        shown = found >= least
        on = f"{len(same)} pairs that were read, each tenth fitted without it"
        what = f"same matter: right from {least} on, {same[shown].sum() / same.sum():.1%} of them"
        yield Figure.share(what, on, (int(same[shown].sum()), int(shown.sum())))


def _blind(compared: Compared) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What is said of each pair that was read by weights fitted without it, and what is true."""
    numbers, same = read_pairs()
    pairs = compared.pairs(numbers)
    part = np.random.default_rng(SEED).integers(0, TIMES, len(same))
    found = np.zeros(len(same))
    for left in range(TIMES):
        weights = fit(_some(pairs, part != left), same[part != left])
        found[part == left] = probabilities(_some(pairs, part == left), weights)
    return found, same


def _read(compared: Compared) -> Iterator[Figure]:
    """How far the probabilities hold on pairs that the index offers."""
    found, same = _blind(compared)
    on = f"{len(same)} pairs of the index that were read, each tenth fitted without it"
    yield Figure("Brier score", on, float(((found - same) ** 2).mean()))
    yield Figure(
        "Brier score of one probability for all", on, float(same.mean() * (1 - same.mean()))
    )
    for least, most in ((0.0, 0.2), (0.2, 0.5), (0.5, 1.01)):
        inside = (found >= least) & (found < most)
        what = f"said {found[inside].mean():.2f} on the average of {inside.sum()}, the same"
        yield Figure(what, on, float(same[inside].mean()), form=".2f")


def fitted(folder: Folder) -> Weights:
    """The weights that the pairs that were read give; those of `sameness` begin with them."""
    compared = Compared(stream(folder))
    numbers, same = read_pairs()
    return fit(compared.pairs(numbers), same)


def _some(pairs: Pairs, which: NDArray[np.bool_]) -> Pairs:
    return Pairs(
        pairs.likeness[which], pairs.shared[which], pairs.days[which], pairs.nearness[which]
    )


def _speed(compared: Compared) -> Iterator[Figure]:
    reports = [each.report for each in compared.said.values()][::20]
    taken = []
    for report in reports:
        begun = time.thread_time()
        compared.index.find(report)
        taken.append((time.thread_time() - begun) * 1_000)
    on = f"{len(reports)} questions to {len(compared.index):,} messages, of one core"
    yield Figure("ms, 95 of 100 questions", on, float(np.quantile(taken, 0.95)), 50, True, ".1f")
