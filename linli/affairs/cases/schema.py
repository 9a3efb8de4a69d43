"""What the API reads and writes of cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast

from ninja import Schema
from pydantic import Field

from linli.affairs.cases.models import Case, Link, Occasion, Type
from linli.affairs.cases.wording import EVERYBODY
from linli.matters.shapes import DeadlineOut, NextStepOut

MOST = 200
"""Cases on one page of the list."""


class ReporterIn(Schema):
    """Who reports; the phone is how they are found again."""

    name: str = Field("", max_length=64)
    phone: str = Field(max_length=24)


class ReportIn(Schema):
    """A report."""

    type: Type
    text: str = Field(min_length=1)
    place: str = Field(description="code of a community (12 digits), grid (15) or wider place")
    title: str = Field("", max_length=200)
    category: str | None = Field(None, description="code of the 12345 standard")
    reporter: ReporterIn | None = None
    subject_unit: str | None = Field(None, description="code of the unit complained about")
    occasion: Occasion | Literal[""] = Field("", description="opened before anybody complained")
    address: str = Field("", max_length=200)
    longitude: float | None = Field(None, ge=-180, le=180, description="degrees, CGCS2000")
    latitude: float | None = Field(None, ge=-90, le=90)


class PartOut(Schema):
    """A unit that was asked to do its part; the holder answers for all."""

    unit: str = Field(alias="unit.code")
    task: str
    asked_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    answer: str
    released_at: datetime | None

    @staticmethod
    def resolve_task(part: Any) -> str:
        """What it was asked to do, as the caller may read it."""
        return cast(str, part.reader.text(part.task))

    @staticmethod
    def resolve_answer(part: Any) -> str:
        """What it answered, as the caller may read it."""
        return cast(str, part.reader.text(part.answer))


class ReportedOut(Schema):
    """What a reporter needs to know."""

    number: str
    state: str
    place: str = Field(alias="place_id")
    opened_at: datetime
    due_at: datetime | None
    version: int


class ItemOut(ReportedOut):
    """A case in a list."""

    type: str
    title: str
    urgency: str
    category: str | None = Field(alias="category_id")
    holder: str | None = Field(alias="holder.code", default=None)
    closed_at: datetime | None
    settled_level: str
    occasion: str = Field(description="what made the staff act before anybody complained, or empty")

    @staticmethod
    def resolve_title(case: Case) -> str:
        """Without phones, names and the like, whoever reads the list."""
        return EVERYBODY.text(case.title)


class PageOut(Schema):
    """One page of cases, the newest first; `next` is the cursor of the page after it."""

    items: list[ItemOut]
    next: str | None


class AnswerOut(Schema):
    """One reporter's answers, or a call in vain; nothing says whose they are."""

    at: datetime
    mode: str
    reached: bool
    contacted: bool | None
    solved: bool | None
    satisfaction: int | None = Field(description="5 very satisfied to 1 very dissatisfied")
    call_again_at: datetime | None = Field(description="when they asked to be called instead")
    note: str

    @staticmethod
    def resolve_note(answer: Any) -> str:
        """What they said, as the caller may read it."""
        return cast(str, answer.reader.text(answer.note))


class LookBackOut(Schema):
    """A closed case that is to be looked at again."""

    number: str = Field(alias="case.number")
    title: str
    place: str = Field(alias="case.place_id")
    closed_at: datetime = Field(alias="case.closed_at")
    asked_at: datetime
    due_at: datetime

    @staticmethod
    def resolve_title(look: Any) -> str:
        """Without phones, names and the like, whoever reads the list."""
        return EVERYBODY.text(look.case.title)


class LookBacksOut(Schema):
    """The list to be worked off."""

    items: list[LookBackOut]


class SampleOut(Schema):
    """A reporter who is to be asked again for a sample."""

    party: str = Field(alias="party.case.number", description="the number they know, for the move")
    number: str = Field(alias="case.number", description="of the case whose moves record the call")
    title: str
    place: str = Field(alias="case.place_id")
    attempts: int = Field(description="calls in vain so far")
    call_from: datetime | None = Field(alias="begins", description="not to be called before")

    @staticmethod
    def resolve_title(waiting: Any) -> str:
        """Without phones, names and the like, whoever reads the list."""
        return EVERYBODY.text(waiting.case.title)


class SamplesOut(Schema):
    """The list to be worked off."""

    items: list[SampleOut]


class LinkIn(Schema):
    """With which case another is linked, and why."""

    other: str = Field(max_length=20, description="number of the other case")
    kind: Link.Kind = Field(description="`follows`: this case follows from the other")
    reason: str = Field(min_length=1, max_length=200)


class LinkOut(Schema):
    """A link to another case that the caller may see."""

    id: int = Field(alias="link.pk")
    other: str = Field(alias="other.number")
    kind: str = Field(description="same_cause, follows, followed_by or see_also")
    reason: str
    at: datetime = Field(alias="link.at")

    @staticmethod
    def resolve_reason(linked: Any) -> str:
        """Why, without phones, names and the like: the words may tell of either case."""
        return EVERYBODY.text(linked.link.reason)


class DispatchOut(Schema):
    """Why a case came to a unit: as a line of the catalogue says, or because somebody chose so."""

    unit: str = Field(alias="unit.code")
    at: datetime
    by_the_catalogue: bool
    rule: int | None = Field(alias="rule_id", description="line of the catalogue that named a unit")
    edition: int | None = Field(
        alias="edition.number", default=None, description="empty: as the catalogue was set up"
    )
    suggested: str | None = Field(alias="suggested.code", default=None)
    role: str = Field(description="role of who decided")
    reason: str = Field(description="why another unit than the catalogue names, where given")
    returned_at: datetime | None

    @staticmethod
    def resolve_reason(sent: Any) -> str:
        """Why, as the caller may read it."""
        return cast(str, sent.reader.text(sent.reason))


class CaseOut(ItemOut):
    """A case in full, as far as the caller may see it."""

    text: str
    address: str
    channel: str
    subject_unit: str | None = Field(alias="subject_unit.code", default=None)
    deadlines: list[DeadlineOut] = Field(alias="shown_deadlines")
    parts: list[PartOut] = Field(alias="shown_parts")
    flagged_at: datetime | None = Field(
        alias="shown_flagged_at", description="when it was put before somebody as late by far"
    )
    next_step: NextStepOut | None = Field(alias="shown_next_step")
    reporter: dict[str, str] | None = Field(alias="shown_reporter")
    answers: list[AnswerOut] | None = Field(
        alias="shown_answers", description="null for who handled the case, and for their units"
    )
    samples: list[AnswerOut] | None = Field(
        alias="shown_samples", description="asked again by another unit, beside the answers"
    )
    sealed: bool = Field(
        alias="shown_sealed", description="out of sight of all but who may seal, and the reporter"
    )
    dispatches: list[DispatchOut] | None = Field(
        alias="shown_dispatches", description="the oldest first; null for a resident"
    )
    merged_into: str | None = Field(alias="lead_number")
    links: list[LinkOut] = Field(alias="shown_links")
    moves: list[str]
    redacted: bool = Field(
        alias="shown_redacted",
        description="whether phones, names and the like are hidden in what was written",
    )

    @staticmethod
    def resolve_title(case: Any) -> str:
        """The title, as the caller may read it."""
        return cast(str, case.reader.text(case.title))

    @staticmethod
    def resolve_text(case: Any) -> str:
        """The text, as the caller may read it."""
        return cast(str, case.reader.text(case.text))

    @staticmethod
    def resolve_address(case: Any) -> str:
        """The exact spot, as the caller may read it."""
        return cast(str, case.reader.text(case.address))


class CommentIn(Schema):
    """Something to say about a case."""

    text: str = Field(min_length=1, max_length=2_000)
    audience: str = Field("internal", pattern="^(internal|reporter)$")


class CategoryOut(Schema):
    """A category of the 12345 standard."""

    code: str
    name: str


class CategoriesOut(Schema):
    """One page of categories; `next` is the cursor of the page after it."""

    items: list[CategoryOut]
    next: str | None


class CategoryFilters(Schema):
    """Which page of the categories."""

    cursor: str = Field("", pattern=r"^\d{0,6}$", description="`next` of the page before")
    limit: int = Field(1_000, ge=1, le=1_000)


class Filters(Schema):
    """What narrows a list."""

    state: str = ""
    place: str = Field("", pattern=r"^\d{0,20}$")
    category: str = Field("", pattern=r"^\d{0,6}$")
    proactive: bool | None = Field(None, description="opened before anybody complained, or not")
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    cursor: str = Field("", pattern=r"^\d{0,18}$", description="`next` of the page before")
    limit: int = Field(50, ge=1, le=MOST)
