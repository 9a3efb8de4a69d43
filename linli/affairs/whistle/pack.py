"""The section `whistle` of the rule pack; the defaults and their sources are in pack.yaml."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from linli.ground.org.roles import ROLES
from linli.ground.rulepacks.registry import section
from linli.ground.worktime.limits import Limit
from linli.matters.ladder import Ladder


class Strict(BaseModel):
    """A part of a rule pack: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _known(role: str) -> str:
    if role not in ROLES:
        raise ValueError(f"There is no role “{role}”.")
    return role


RoleName = Annotated[str, AfterValidator(_known)]


def _none(value: Any) -> Any:
    return None if value == "none" else value


class Blowers(Strict):
    """Which roles may blow each type."""

    routine: tuple[RoleName, ...]
    hard: tuple[RoleName, ...]
    emergency: tuple[RoleName, ...]


class ByType(Strict):
    """One limit for each type."""

    routine: Limit
    hard: Limit
    emergency: Limit


PerhapsLimit = Annotated[Limit | None, BeforeValidator(_none)]


class PerhapsByType(Strict):
    """One limit for each type, or "none" where it is not possible at all."""

    routine: PerhapsLimit
    hard: PerhapsLimit
    emergency: PerhapsLimit


class Limits(Strict):
    """How long each step may take."""

    review: ByType
    blow: ByType
    sign: ByType
    contact: ByType
    report_in: ByType
    finish: ByType
    judge: ByType
    decide: ByType
    confirm: ByType
    close: ByType


class Band(Strict):
    """Between which shares of the cases, in per cent, the whistle rate is not worth a question."""

    low: float = Field(ge=0, le=100)
    high: float = Field(ge=0, le=100)
    least_cases: int = Field(ge=1, le=10_000)


class WhistlePack(Strict):
    """The section `whistle`."""

    blow: Blowers
    limits: Limits
    object_within: PerhapsByType
    rate_within: Limit
    units: int = Field(ge=1, le=50)
    cases: int = Field(ge=1, le=500)
    text_length: int = Field(ge=100, le=50_000)
    rate: Band
    figures_of_days: int = Field(ge=7, le=3_660)
    escalation: Ladder


section("whistle", WhistlePack)
