"""The section `notices` of the rule pack; the defaults and what they mean are in pack.yaml."""

from __future__ import annotations

from datetime import time
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, model_validator

from linli.ground.notices.kinds import Audience
from linli.ground.rulepacks.registry import section

ChannelName = Literal["sms", "email", "wecom", "wechat"]


class Strict(BaseModel):
    """A part of a rule pack: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CodesPack(Strict):
    """The limits of one-time codes."""

    valid_minutes: int = Field(ge=1, le=30)
    attempts: int = Field(ge=1, le=10)
    wait_seconds: int = Field(ge=10, le=3600)
    in_24_hours: int = Field(ge=1, le=100)
    address_in_1_hour: int = Field(ge=5, le=10_000)


class Hours(Strict):
    """From when until when, on the day itself, and on which days."""

    begins: time
    ends: time
    working_days: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begins >= self.ends:
            raise ValueError("begins must be before ends")
        return self


class AudiencePack(Strict):
    """How one kind of people is told."""

    channels: list[ChannelName]
    urgent: list[ChannelName] = []
    """Channels that come before the others for what cannot wait."""
    hours: Hours
    digests: list[time]


class NoticesPack(Strict):
    """What a locality sets for its messages."""

    codes: CodesPack
    staff: AudiencePack
    residents: AudiencePack
    retry_after_minutes: list[PositiveInt] = Field(max_length=12)
    link_valid_days: int = Field(ge=1, le=365)

    def of(self, audience: str) -> AudiencePack:
        """What holds for an audience."""
        return self.staff if audience == Audience.STAFF else self.residents


section("notices", NoticesPack)
