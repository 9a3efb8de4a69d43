"""What an application for admission says, before it is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from linli.affairs.admission.models import ListedItem
from linli.ground.places.models import Place

APART = {"hours", "other_hours", "fields_typed", "fields_known"}
"""What is kept in rows of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a department wants communities to do, and what it brings with it.

    `hours` are person-hours of each community in a month, `other_hours` those of single months.
    """

    title: str
    subject: str
    place: Place
    basis: str
    content: str
    starts_on: date
    ends_on: date
    hours: int
    staff: str
    funding: str
    money: Decimal = Decimal(0)
    listed: ListedItem | None = None
    other_hours: Mapping[date, int] = field(default_factory=dict)
    data_needed: str = ""
    fields_typed: Sequence[str] = ()
    fields_known: Sequence[str] = ()
    training: str = ""
    evaluation: str = ""
    exemption: str = ""
    exemption_reason: str = ""

    def columns(self) -> dict[str, Any]:
        """What the item itself keeps, by column."""
        named = [each.name for each in fields(self) if each.name not in APART]
        return {name: getattr(self, name) for name in named}
