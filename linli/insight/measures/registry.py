"""All measures: those of every institution, and what its matters are counted by."""

from __future__ import annotations

from linli.affairs.cases import measures as cases
from linli.matters.measuring import COUNTED, MEASURES

__all__ = ["COUNTED", "INSTITUTIONS", "MEASURES"]

INSTITUTIONS = (cases,)
"""The modules whose measures are told; importing them enters what they declare."""
