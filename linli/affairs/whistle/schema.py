"""What the API reads and writes of whistles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from linli.affairs.whistle.models import Naming, Type, Whistle
from linli.matters.shapes import NextStepOut
from linli.text.redact import redacted

MOST = 200
"""Whistles on one page of the list."""


class BeginIn(Schema):
    """A whistle to be proposed or prepared; with `units` it is blown at once."""

    type: Type
    text: str = Field(min_length=1)
    place: str = Field(max_length=20, description="code of a place in the caller's area")
    address: str = Field("", max_length=200)
    cases: list[str] = Field([], max_length=500, description="numbers of cases behind it")
    units: list[str] = Field([], max_length=50, description="codes of the departments called")
    note: str = Field("", max_length=2_000, description="what the departments are to do")


class ClockOut(Schema):
    """A clock of the whistle, or of a department."""

    name: str
    limit: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    missed_at: datetime | None


class ObjectionOut(Schema):
    """A department says that it should not have been named."""

    ground: str
    text: str
    at: datetime
    upheld: bool | None
    note: str
    judged_at: datetime | None


class UnitRatingOut(Schema):
    """The street's grades for a department, 1 to 5."""

    speed: int
    attendance: int
    result: int


class AttendanceOut(Schema):
    """What a department said later of who came, because it was recorded otherwise."""

    presence: str
    post: str
    note: str
    at: datetime


class NamingOut(Schema):
    """A named department: how far it is, what it did, how it was rated."""

    unit: str = Field(alias="part.unit.code")
    round: int
    task: str = Field(alias="part.task")
    named_at: datetime = Field(alias="part.asked_at")
    signed_at: datetime | None
    contacted_at: datetime | None
    arrived_at: datetime | None
    presence: str = Field(
        description="head, deputy, section or officer, as recorded first; empty before it came"
    )
    post: str
    attendance: list[AttendanceOut] = Field(
        alias="shown_attendance", description="corrections of it, the newest last; that one counts"
    )
    finished_at: datetime | None = Field(alias="part.answered_at")
    outcome: str
    result: str = Field(alias="part.answer")
    released_at: datetime | None = Field(alias="part.released_at")
    release_reason: str = Field(alias="part.release_reason")
    objection: ObjectionOut | None
    rating: UnitRatingOut | None
    clocks: list[ClockOut] = Field(alias="shown_clocks")

    @staticmethod
    def resolve_objection(naming: Naming) -> Any:
        """The objection, where it has made one."""
        return getattr(naming.part, "objection", None)

    @staticmethod
    def resolve_rating(naming: Naming) -> Any:
        """The grades, where the street has rated it."""
        return getattr(naming.part, "rating", None)


class WhistleRatingOut(Schema):
    """A department's grades for the whistle, 1 to 5."""

    unit: str = Field(alias="unit.code")
    need: int
    clarity: int
    note: str


class WhistleItemOut(Schema):
    """A whistle in a list."""

    number: str
    type: str
    title: str
    state: str
    place: str = Field(alias="place_id")
    holder: str | None = Field(alias="holder.code", default=None)
    opened_at: datetime
    blown_at: datetime | None
    rounds: int
    closed_at: datetime | None
    due_at: datetime | None = Field(description="of the nearest clock that is no department's")
    version: int

    @staticmethod
    def resolve_title(whistle: Whistle) -> str:
        """Without phones, names and the like, whoever reads the list."""
        return redacted(whistle.title)


class WhistlePageOut(Schema):
    """One page of whistles, the newest first; `next` is the cursor of the page after it."""

    items: list[WhistleItemOut]
    next: str | None


class WhistleOut(WhistleItemOut):
    """A whistle in full."""

    text: str
    address: str
    proposed_by: str | None = Field(alias="proposed_by.code", default=None)
    reason: str
    answer: str
    plan: str = Field(alias="shown_plan", description="what is done together, the newest; or empty")
    cases: list[str] = Field(
        alias="shown_cases", description="numbers of those behind it that the caller may see"
    )
    clocks: list[ClockOut] = Field(alias="shown_clocks")
    departments: list[NamingOut] = Field(alias="shown_departments")
    ratings: list[WhistleRatingOut] = Field(alias="shown_ratings")
    next_step: NextStepOut | None = Field(alias="shown_next_step")
    moves: list[str] = Field(alias="shown_moves")

    @staticmethod
    def resolve_title(whistle: Whistle) -> str:
        """As it was written."""
        return whistle.title


class Filters(Schema):
    """What narrows a list."""

    state: str = ""
    type: str = ""
    place: str = Field("", pattern=r"^\d{0,20}$")
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    cursor: str = Field("", pattern=r"^\d{0,18}$", description="`next` of the page before")
    limit: int = Field(50, ge=1, le=MOST)
