"""The section `surveys` of the rule pack; the defaults and what they mean are in pack.yaml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section


class SurveysPack(BaseModel):
    """The section `surveys`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    smallest_cell: int = Field(ge=2, le=100)
    largest_sample: int = Field(ge=10, le=100_000)
    low_response: int = Field(ge=0, le=100)
    questions: int = Field(ge=1, le=50)


section("surveys", SurveysPack)
