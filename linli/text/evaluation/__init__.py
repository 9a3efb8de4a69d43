"""How good the readers of text are, measured on real and on made-up texts.

    for name, figures in FIGURES.items():
        for figure in figures(Folder(path)):
            print(name, figure.what, figure.written, figure.goal)

Each entry of FIGURES is a function from the folder of real data to its figures. It raises NoData
where it needs rows that are not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from linli.text.evaluation import redacting
from linli.text.evaluation.figures import Figure, Folder, NoData

__all__ = ["FIGURES", "Figure", "Folder", "NoData"]

FIGURES: dict[str, Callable[[Folder], Iterable[Figure]]] = {
    "redact": redacting.figures,
}
"""What can be measured, by name."""
