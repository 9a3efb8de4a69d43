"""The section `datarights` of the rule pack; the defaults and their sources are in pack.yaml."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section
from linli.ground.worktime.limits import Limit
from linli.matters.ladder import Ladder


class DataRightsPack(BaseModel):
    """What a locality sets for requests about data."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer_within: Limit
    escalation: Ladder
    desk_level: Literal["street", "district"]
    text_length: int = Field(ge=100, le=5_000)


section("datarights", DataRightsPack)
