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
from linli.text.classify.answers import Model, Reason, by_code, suggested
from linli.text.classify.calibration import brier, expected_error, macro_f1, reliability
from linli.text.classify.fitting import fit, fit_and_tell
from linli.text.classify.joined import Joined
from linli.text.classify.labelled import Row
from linli.text.classify.lexicon import Lexicon
from linli.text.classify.linear import Linear
from linli.text.classify.nearness import known
from linli.text.evaluation.figures import Figure, Folder

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

    def only(self, wanted: Sequence[bool]) -> Told:
        """The same for some of the rows."""
        at = np.flatnonzero(wanted)
        return Told(self.found[at], [self.truth[number] for number in at], self.codes)

    @property
    def f1(self) -> float:
        """The mean over the classes."""
        return macro_f1(self.found.argmax(axis=1).tolist(), self.truth, len(self.codes))

    def top(self, count: int) -> float:
        """How often the right one is among the first so many."""
        best = np.argsort(-self.found, axis=1)[:, :count]
        return float(np.mean([right in row for right, row in zip(self.truth, best, strict=True)]))

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
    yield Figure("macro F1", f"{SEEN}, each fifth read blindly", own.f1)
    yield from _cold(dev)
    yield from _joined(rows, dev)
    yield from _standard(folder)
    yield from _speed(model, [text for text, _label in dev])


def _fitted(model: Linear, rows: list[Row], dev: list[tuple[str, str]]) -> Iterator[Figure]:
    telling = [reading.words(text) for text, _label in dev]
    found = np.array([model.probabilities_of(each) for each in telling])
    said = Told(found, [model.codes.index(label) for _text, label in dev], model.codes)
    on = f"dev_raw, {len(dev):,} rows; fitted on {SEEN}"
    yield Figure("macro F1, 7 classes", on, said.f1, 0.92, published=PUBLISHED)
    yield Figure("right among the first three", on, said.top(3), 0.985)
    sent, right = said.above(model.threshold)
    chosen = f"{on}; threshold {model.threshold:.3f} chosen on these"
    yield Figure("sent to a person", chosen, sent, 0.20, at_most=True)
    yield Figure("right of the rest", chosen, right, 0.97)
    yield Figure("Brier score", on, brier(said.found, said.truth))
    yield Figure("expected calibration error", on, expected_error(said.found, said.truth))
    for each in reliability(said.found, said.truth):
        promised = f"right where {each.promised:.2f} was promised, on average"
        yield Figure(promised, f"dev_raw, the {each.count:,} rows of that tenth", each.right)
    new = [not seen for seen in known(telling, [reading.words(r.text, cut=r.cut) for r in rows])]
    apart = said.only(new)
    on = f"dev_raw without what is nearly in the training rows, {sum(new):,} rows"
    yield Figure("macro F1, 7 classes", on, apart.f1)
    yield Figure("right among the first three", on, apart.top(3))
    sent, right = apart.above(model.threshold)
    yield Figure("sent to a person", on, sent)
    yield Figure("right of the rest", on, right)


def _cold(dev: list[tuple[str, str]]) -> Iterator[Figure]:
    said = told(Board(Lexicon()), dev)
    on = f"dev_raw, {len(dev):,} rows; words alone, 99 categories put together as the 7 classes"
    yield Figure("cold: macro F1, 7 classes", on, said.f1)
    yield Figure("cold: right", on, said.top(1))
    yield Figure("cold: right among the first three", on, said.top(3))
    yield Figure("cold: Brier score", on, brier(said.found, said.truth))
    yield Figure("cold: expected calibration error", on, expected_error(said.found, said.truth))
    for each in reliability(said.found, said.truth):
        promised = f"cold: right where {each.promised:.2f} was promised, on average"
        yield Figure(promised, f"dev_raw, the {each.count:,} rows of that tenth", each.right)


def _joined(rows: list[Row], dev: list[tuple[str, str]]) -> Iterator[Figure]:
    """What the words add where rows are few, and where a class has none."""
    cold = Board(Lexicon())
    for few in FEW:
        fitted = fit(_some(rows, few))
        both = told(Joined(fitted, cold), dev)
        on = f"dev_raw; fitted on {few} rows of each class"
        yield Figure("fitted alone: macro F1, 7 classes", on, told(fitted, dev).f1)
        yield Figure("joined: macro F1, 7 classes", on, both.f1)
        yield Figure("joined: right among the first three", on, both.top(3))
        yield Figure("joined: Brier score", on, brier(both.found, both.truth))
    unseen = max(cold.codes, key=lambda name: sum(row.code == name for row in rows))
    without = fit([row for row in _some(rows, MANY) if row.code != unseen])
    said = told(Joined(without, cold), dev)
    found = said.found.argmax(axis=1)[np.array(said.truth) == said.codes.index(unseen)]
    on = f"dev_raw; fitted on {MANY} rows of each class but {unseen}"
    yield Figure("joined: macro F1, 7 classes", on, said.f1)
    yield Figure(
        "joined: of the class without rows, found",
        on,
        float(np.mean(found == said.codes.index(unseen))),
    )


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
        yield Figure(f"cold: right, {len(codes)} categories", on, said.top(1))
        yield Figure("cold: right among the first three", on, said.top(3))
        yield Figure("cold: Brier score", on, brier(chances, right))


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

    def reasons(self, text: str, code: str) -> tuple[Reason, ...]:
        """Those of the likeliest of its categories."""
        of = (each for each in self._cold.codes if each.startswith(BOARD[code]))
        chances = by_code(self._cold, text)
        return self._cold.reasons(text, max(of, key=chances.__getitem__))


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
