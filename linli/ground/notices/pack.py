"""The section `notices` of the rule pack; the defaults and what they mean are in pack.yaml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section


class CodesPack(BaseModel):
    """The limits of one-time codes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_minutes: int = Field(ge=1, le=30)
    attempts: int = Field(ge=1, le=10)
    wait_seconds: int = Field(ge=10, le=3600)
    in_24_hours: int = Field(ge=1, le=100)


class NoticesPack(BaseModel):
    """What a locality sets for its messages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: CodesPack


section("notices", NoticesPack)
