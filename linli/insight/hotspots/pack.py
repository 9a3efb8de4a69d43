"""The section `hotspots` of the rule pack; the defaults and what they mean are in pack.yaml."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section


class Strict(BaseModel):
    """A part of a rule pack: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TopicRules(Strict):
    """Which cases are looked at, and from how many people on they are a topic."""

    days: int = Field(ge=7, le=366)
    most_cases: int = Field(ge=100, le=30_000)
    most_topics: int = Field(ge=1, le=1_000)
    fewest_people: int = Field(ge=2, le=100)
    a_month: int = Field(ge=1, le=10)


class RiseRules(Strict):
    """From when on somebody is warned of a rise."""

    days: Literal[1, 7]
    chance: float = Field(gt=0, le=0.05)
    fewest_cases: int = Field(ge=2, le=1_000)
    category_digits: Literal[0, 2, 4]
    most: int = Field(ge=1, le=2_000)
    shown_days: int = Field(ge=1, le=60)


class HotspotsPack(Strict):
    """The section `hotspots`."""

    topics: TopicRules
    rises: RiseRules


section("hotspots", HotspotsPack)
