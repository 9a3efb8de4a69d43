"""The section `supervision` of the rule pack; the defaults and their sources are in pack.yaml."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from linli.ground.rulepacks.registry import section
from linli.ground.worktime.limits import Limit
from linli.matters.ladder import Ladder, When

Power = Literal["remind", "order", "announce"]
StepName = Literal["prompt", "reminder", "order", "listed", "talk", "bulletin"]
DAY_AFTER = "the day after"
"""The first moment of the day after the one on which a clock was due."""


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StepPack(_Frozen):
    """Who decides a step (the capability `supervision.<decides>`), and how long the unit has."""

    decides: Power
    within: Limit


class LatenessPack(_Frozen):
    """From which moment in the life of a clock a step is suggested."""

    when: str
    step: StepName
    shortest_days: int = Field(default=0, ge=0, le=3_650)
    """Clocks with less time than this are left out."""

    @field_validator("when")
    @classmethod
    def _is_a_moment(cls, value: str) -> str:
        return value if value == DAY_AFTER else str(When.parse(value))


class SuggestsPack(_Frozen):
    """What speaks for which step."""

    lateness: tuple[LatenessPack, ...]
    flagged: StepName
    refused: StepName
    unsolved: StepName
    bad_effect: StepName
    again: StepName


class MarksPack(_Frozen):
    """From which step on a matter of a unit is marked, and when the mark is red at once."""

    since: StepName
    red: str

    @field_validator("red")
    @classmethod
    def _is_a_moment(cls, value: str) -> str:
        return str(When.parse(value))


class BulletinsPack(_Frozen):
    """What a bulletin tells, and the levels of which the public reads it."""

    since: StepName
    public: tuple[Literal["community", "street", "district"], ...]


class SupervisionPack(_Frozen):
    """What a locality sets for supervision."""

    steps: dict[StepName, StepPack]
    streets_towards_departments: tuple[StepName, ...]
    suggests: SuggestsPack
    object_within: Limit
    judge_within: Limit
    review_within: Limit
    longest_wait: Limit
    marks: MarksPack
    refer_from: StepName
    receivers: dict[str, str]
    bulletins: BulletinsPack
    escalation: Ladder

    @field_validator("steps")
    @classmethod
    def _names_every_step(cls, value: dict[str, Any]) -> dict[str, Any]:
        if missing := set(StepName.__args__) - set(value):  # type: ignore[attr-defined]
            raise ValueError(", ".join(sorted(missing)))
        return value


section("supervision", SupervisionPack)
