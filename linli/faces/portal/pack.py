"""The section `portal` of the rule pack; the defaults and their reasons are in pack.yaml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section


class Around(BaseModel):
    """What is shown to everybody of the open cases around them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    smallest_group: int = Field(ge=2, le=100)


class Understood(BaseModel):
    """What is read in words before they are sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address_in_1_hour: int = Field(ge=1, le=100_000)


class Unproved(BaseModel):
    """How often within a day a phone is believed that nobody has proved to hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reports_in_1_day: int = Field(ge=1, le=1_000)
    tries_in_1_day: int = Field(ge=1, le=1_000)


class PortalPack(BaseModel):
    """What a locality sets for the residents' pages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    around: Around
    understood: Understood
    unproved: Unproved


section("portal", PortalPack)
