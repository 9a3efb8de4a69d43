"""All measures: those of every institution, and what its matters are counted by."""

from __future__ import annotations

from linli.affairs.admission import measures as admission
from linli.affairs.cases import measures as cases
from linli.affairs.supervision import measures as supervision
from linli.affairs.whistle import measures as whistle
from linli.matters.measuring import COUNTED, HALVES, Measure
from linli.matters.measuring import MEASURES as DECLARED

__all__ = ["COUNTED", "HALVES", "INSTITUTIONS", "MEASURES"]

INSTITUTIONS = (cases, whistle, supervision, admission)
"""The modules whose measures are told; importing them enters what they declare."""

_ORDER = [institution.__name__ for institution in INSTITUTIONS]


def _institution(measure: Measure) -> int:
    declared = measure.counts or measure.mix
    assert declared is not None
    return _ORDER.index(declared.__module__)


MEASURES = {measure.code: measure for measure in sorted(DECLARED.values(), key=_institution)}
"""By code, in the order of the institutions, whichever was imported first."""
