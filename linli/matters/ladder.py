"""What happens as a clock runs out: the rungs of the ladder that the rule pack gives each clock.

Every clock has two rungs, yellow and red; the rule pack says who hears of them, and may add rungs
after red. The ladder tells, reminds and flags; what follows from a flag a named official decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, Protocol

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from linli.ground.rulepacks.packs import MissingKey, Pack
from linli.ground.rulepacks.queries import pack_of
from linli.ground.worktime.calendar import due
from linli.ground.worktime.limits import Limit, LimitError

LadderOf = Callable[[Pack], Mapping[str, Any]]

YELLOW, RED = "yellow", "red"

_after_red = re.compile(r"red \+ (?:(?P<periods>[1-9]) periods?|(?P<limit>.+))")


class When(str):
    """A moment in the life of a clock: "yellow", "red", "red + 1 period", "red + 2 hours"."""

    __slots__ = ()

    @property
    def is_after_red(self) -> bool:
        """Whether it comes later than the end of the clock's time."""
        return self not in (YELLOW, RED)

    def after(self, period: Limit) -> Limit:
        """How long after red, for a clock with this limit."""
        found = _after_red.fullmatch(self)
        assert found is not None
        if found["periods"]:
            return Limit(period.amount * int(found["periods"]), period.unit)
        return Limit.parse(found["limit"])

    @classmethod
    def parse(cls, text: Any) -> When:
        """Read a moment. Raises LimitError with a message for people."""
        words = " ".join(str(text).split())
        found = _after_red.fullmatch(words)
        if found and found["limit"]:
            Limit.parse(found["limit"])
        if words not in (YELLOW, RED) and not found:
            raise LimitError(
                _(
                    "A rung of the ladder is “yellow”, “red”, “red + 1 period” or"
                    " “red + 2 working days”, not “{text}”."
                ).format(text=text)
            )
        return cls(words)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "examples": ["yellow", "red", "red + 1 period"]}


def _read(value: Any) -> When:
    try:
        return When.parse(value)
    except LimitError as error:
        raise PydanticCustomError("when", "{message}", {"message": str(error)}) from error


class Step(BaseModel):
    """What happens on a rung: when, to whom, and how firmly."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: When
    to: Literal["assignee", "holder", "grid", "community", "street", "department", "district"]
    does: Literal["notify", "remind", "flag"]


Ladder = dict[str, tuple[Step, ...]]
"""The steps of each clock, by its name; one that is not named goes yellow and red in silence."""


class Whom(models.TextChoices):
    """Who hears of it, as a rule pack names them."""

    ASSIGNEE = "assignee", gettext_lazy("whoever has taken it on")
    HOLDER = "holder", gettext_lazy("the head of the unit")
    GRID = "grid", gettext_lazy("the grid")
    COMMUNITY = "community", gettext_lazy("the head of the community")
    STREET = "street", gettext_lazy("the head of the street office")
    DEPARTMENT = "department", gettext_lazy("the head of the department")
    DISTRICT = "district", gettext_lazy("the district centre")


SENTENCES: dict[str, str | Promise] = {
    "notify": gettext_lazy("to %(whom)s"),
    "remind": gettext_lazy("a reminder to %(whom)s"),
    "flag": gettext_lazy("before %(whom)s, who decides what follows"),
}
"""What a step does, in words."""


def sentence(step: Step) -> str:
    """A step in the reader's language: "a reminder to the head of the unit"."""
    return str(SENTENCES[step.does]) % {"whom": Whom(step.to).label}


class Clocked(Protocol):
    """What the ladder needs to know of a clock in motion."""

    name: str
    limit: str
    due_at: datetime
    warn_at: datetime
    rungs: int


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of one clock: when it is reached, and what happens on it."""

    when: When
    at: datetime
    steps: tuple[Step, ...]


def steps_of(ladder: str | LadderOf | None, edition_id: int, clock: str) -> tuple[Step, ...]:
    """What the rule pack says of a clock; `ladder` is the key of the flow's ladder."""
    if ladder is None:
        return ()
    return _read_ladder(ladder, edition_id).get(clock, ())


@lru_cache(maxsize=512)
def _read_ladder(ladder: str | LadderOf, edition_id: int) -> Ladder:
    pack = pack_of(edition_id)
    try:
        found = ladder(pack) if callable(ladder) else pack.get(ladder)
    except MissingKey:
        return {}
    return {
        name: tuple(Step.model_validate(step) for step in steps) for name, steps in found.items()
    }


def rungs(clock: Clocked, steps: Iterable[Step]) -> list[Rung]:
    """The rungs of a clock in their order: yellow, red, and what comes after red."""
    by_when: dict[When, list[Step]] = {When(YELLOW): [], When(RED): []}
    for step in steps:
        by_when.setdefault(step.when, []).append(step)
    period = Limit.parse(clock.limit)
    late = [
        Rung(when, further(clock.due_at, when.after(period)), tuple(steps_))
        for when, steps_ in by_when.items()
        if when.is_after_red
    ]
    first = Rung(When(YELLOW), clock.warn_at, tuple(by_when[When(YELLOW)]))
    # At its very end a clock is still in time.
    second = Rung(When(RED), clock.due_at + timedelta.resolution, tuple(by_when[When(RED)]))
    return [first, second, *sorted(late, key=lambda rung: (rung.at, rung.when))]


def further(due_at: datetime, limit: Limit) -> datetime:
    """The end of a period that begins where another has ended; midnight is the day before's."""
    if limit.unit.is_exact:
        return due(due_at, limit).astimezone(UTC)
    return due(due_at - timedelta.resolution, limit).astimezone(UTC)


def next_at(clock: Clocked, steps: Sequence[Step]) -> datetime | None:
    """When the clock reaches its next rung; None after the last."""
    if clock.rungs == 0:
        return clock.warn_at
    if clock.rungs == 1:
        return clock.due_at + timedelta.resolution
    ahead = rungs(clock, steps)[clock.rungs :]
    return ahead[0].at if ahead else None
