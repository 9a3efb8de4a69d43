"""What the API says of any matter, whatever its kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema


class DeadlineOut(Schema):
    """A clock of a matter."""

    name: str
    limit: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    missed_at: datetime | None


class NextStepOut(Schema):
    """What happens next by the ladder of the rule pack, should nothing happen before."""

    at: datetime
    clock: str
    sentences: list[str]


class MoveOut(Schema):
    """A move that the caller may make now, and the JSON Schema of its input."""

    name: str
    label: str
    target: str
    input: dict[str, Any]
