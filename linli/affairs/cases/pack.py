"""The cases' section of the rule pack: every limit, threshold and list that a locality may set."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from linli.ground.rulepacks.registry import section
from linli.ground.worktime.limits import Limit
from linli.matters.ladder import Ladder

CategoryCode = Annotated[str, StringConstraints(pattern=r"^\d{2}(\d{2}(\d{2})?)?$")]
UrgencyName = Literal["emergency", "urgent", "ordinary", "complex"]
LevelName = Literal["grid", "community", "street", "district"]


class Strict(BaseModel):
    """A part of a rule pack: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ByUrgency(Strict):
    """One limit for each urgency."""

    emergency: Limit
    urgent: Limit
    ordinary: Limit
    complex: Limit


class Limits(Strict):
    """How long each step may take."""

    triage: ByUrgency
    dispatch: ByUrgency
    sign: ByUrgency
    contact: ByUrgency
    handle: ByUrgency
    co_handle: ByUrgency
    judge_return: Limit
    verify: Limit
    follow_up: Limit


class Times(Strict):
    """How often, for each urgency."""

    emergency: int = Field(ge=0, le=9)
    urgent: int = Field(ge=0, le=9)
    ordinary: int = Field(ge=0, le=9)
    complex: int = Field(ge=0, le=9)


class ExtensionRule(Strict):
    """How often the time to handle may be extended, and by how much at most each time."""

    times: Times
    longest: ByUrgency


class QuestionRule(Strict):
    """How often the reporter may be asked, and how long each question stops the clock at most."""

    times: int = Field(ge=0, le=9)
    limit: Limit


class DeferralRule(Strict):
    """How far away the review date of a deferred case may lie."""

    longest: Limit


class CategoryRule(Strict):
    """What a category asks for; it holds for everything below the code too."""

    urgency: UrgencyName | None = None
    handle: Limit | None = None
    level: LevelName | None = None


class Several(Strict):
    """How the answers of several reporters of one case become one."""

    solved: Literal["all", "most"]
    satisfaction: Literal["mean", "lowest"]


class FollowUpRules(Strict):
    """Asking the reporters afterwards."""

    attempts: int = Field(ge=1, le=10)
    spacing: Limit
    claim_minutes: int = Field(ge=1, le=240)
    several: Several
    smallest_cell: int = Field(ge=2, le=100)


class SampleRules(Strict):
    """Asking some again, by another unit."""

    share: int = Field(ge=0, le=100)
    attempts: int = Field(ge=1, le=10)
    spacing: Limit


class LookBackRules(Strict):
    """Looking at closed cases again."""

    after_months: int = Field(ge=1, le=36)
    share: int = Field(ge=0, le=100)
    within: Limit


class RehearsalRules(Strict):
    """Trying a draft of the catalogue on the cases of the last months."""

    months: int = Field(ge=1, le=60)
    at_once: int = Field(ge=0, le=100_000)


class ReturnedRules(Strict):
    """When a line of the catalogue is worth a second look."""

    months: int = Field(ge=1, le=60)
    share: int = Field(ge=1, le=100)
    sample: int = Field(ge=1, le=10_000)


class CatalogueRules(Strict):
    """Keeping the dispatch catalogue."""

    rehearsal: RehearsalRules
    returned: ReturnedRules


class LearningRules(Strict):
    """When a model of categories is fitted on the cases decided here, and when it takes over."""

    fewest: int = Field(ge=20, le=1_000_000)
    most: int = Field(ge=100, le=1_000_000)
    held_out_weeks: int = Field(ge=1, le=26)
    fewest_held_out: int = Field(ge=5, le=100_000)
    right: float = Field(gt=0, le=1)


class SuggestionRules(Strict):
    """From which confidence on what is read in a report is filled in, or shown at all."""

    category: float = Field(gt=0, le=1)
    shown: float = Field(gt=0, le=1)
    likely: float = Field(gt=0, le=1)
    very_likely: float = Field(gt=0, le=1)
    place: float = Field(gt=0, le=1)
    same: float = Field(gt=0, le=1)
    same_most: int = Field(ge=1, le=10)
    same_days: int = Field(ge=1, le=366)
    not_to_neighbours: list[CategoryCode]
    learning: LearningRules


class RateWeights(Strict):
    """What each of the three rates weighs in their composite, per cent."""

    response_rate: int = Field(ge=0, le=100)
    resolution_rate: int = Field(ge=0, le=100)
    satisfaction_rate: int = Field(ge=0, le=100)

    @model_validator(mode="after")
    def _make_a_whole(self) -> Self:
        if self.response_rate + self.resolution_rate + self.satisfaction_rate != 100:
            raise ValueError("the three weights must add up to 100")
        return self


Percent = Annotated[int, Field(ge=0, le=100)]


class RateRules(Strict):
    """How the three rates are made of the answers, and what recurs."""

    satisfied: tuple[Percent, Percent, Percent, Percent, Percent]
    of: Literal["assessed", "answered"]
    weights: RateWeights
    recurrence_days: int = Field(ge=1, le=366)


class CasesPack(Strict):
    """The section `cases`."""

    limits: Limits
    return_within: Limit
    reopen_within: Limit
    lapse_after: Limit
    extension: ExtensionRule
    question: QuestionRule
    deferral: DeferralRule
    escalation: Ladder
    follow_up: FollowUpRules
    sample: SampleRules
    look_back: LookBackRules
    rates: RateRules
    catalogue: CatalogueRules
    suggestions: SuggestionRules
    triage_level: LevelName
    title_length: int = Field(ge=10, le=200)
    text_length: int = Field(ge=100, le=50_000)
    photos: int = Field(ge=0, le=50)
    export_rows: int = Field(ge=1, le=1_000_000)
    categories: dict[CategoryCode, CategoryRule]

    def category(self, codes: list[str]) -> CategoryRule:
        """What holds for a category, given its code and those above it, most special first."""
        found: dict[str, object] = {}
        for code in codes:
            rule = self.categories.get(code)
            for name, value in (rule.model_dump(exclude_none=True) if rule else {}).items():
                found.setdefault(name, value)
        return CategoryRule.model_validate(found)


section("cases", CasesPack)
