"""How well categories are found: seven classes of a message board, and the words alone."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from linli.text.classify import reading
from linli.text.classify.answers import TOP, Model, Reason, by_code, suggested
from linli.text.classify.calibration import brier, expected_error, macro_f1, reliability
from linli.text.classify.fitting import fit, fit_and_tell
from linli.text.classify.joined import Joined
from linli.text.classify.labelled import Row
from linli.text.classify.lexicon import Lexicon
from linli.text.classify.linear import Linear
from linli.text.classify.nearness import known
from linli.text.evaluation.figures import Figure, Folder
from linli.text.evaluation.noise import of_rows

FEW, MANY = (10, 30, 50, 100, 200), 150
"""Rows of each class, for the figures of the joined model."""

SEEN = "train_segmented + train_raw"
PUBLISHED = "SVM 0.912 and 0.92, TextCNN 0.81, on their own rows"

BOARD = {
    "城乡建设": ("03", "0406", "0502", "0508", "0512", "0705", "0903", "0904"),
    "环境保护": ("0401", "0402", "0403", "0404"),
    "交通运输": ("0501", "0503", "0504", "0505", "0506", "0507", "0509", "0510", "0511", "0513"),
    "教育文体": ("0102", "0103", "0104", "0105", "0106", "0107"),
    "劳动和社会保障": ("08",),
    "商贸旅游": ("0108", "0709", "10", "1103", "1107"),
    "卫生计生": ("02", "0708"),
}
"""The board's seven classes as categories of the 12345 standard: what its own list of sub-classes
puts under each. Categories of the standard that the board keeps elsewhere are in none."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a model said of some rows."""

    found: NDArray[np.float64]
    truth: list[int]
    codes: Sequence[str]

    def at(self, rows: NDArray[np.int64]) -> Told:
        """The same for some of the rows, by their places."""
        return Told(self.found[rows], [self.truth[row] for row in rows.tolist()], self.codes)

    def figure(
        self,
        what: str,
        on: str,
        measure: Callable[[Told], float],
        goal: float | None = None,
        *,
        at_most: bool = False,
        published: str = "",
    ) -> Figure:
        """A measure of these rows, and how much of it is chance."""
        between = of_rows(len(self.truth), lambda rows: measure(self.at(rows)))
        return Figure(what, on, measure(self), goal, at_most, ".3f", published, between)

    def f1(self) -> float:
        """The mean over the classes."""
        return macro_f1(self.found.argmax(axis=1).tolist(), self.truth, len(self.codes))

    def right(self) -> float:
        """How often the likeliest is the right one."""
        return float((self.found.argmax(axis=1) == self.truth).mean())

    def among_first(self) -> float:
        """How often the right one is among those that are suggested."""
        best = np.argsort(-self.found, axis=1, kind="stable")[:, :TOP]
        return float((best == np.array(self.truth)[:, np.newaxis]).any(axis=1).mean())

    def brier(self) -> float:
        """The Brier score over all categories."""
        return brier(self.found, self.truth)

    def expected_error(self) -> float:
        """How far promised and right lie apart on the average."""
        return expected_error(self.found, self.truth)

    def above(self, threshold: float) -> tuple[float, float]:
        """The share sent to a person, and the share right of the rest."""
        best = self.found.max(axis=1)
        sure = best >= threshold
        hits = self.found.argmax(axis=1) == np.array(self.truth)
        return float(1 - sure.mean()), float(hits[sure].mean()) if sure.any() else 1.0


def training_rows(folder: Folder) -> list[Row]:
    """The rows to learn from, of both forms. Raises NoData."""
    cut = folder.rows("messages/train_segmented.csv")
    rows = [Row(row["words"].replace("_x000D_", " "), row["label"], cut=True) for row in cut]
    raw = folder.rows("messages/train_raw.csv")
    return rows + [Row(row["text"], row["label"]) for row in raw]


def figures(folder: Folder) -> Iterator[Figure]:
    """The fitted model, the cold model, and how fast they are."""
    rows = training_rows(folder)
    dev = [(row["text"], row["label"]) for row in folder.rows("messages/dev_raw.csv")]
    model, blind = fit_and_tell(rows)
    yield from _fitted(model, rows, dev)
    own = Told(blind.found, blind.truth.tolist(), blind.codes)
    yield own.figure("macro F1, 7 classes", f"{SEEN}, each fifth read blindly", Told.f1)
    yield from _cold(dev)
    yield from _joined(rows, dev)
    yield from _standard(folder)
    yield from _speed(model, [text for text, _label in dev])


def _fitted(model: Linear, rows: list[Row], dev: list[tuple[str, str]]) -> Iterator[Figure]:
    telling = [reading.words(text) for text, _label in dev]
    found = np.array([model.probabilities_of(each) for each in telling])
    said = Told(found, [model.codes.index(label) for _text, label in dev], model.codes)
    on = f"dev_raw, {len(dev):,} rows; fitted on {SEEN}"
    yield said.figure("macro F1, 7 classes", on, Told.f1, 0.92, published=PUBLISHED)
    yield said.figure("right among the first three", on, Told.among_first, 0.985)
    chosen = f"{on}; threshold {model.threshold:.3f} chosen on these"
    yield from _parted(said, chosen, model.threshold, (0.20, 0.97))
    yield said.figure("Brier score", on, Told.brier)
    yield said.figure("expected calibration error", on, Told.expected_error)
    yield from _reliability("", said)
    seen = known(telling, [reading.words(row.text, cut=row.cut) for row in rows])
    apart = said.at(np.flatnonzero(~np.array(seen)))
    on = f"dev_raw without what is nearly in the training rows, {len(apart.truth):,} rows"
    yield apart.figure("macro F1, 7 classes", on, Told.f1)
    yield apart.figure("right among the first three", on, Told.among_first)
    yield from _parted(apart, on, model.threshold)


def _parted(
    said: Told,
    on: str,
    threshold: float,
    goals: tuple[float | None, float | None] = (None, None),
) -> Iterator[Figure]:
    """How much a threshold sends to a person, and how much is right of the rest."""
    most, least = goals
    yield said.figure(
        "sent to a person", on, lambda some: some.above(threshold)[0], most, at_most=True
    )
    yield said.figure("right of the rest", on, lambda some: some.above(threshold)[1], least)


def _reliability(model: str, said: Told) -> Iterator[Figure]:
    for each in reliability(said.found, said.truth):
        what = f"{model}right where {each.promised:.2f} was promised, on average"
        on = f"dev_raw, the {each.count:,} rows of that tenth"
        yield Figure.share(what, on, (round(each.right * each.count), each.count))


def _cold(dev: list[tuple[str, str]]) -> Iterator[Figure]:
    said = told(Board(Lexicon()), dev)
    on = f"dev_raw, {len(dev):,} rows; words alone, 99 categories put together as the 7 classes"
    yield said.figure("cold: macro F1, 7 classes", on, Told.f1)
    yield said.figure("cold: right", on, Told.right)
    yield said.figure("cold: right among the first three", on, Told.among_first)
    yield said.figure("cold: Brier score", on, Told.brier)
    yield said.figure("cold: expected calibration error", on, Told.expected_error)
    yield from _reliability("cold: ", said)


def _joined(rows: list[Row], dev: list[tuple[str, str]]) -> Iterator[Figure]:
    """What the words add where rows are few, and where a class has none."""
    cold = Board(Lexicon())
    for few in FEW:
        fitted = fit(_some(rows, few))
        both = told(Joined(fitted, cold), dev)
        on = f"dev_raw; fitted on {few} rows of each class"
        yield told(fitted, dev).figure("fitted alone: macro F1, 7 classes", on, Told.f1)
        yield both.figure("joined: macro F1, 7 classes", on, Told.f1)
        yield both.figure("joined: right among the first three", on, Told.among_first)
        yield both.figure("joined: Brier score", on, Told.brier)
    unseen = max(cold.codes, key=lambda name: sum(row.code == name for row in rows))
    without = fit([row for row in _some(rows, MANY) if row.code != unseen])
    said = told(Joined(without, cold), dev)
    of_it = said.at(np.flatnonzero(np.array(said.truth) == said.codes.index(unseen)))
    on = f"dev_raw; fitted on {MANY} rows of each class but {unseen}"
    yield said.figure("joined: macro F1, 7 classes", on, Told.f1)
    yield of_it.figure("joined: of the class without rows, found", on, Told.right)


def _some(rows: list[Row], count: int) -> list[Row]:
    """The first so many rows of each class, those as people write them before the others."""
    taken: Counter[str] = Counter()
    chosen = []
    for row in sorted(rows, key=lambda row: row.cut):
        taken[row.code] += 1
        if taken[row.code] <= count:
            chosen.append(row)
    return chosen


def _standard(folder: Folder) -> Iterator[Figure]:
    """The cold model on how the standard itself explains its third-level categories."""
    cold = Lexicon()
    rows = [
        (f"{row['level_3_name']} {row['remark']}", row["level_2_code"])
        for row in folder.rows("taxonomy/categories_db44t2479_2024.csv")
        if row["remark"] and row["level_2_code"] in cold.codes
    ]
    found = np.array([cold.probabilities(text) for text, _code in rows])
    groups = sorted({code[:2] for code in cold.codes})
    onto = np.array([[code.startswith(group) for group in groups] for code in cold.codes])
    on = f"the standard's own remarks, {len(rows)} rows"
    for codes, chances in ((cold.codes, found), (groups, found @ onto)):
        right = [codes.index(code[: len(codes[0])]) for _text, code in rows]
        said = Told(chances, right, codes)
        yield said.figure(f"cold: right, {len(codes)} categories", on, Told.right)
        yield said.figure("cold: right among the first three", on, Told.among_first)
        yield said.figure("cold: Brier score", on, Told.brier)


class Board:
    """A model over the standard's categories, read as one over the board's classes."""

    def __init__(self, cold: Model) -> None:
        self.codes: Sequence[str] = sorted(BOARD)
        self.version = f"{cold.version} as the board's classes"
        self._cold = cold
        self._onto = np.array(
            [[code.startswith(BOARD[name]) for name in self.codes] for code in cold.codes],
            np.float64,
        )

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """One probability for each class, of those that the board has."""
        found: NDArray[np.float64] = self._cold.probabilities(text) @ self._onto
        shares: NDArray[np.float64] = found / found.sum()
        return shares

    def reasons(self, text: str, codes: Sequence[str]) -> list[tuple[Reason, ...]]:
        """For each class those of the likeliest of its categories."""
        chances = by_code(self._cold, text)
        inside = [[each for each in self._cold.codes if each.startswith(BOARD[c])] for c in codes]
        return self._cold.reasons(text, [max(of, key=chances.__getitem__) for of in inside])


def told(model: Model, rows: list[tuple[str, str]]) -> Told:
    """What the model says of texts with their classes."""
    found = np.array([model.probabilities(text) for text, _label in rows])
    return Told(found, [model.codes.index(label) for _text, label in rows], model.codes)


def _speed(model: Linear, texts: list[str]) -> Iterator[Figure]:
    on = f"dev_raw, {statistics.mean(map(len, texts)):.0f} characters on average; one core"
    taken = [_milliseconds(model.probabilities, text) for text in texts]
    each = statistics.mean(taken)
    yield Figure(
        "messages a second, words cut and classified", on, 1_000 / each, 2_000, form=",.0f"
    )
    slow = statistics.quantiles(taken, n=20)[-1]
    yield Figure("one message, ms, 95th percentile", on, slow, 3, at_most=True, form=".2f")
    with_reasons = [_milliseconds(partial(suggested, model), text) for text in texts[:200]]
    mean = statistics.mean(with_reasons)
    yield Figure("one message with its reasons, ms", on, mean, form=".2f")


def _milliseconds(read: Callable[[str], object], text: str) -> float:
    """Of the processor, so that what else the machine does is not counted."""
    before = time.process_time()
    read(text)
    return (time.process_time() - before) * 1_000
