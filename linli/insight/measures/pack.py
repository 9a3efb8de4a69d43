"""The section `measures` of the rule pack; the defaults and what they mean are in pack.yaml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section


class MeasuresPack(BaseModel):
    """From how many matters on a figure is ranked, and from how many on it is told at all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    smallest_sample: int = Field(ge=1, le=10_000)
    smallest_cell: int = Field(ge=2, le=100)


section("measures", MeasuresPack)
