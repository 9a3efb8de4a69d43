"""Who keeps standard texts; who reads them follows from where somebody works (queries.py)."""

from __future__ import annotations

from datetime import datetime

from linli.ground.org.models import Unit, User

KEEP = "texts.keep"


def units_kept(user: User, at: datetime) -> list[Unit]:
    """The units whose texts the user keeps: those of the very duties that give the power."""
    if not user.is_active:
        return []
    return list({duty.unit_id: duty.unit for duty in user.duties_with(KEEP, at)}.values())


def may_keep(user: User, unit_id: int, at: datetime) -> bool:
    """Whether the user keeps the texts of this unit."""
    return any(unit.pk == unit_id for unit in units_kept(user, at))
