"""The figures of a bulletin, counted from its lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from linli.affairs.supervision.models import Bulletin, Line, State
from linli.ground.org.models import Unit


@dataclass(frozen=True, slots=True)
class Row:
    """One unit: under how many supervisions it was, how many were late, how many are put right."""

    unit: Unit
    supervised: int
    late: int
    put_right: int


def table(bulletin: Bulletin) -> list[Row]:
    """A row for each unit, in the order of their codes."""
    prefetch_related_objects([bulletin], "lines__unit")
    lines: dict[Unit, list[Line]] = defaultdict(list)
    for line in bulletin.lines.all():
        lines[line.unit].append(line)
    return [
        Row(
            unit,
            len(own),
            sum(line.late for line in own),
            sum(line.state == State.ACCEPTED for line in own),
        )
        for unit, own in lines.items()
    ]
