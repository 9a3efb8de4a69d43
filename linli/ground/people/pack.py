"""The section `people` of the rule pack; the defaults and what they mean are in pack.yaml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section


class PeoplePack(BaseModel):
    """What a locality sets for seeing personal data."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minor_access_hours: int = Field(ge=1, le=72)


section("people", PeoplePack)
