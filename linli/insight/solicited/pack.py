"""The section `solicited` of the rule pack; the defaults and what they mean are in pack.yaml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section


class Strict(BaseModel):
    """A part of a rule pack: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BurstRule(Strict):
    """How many best ratings within what time are worth a look."""

    fewest: int = Field(ge=2, le=1_000)
    minutes: int = Field(ge=1, le=7 * 24 * 60)
    best: float = Field(gt=0.5, le=1)


class SolicitedPack(Strict):
    """The section `solicited`."""

    days: int = Field(ge=1, le=366)
    device: BurstRule
    network: BurstRule
    quick: BurstRule
    quick_seconds: int = Field(ge=1, le=3_600)


section("solicited", SolicitedPack)
