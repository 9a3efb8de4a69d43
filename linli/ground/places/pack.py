"""The section `places` of the rule pack; the defaults and what they mean are in pack.yaml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section


class PlacesPack(BaseModel):
    """What a locality sets for dividing its communities."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    households_a_grid: int = Field(ge=20, le=3000)


section("places", PlacesPack)
