"""The section `admission` of the rule pack; the defaults and their sources are in pack.yaml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section
from linli.ground.worktime.limits import Limit
from linli.matters.ladder import Ladder


class Strict(BaseModel):
    """A part of a rule pack: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LongestExemption(Strict):
    """For how many months an item is exempted at most, by ground."""

    statutory: int = Field(ge=1, le=60)
    emergency: int = Field(ge=1, le=60)
    own_request: int = Field(ge=1, le=60)


class ResidentsReject(Strict):
    """From which share of the votes against it on, in per cent, of how many, an item has to go."""

    share: int = Field(ge=1, le=99)
    least: int = Field(ge=1, le=100_000)


class AdmissionPack(Strict):
    """What a locality sets for the admission of tasks."""

    apply_before: Limit
    decide_within: Limit
    screen_within: Limit
    opinion_within: Limit
    money_within: Limit
    review_within: Limit
    residents_within: Limit
    residents_reject: ResidentsReject
    judge_within: Limit
    position_within: Limit
    longest_term: int = Field(ge=1, le=60)
    longest_exemption: LongestExemption
    lasting_from: int = Field(default=0, ge=0, le=60)
    """In months; 0 where a locality tells lasting work and work of limited time not apart."""
    money_before_start: int = Field(ge=0, le=100)
    task_notice: Limit
    rework_within: Limit
    kept_fields: list[str]
    escalation: Ladder


section("admission", AdmissionPack)
