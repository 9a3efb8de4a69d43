"""What the API reads and writes of items, tasks and refusals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from linli.matters.shapes import DeadlineOut, NextStepOut

MOST = 200
"""Rows on one page of a list."""


class AdmissionItemOut(Schema):
    """An item, a task or a refusal in a list."""

    kind: str
    number: str
    title: str
    state: str
    place: str = Field(alias="place_id")
    holder: str | None = Field(alias="holder.code", default=None)
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    version: int


class AdmissionPageOut(Schema):
    """One page, the newest first; `next` is the cursor of the page after it."""

    items: list[AdmissionItemOut]
    next: str | None


class Filters(Schema):
    """What narrows a list, and which page of it."""

    state: str = Field("", max_length=24)
    cursor: str = Field("", pattern=r"^\d{0,18}$", description="`next` of the page before")
    limit: int = Field(50, ge=1, le=MOST)


class AskedOut(Schema):
    """A unit that was asked for its part or its word."""

    unit: str = Field(alias="unit.code")
    asked_at: datetime
    answered_at: datetime | None
    released_at: datetime | None


class MatterOut(AdmissionItemOut):
    """An item, a task or a refusal in full, with the moves open to the caller."""

    moves: list[str]
    next_step: NextStepOut | None = Field(alias="shown_next_step")
    parts: list[AskedOut]
    deadlines: list[DeadlineOut]
    details: dict[str, Any] = Field(description="what only this kind has")


class TaskIn(Schema):
    """A task for communities."""

    item: str = Field(description="number of an item of one's unit that is in force")
    units: list[str] = Field(description="codes of communities", min_length=1, max_length=500)
    title: str = Field(min_length=1, max_length=100)
    content: str = Field(min_length=1, max_length=2000)
    evidence: str = Field(min_length=1, max_length=2000)
    answer_by: date
    hours: int = Field(ge=0, le=2000, description="person-hours of each community")
    form: str = Field("", description="number of an admitted form, or empty")


class LineOut(Schema):
    """The figures of a community or of a department."""

    name: str
    key: str
    asked: int = Field(description="person-hours")
    admitted: int = Field(description="person-hours")
    refused: int
    upheld: int
    items: int
    exempted: int
    promised: float = Field(description="yuan")
    arrived: float = Field(description="yuan")


class BurdenOut(Schema):
    """What was asked of communities in some months."""

    communities: list[LineOut]
    departments: list[LineOut]
    months: list[LineOut]
    typed_twice: int


class Months(Schema):
    """From which month to which; by default the last twelve."""

    first: str = Field("", pattern=r"^(\d{4}-\d{2})?$")
    last: str = Field("", pattern=r"^(\d{4}-\d{2})?$")
