"""What the API reads and writes of suggestions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from linli.affairs.cases.wording import EVERYBODY


class WordsIn(Schema):
    """Words that somebody is about to report."""

    text: str = Field(min_length=1, max_length=20_000)
    place: str = Field("", max_length=20, description="where it is said to be")
    longitude: float | None = Field(None, ge=-180, le=180, description="degrees, CGCS2000")
    latitude: float | None = Field(None, ge=-90, le=90)


class AboutOut(Schema):
    """A category that they may belong to."""

    code: str
    name: str
    probability: float
    words: list[str] = Field(description="that spoke for it")


class WhereOut(Schema):
    """The place that they name."""

    code: str
    name: str
    confidence: float
    words: list[str] = Field(description="as they stand in the text")
    sure: bool = Field(description="may be filled in where no place was chosen")
    conflict: bool = Field(description="the names do not lie in one another")
    ambiguous: bool = Field(description="a name may mean several places")


class AlikeOut(Schema):
    """A case that may be the same matter, among those that the account may see."""

    number: str = Field(alias="case.number")
    title: str
    state: str = Field(alias="case.state")
    place: str = Field(alias="case.place_id")
    opened_at: datetime = Field(alias="case.opened_at")
    probability: float
    metres: int | None
    words: list[str] = Field(alias="shared", description="that both use")
    open: bool = Field(alias="can_lead", description="can be merged into")

    @staticmethod
    def resolve_title(alike: Any) -> str:
        """Without phones, names and the like."""
        return EVERYBODY.text(alike.case.title)


class ReadOut(Schema):
    """What was read, by which model; a person decides."""

    categories: list[AboutOut] = Field(description="the likeliest three")
    filled_in: str = Field(description="the first, where it reaches the rule pack's confidence")
    place: WhereOut | None
    alike: list[AlikeOut]
    model: str
    checksum: str = Field(description="SHA-256 of the model's file; empty for the words alone")


class TallyOut(Schema):
    """What became of suggestions: numbers of decisions."""

    count: int
    first: int = Field(description="the first was what was decided")
    among: int = Field(description="it was among the three")
    sure: int = Field(description="filled in")
    sure_right: int


class MonthOut(TallyOut):
    """The same for a month."""

    month: date


class CellOut(Schema):
    """Decided this, suggested that first; empty where nothing was."""

    decided: str
    suggested: str
    count: int


class AccuracyOut(Schema):
    """How well suggestions of categories held, in the areas of the account."""

    since: date
    until: date = Field(description="before this day")
    total: TallyOut
    months: list[MonthOut]
    matrix: list[CellOut]


class AskedIn(Schema):
    """What is counted."""

    since: date | None = None
    until: date | None = Field(None, description="before this day")
    version: str = Field("", max_length=80, description="of one model")
    group: str = Field("", pattern=r"^(\d{2})?$", description="the matrix within one group")


class ModelOut(Schema):
    """A model that was fitted here, and what it was worth on later cases."""

    version: str
    checksum: str
    fitted_at: datetime
    learned_until: datetime
    rows: int
    categories: int
    held_out: int
    macro_f1: float
    right: float = Field(description="share right where it was sure")
    asked: float = Field(description="share left to a person")
    rival: str = Field(description="the model in use then, measured on the same cases")
    rival_macro_f1: float
    rival_right: float
    rival_asked: float
    in_use: bool
