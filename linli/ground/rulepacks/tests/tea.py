"""A section that no app has, so that these tests do not change when an app's rules do."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from linli.ground.worktime.limits import Limit


class Limits(BaseModel):
    serve: Limit
    refund: Limit


class Room(BaseModel):
    seats: Annotated[int, Field(strict=True, ge=1)]


class TeaPack(BaseModel):
    limits: Limits
    cups: Annotated[int, Field(strict=True, ge=1, le=12)]
    kinds: list[Literal["green", "black", "white"]]
    rooms: dict[str, Room] = {}
    most_guests: Annotated[int, Field(ge=1)] = 100

    @model_validator(mode="after")
    def rooms_hold_the_guests(self) -> TeaPack:
        if sum(room.seats for room in self.rooms.values()) > self.most_guests:
            raise ValueError("More seats than guests are allowed.")
        return self
