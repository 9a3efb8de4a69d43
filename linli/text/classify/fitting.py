"""Fitting a model on labelled rows. This module alone needs scikit-learn, once something is fitted.

    rows = [Row("路灯坏了", "0305"), ...]
    model = fit(rows)
    files.save(model, Path("categories.linli"))

Everything that has to be chosen is chosen on the rows themselves, by reading each part of them with
a model that was fitted on the others; texts that say nearly the same stay in one part.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import log_softmax

from linli.text.classify import reading
from linli.text.classify.calibration import threshold
from linli.text.classify.labelled import Row, TooFewRows
from linli.text.classify.linear import Linear, weighted
from linli.text.classify.nearness import groups

LEAST_ROWS = 10
"""Of a category; one with fewer is left to the cold model."""

PARTS = 5
RIGHT = 0.97
"""Of what is not sent to a person, this share shall be right."""

MOST_FEATURES = 200_000
SMOOTHED = 0.1
"""Of every feature is taken to stand in every category, so that none stands in one alone."""

_LEAST = 1e-9
_HOLD = 1e-3
"""Holds the shifts near zero where a category has few rows."""

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Settings:
    """What `linli text evaluate --only parameters` chooses among, on the training rows.

    `cost`: what a row on the wrong side costs, against large weights. `telling`: how much of what a
    feature weighs before a category is solved comes from how much more often it stands there than
    elsewhere (Wang and Manning 2012).
    """

    cost: float = 0.5
    telling: float = 0.4


CHOSEN = Settings()


@dataclass(frozen=True, slots=True)
class Blind:
    """What was said of each row by a model that had not seen it nor anything like it."""

    found: NDArray[np.float64]
    truth: Indices
    codes: Sequence[str]


def fit(rows: Iterable[Row], *, right: float = RIGHT) -> Linear:
    """A calibrated model with its threshold. Raises TooFewRows."""
    return fit_and_tell(rows, right=right)[0]


def fit_and_tell(rows: Iterable[Row], *, right: float = RIGHT) -> tuple[Linear, Blind]:
    """The model, and what it would have said of its own rows blindly. Raises TooFewRows."""
    table = Table(rows)
    scores = blind_scores(table, CHOSEN)
    slope, shift = calibrated(scores, table.truth)
    found = np.exp(log_softmax(slope * scores + shift, axis=1))
    solved = _Solved(table, np.arange(len(table.truth)), CHOSEN)
    model = Linear(
        codes=table.codes,
        features=solved.kept.astype(np.int32),
        idf=solved.idf,
        weights=solved.weights,
        bias=solved.bias,
        slope=slope,
        shift=shift,
        threshold=threshold(found, table.truth.tolist(), right=right),
        counts=table.counts,
        version=f"fitted-{table.digest[:12]}",
    )
    return model, Blind(found, table.truth, table.codes)


def blind_scores(table: Table, settings: Settings) -> NDArray[np.float64]:
    """Of each row for each category, by what was solved for the rows of the other parts."""
    scores = np.zeros((len(table.truth), len(table.codes)))
    for part in range(PARTS):
        others, these = (
            np.flatnonzero(which) for which in (table.part != part, table.part == part)
        )
        scores[these] = _Solved(table, others, settings).scores(these)
    return scores


def calibrated(scores: NDArray[np.float64], truth: Indices) -> tuple[float, NDArray[np.float64]]:
    """Slope and shifts with which softmax(slope · score + shift) is likeliest (Platt's scaling)."""
    from scipy.optimize import minimize  # noqa: PLC0415 - slow, and needed here alone

    count, codes = scores.shape
    wanted = np.zeros_like(scores)
    wanted[np.arange(count), truth] = 1.0

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scaled = log_softmax(values[0] * scores + values[1:], axis=1)
        apart = (np.exp(scaled) - wanted) / count
        slope_too = np.concatenate([[(apart * scores).sum()], apart.sum(axis=0)])
        slope_too[1:] += 2 * _HOLD * values[1:]
        return float(-(scaled * wanted).sum() / count + _HOLD * (values[1:] ** 2).sum()), slope_too

    start = np.concatenate([[2.0], np.zeros(codes)])
    best = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return float(best[0]), best[1:]


class Table:
    """The rows as numbers: features, categories, and the part in which each is read blindly."""

    def __init__(self, rows: Iterable[Row]) -> None:
        given = [*rows]
        counts = Counter(row.code for row in given)
        given = [row for row in given if counts[row.code] >= LEAST_ROWS]
        telling = [reading.words(row.text, cut=row.cut) for row in given]
        part = _parts(groups(telling), [row.code for row in given])
        self.codes = tuple(sorted(_spread([row.code for row in given], part)))
        if len(self.codes) < 2:
            raise TooFewRows
        self.counts = {code: counts[code] for code in self.codes}
        at = {code: number for number, code in enumerate(self.codes)}
        kept = [number for number, row in enumerate(given) if row.code in at]
        self.truth = np.array([at[given[number].code] for number in kept], np.int64)
        self.features = _matrix([telling[number] for number in kept])
        self.part = part[kept]
        self.digest = hashlib.sha256(
            "\n".join(f"{given[number].code} {given[number].text}" for number in kept).encode()
        ).hexdigest()


class _Solved:
    """The weights for some of the rows."""

    def __init__(self, table: Table, rows: Indices, settings: Settings) -> None:
        self._all = table.features
        own = table.features[rows]
        holders = np.bincount(own.indices, minlength=reading.FEATURES)
        least = least_holders(len(rows))
        kept = np.flatnonzero(holders >= least)
        if len(kept) > MOST_FEATURES:
            kept = np.sort(kept[np.argsort(-holders[kept], kind="stable")[:MOST_FEATURES]])
        if not len(kept):
            raise TooFewRows
        self.kept = kept
        self.idf = (np.log((1 + len(rows)) / (1 + holders[kept])) + 1).astype(np.float32)
        own, truth = self._weighted(rows), table.truth[rows]
        solved = [_against_others(own, truth == n, settings) for n in range(len(table.codes))]
        self.weights = np.stack([weights for weights, _bias in solved], axis=1).astype(np.float32)
        self.bias = np.array([bias for _weights, bias in solved], np.float64)

    def scores(self, rows: Indices) -> NDArray[np.float64]:
        found: NDArray[np.float64] = self._weighted(rows) @ self.weights + self.bias
        return found

    def _weighted(self, rows: Indices) -> csr_matrix:
        own = self._all[rows][:, self.kept]
        for start, end in zip(own.indptr, own.indptr[1:], strict=False):
            times = own.data[start:end].astype(np.int64)
            own.data[start:end] = weighted(times, self.idf[own.indices[start:end]])
        return own


def _against_others(
    rows: csr_matrix, inside: NDArray[np.bool_], settings: Settings
) -> tuple[NDArray[np.float64], float]:
    """The weights that tell one category from the others, and what is added to every score."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - slow, and needed here alone

    there, elsewhere = (
        np.asarray(rows[which].sum(axis=0)).ravel() + SMOOTHED for which in (inside, ~inside)
    )
    apart = np.abs(np.log(there / there.sum()) - np.log(elsewhere / elsewhere.sum()))
    lift = apart / max(float(apart.mean()), _LEAST)
    telling = 1 - settings.telling + settings.telling * lift
    scaled = csr_matrix((rows.data * telling[rows.indices], rows.indices, rows.indptr), rows.shape)
    solver = LinearSVC(C=settings.cost, class_weight="balanced", random_state=0).fit(scaled, inside)
    return solver.coef_[0] * telling, float(solver.intercept_[0])


def least_holders(rows: int) -> int:
    """In how many of so many rows a feature must stand to be kept."""
    return 2 if rows < 1_000 else 3 if rows < 3_000 else 5


def _matrix(telling: Sequence[list[str]]) -> csr_matrix:
    found = [reading.features(each) for each in telling]
    starts = np.cumsum([0, *(len(features) for features, _times in found)])
    columns = np.concatenate([features for features, _times in found])
    times = np.concatenate([times for _features, times in found]).astype(np.float32)
    return csr_matrix((times, columns, starts), shape=(len(found), reading.FEATURES))


def _parts(group: Sequence[int], codes: Sequence[str]) -> Indices:
    """A part for each row: groups stay whole, and every category is spread over the parts."""
    members: dict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(group):
        members[each].append(number)
    part = np.zeros(len(group), np.int64)
    dealt: Counter[str] = Counter()
    for rows in members.values():
        part[rows] = dealt[codes[rows[0]]] % PARTS
        dealt[codes[rows[0]]] += 1
    return part


def _spread(codes: Sequence[str], part: Indices) -> set[str]:
    """The categories that stand in more than one part: one said in one way only tells nothing."""
    parts: dict[str, set[int]] = defaultdict(set)
    for code, each in zip(codes, part.tolist(), strict=True):
        parts[code].add(each)
    return {code for code, found in parts.items() if len(found) > 1}
