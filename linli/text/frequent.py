"""How often common words stand in citizens' messages: what rareness starts from.

`frequent.csv` holds the terms that stand in at least one of a hundred messages, counted over some
3,000 messages to the authorities of one city (none of those on which figures are reported). An
index with few reports knows from it that 小区 is common and 青梧 is not; with many it matters no
more.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linli.text.rows import NONE
from linli.text.terms import number

REPORTS = 1_000
"""As many reports the table counts for beside those of an index."""

TABLE = Path(__file__).with_suffix(".csv")


@cache
def standing() -> NDArray[np.float32]:
    """For every term's number, in how many of REPORTS reports it stands. Not to be changed."""
    found = np.zeros(NONE + 1, dtype=np.float32)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[number(row["term"])] += float(row["per_ten_thousand"]) / 10_000 * REPORTS
    found.flags.writeable = False
    return found


@cache
def _terms() -> frozenset[str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return frozenset(row["term"] for row in csv.DictReader(file))


def is_common(term: str) -> bool:
    """Whether the term stands in the table."""
    return term in _terms()
