"""From which probability on a suggestion may be filled in: how many are, and how many are right.

A threshold is chosen on the training rows, each read by a model that had not seen it; the same on
dev_raw says what it is worth. The words alone learn from no row, so train_raw is theirs to choose
on. Of places the confidence has few values, one for each kind of reading: they are chosen on one
half of the labelled messages, and what they are worth is told of the other. From which probability
on another case is shown is chosen on the pairs that were read.
"""

from __future__ import annotations

from collections.abc import Iterator

from linli.text.classify.fitting import fit_and_tell
from linli.text.classify.joined import Joined
from linli.text.classify.lexicon import Lexicon
from linli.text.evaluation import placing, repeating
from linli.text.evaluation.classifying import Board, Told, told, training_rows
from linli.text.evaluation.figures import Figure, Folder

STEPS = (0.5, 0.7, 0.8, 0.85, 0.9, 0.95)


def figures(folder: Folder) -> Iterator[Figure]:
    """What each threshold gives: for categories by each model, and for places."""
    rows = training_rows(folder)
    raw = [(row.text, row.code) for row in rows if not row.cut]
    dev = [(row["text"], row["label"]) for row in folder.rows("messages/dev_raw.csv")]
    model, blind = fit_and_tell(rows)
    cold = Board(Lexicon())
    own = Told(blind.found, blind.truth.tolist(), blind.codes)
    yield from _curve("fitted", own, f"the {len(rows):,} training rows, each fifth read blindly")
    yield from _curve("fitted", told(model, dev), f"dev_raw, {len(dev):,} rows")
    yield from _curve("joined", told(Joined(model, cold), dev), f"dev_raw, {len(dev):,} rows")
    yield from _curve("words alone", told(cold, raw), f"train_raw, {len(raw)} rows")
    yield from _curve("words alone", told(cold, dev), f"dev_raw, {len(dev):,} rows")
    yield from placing.figures(folder)
    yield from repeating.thresholds(folder)


def _curve(model: str, said: Told, on: str) -> Iterator[Figure]:
    for least in STEPS:
        sent, right = said.above(least)
        yield Figure(f"{model}: right from {least} on, {1 - sent:.1%} of all", on, right)
