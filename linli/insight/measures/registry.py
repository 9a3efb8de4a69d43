"""All measures: those of every institution, and what its matters are counted by."""

from __future__ import annotations

from linli.affairs.admission import measures as admission
from linli.affairs.cases import measures as cases
from linli.affairs.supervision import measures as supervision
from linli.affairs.whistle import measures as whistle
from linli.matters.measuring import COUNTED, HALVES, MEASURES

__all__ = ["COUNTED", "HALVES", "INSTITUTIONS", "MEASURES"]

INSTITUTIONS = (cases, whistle, supervision, admission)
"""The modules whose measures are told; importing them enters what they declare."""


def _in_order() -> None:
    """Tell the measures in the order of the institutions, whichever was imported first."""
    for institution in INSTITUTIONS:
        for code, each in list(MEASURES.items()):
            declared = each.counts or each.mix
            if declared is not None and declared.__module__ == institution.__name__:
                MEASURES[code] = MEASURES.pop(code)


_in_order()
