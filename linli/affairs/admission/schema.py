"""What the API reads and writes of items, tasks and refusals."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Schema
from pydantic import Field

from linli.affairs.admission.burden import Burden
from linli.affairs.admission.models import Exemption, Funding, Ground, Subject, Way
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
    task: str = Field(description="what it was asked, where that is not the matter itself")
    asked_at: datetime
    answered_at: datetime | None
    answer: str
    hours: int | None = Field(
        alias="shown_hours", description="person-hours that a community has reported"
    )
    accepted: bool | None = Field(
        alias="shown_accepted", description="whether its report was accepted, where it was judged"
    )
    released_at: datetime | None
    release_reason: str


class MatterOut(AdmissionItemOut):
    """An item, a task or a refusal in full, with the moves open to the caller."""

    moves: list[str]
    next_step: NextStepOut | None = Field(alias="shown_next_step")
    parts: list[AskedOut]
    deadlines: list[DeadlineOut]
    details: dict[str, Any] = Field(description="what only this kind has")


class ItemIn(Schema):
    """An application for admission, kept as a draft until it is submitted."""

    unit: str = Field(max_length=32, description="code of one's unit, which applies")
    title: str = Field(min_length=1, max_length=100)
    subject: Subject
    listed: int | None = Field(None, description="`id` of a line of the lists of duties or of help")
    place: str = Field(max_length=20, description="code of a district or street")
    basis: str = Field(min_length=1, max_length=2000)
    content: str = Field(min_length=1, max_length=2000)
    starts_on: date
    ends_on: date
    hours: int = Field(ge=0, le=2000, description="person-hours a month, of each community")
    other_hours: dict[str, int] = Field(
        {}, max_length=60, description="months that differ: 2026-03, and their person-hours"
    )
    staff: str = Field(min_length=1, max_length=2000)
    funding: Funding
    money: Decimal = Field(Decimal(0), ge=0, description="yuan, for the whole term")
    data_needed: str = Field("", max_length=2000)
    fields_typed: list[str] = Field([], max_length=200)
    fields_known: list[str] = Field([], max_length=200)
    training: str = Field("", max_length=2000)
    evaluation: str = Field("", max_length=2000)
    exemption: Exemption | None = None
    exemption_reason: str = Field("", max_length=2000)

    def entered(self) -> dict[str, Any]:
        """As the form of the page takes it."""
        given = self.model_dump(mode="json") | {
            "other_hours": "\n".join(f"{month}: {n}" for month, n in self.other_hours.items()),
            "fields_typed": "\n".join(self.fields_typed),
            "fields_known": "\n".join(self.fields_known),
        }
        return {name: "" if value is None else value for name, value in given.items()}


class RefusalIn(Schema):
    """What a community was asked outside of linli, and why it refuses."""

    community: str = Field(max_length=32, description="code of one's own")
    department: str = Field(max_length=32, description="code of the unit that asked")
    title: str = Field(min_length=1, max_length=100)
    subject: Subject
    way: Way
    asked_on: date
    ground: Ground
    text: str = Field(min_length=1, max_length=2000)


class ListedOut(Schema):
    """A line of a list."""

    id: int
    code: str
    title: str
    basis: str
    department: str


class ListOut(Schema):
    """A list as it holds today: duties by law, help by law, prohibitions, certificates."""

    kind: str
    number: int = Field(description="number of the version")
    valid_from: date
    source: str
    items: list[ListedOut]


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


class HoursOut(Schema):
    """What a department asked of a community in a month, and what it was admitted to ask."""

    community: str = Field(alias="community.code")
    department: str = Field(alias="department.code")
    month: date = Field(description="by its first day")
    asked: int = Field(description="person-hours")
    admitted: int = Field(description="person-hours")


class BurdenOut(Schema):
    """What was asked of communities in some months."""

    communities: list[LineOut]
    departments: list[LineOut]
    months: list[LineOut]
    hours: list[HoursOut]
    typed_twice: list[str] = Field(description="fields that communities type more than once")

    @staticmethod
    def resolve_typed_twice(shown: Burden) -> list[str]:
        """Their names."""
        return [each.name for each in shown.typed_twice]


class Months(Schema):
    """From which month to which, by default the last twelve; of all communities or of one."""

    first: str = Field("", pattern=r"^(\d{4}-\d{2})?$")
    last: str = Field("", pattern=r"^(\d{4}-\d{2})?$")
    community: str = Field("", max_length=32, description="code of a community")
