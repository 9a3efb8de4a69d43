"""How good the readers of text are, measured on real and on made-up texts.

    for figure in measured("redact", Folder(path)):
        print(figure.what, figure.rows, figure.written, figure.aim)

Each entry of FIGURES and of WHEN_ASKED is a module of this package, imported when it is asked for,
because fitting needs libraries that are slow to start. It has a function `figures(folder)` that
gives its figures, and raises NoData where it needs rows that are not there.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable

from linli.text.evaluation.figures import Figure, Folder, NoData

__all__ = ["FIGURES", "WHEN_ASKED", "Figure", "Folder", "NoData", "measured"]

FIGURES = {
    "classify": "classifying",
    "thresholds": "choosing",
    "locate": "locating",
    "similar": "repeating",
    "events": "gathering",
    "surges": "rising",
    "redact": "redacting",
}
"""What is measured, and the module that does it."""

WHEN_ASKED = {"parameters": "tuning"}
"""What takes minutes and measures nothing that is in use: what else could have been chosen."""


def measured(name: str, folder: Folder) -> Iterable[Figure]:
    """The figures of one part. Raises NoData."""
    module = importlib.import_module(f"linli.text.evaluation.{(FIGURES | WHEN_ASKED)[name]}")
    found: Iterable[Figure] = module.figures(folder)
    return found
