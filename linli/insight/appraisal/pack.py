"""The section `appraisal` of the rule pack; the defaults and what they mean are in pack.yaml."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section

VoiceName = Literal["residents", "committee", "departments", "street", "party", "peers", "self"]
KindName = Literal["street", "community", "department", "resident_unit", "staff"]


class Strict(BaseModel):
    """A part of a rule pack: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class VoiceRules(Strict):
    """How much who has a say, in hundredths of the weights."""

    exactly: dict[VoiceName, int]
    at_least: dict[VoiceName, int]


class RaterRules(Strict):
    """How many residents rate somebody of the staff, and how many of them are ordinary ones."""

    fewest: int = Field(ge=5, le=10_000)
    ordinary: int = Field(ge=0, le=100)


class AppraisalPack(Strict):
    """The section `appraisal`."""

    cap: Decimal = Field(ge=1, le=2)
    objection_days: int = Field(ge=1, le=60)
    above: str
    voices: dict[KindName, VoiceRules]
    raters: RaterRules
    review_below: int = Field(ge=0, le=100)


section("appraisal", AppraisalPack)
