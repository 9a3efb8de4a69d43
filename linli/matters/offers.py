"""What the page of a matter shows and offers: its facts, its clocks, the moves open now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils.functional import Promise

from linli.ground.org.models import User
from linli.ground.worktime.calendar import warning_of
from linli.ground.worktime.limits import Limit
from linli.matters.engine import moves_of
from linli.matters.flow import Flow, Move
from linli.matters.models import Deadline, Matter
from linli.matters.rules import Attempt

TONES = ("primary", "secondary", "danger")
"""The order of the buttons: what is usually done stands first."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the facts."""

    label: str
    value: object


@dataclass(frozen=True, slots=True)
class Offer:
    """A move as the page shows it; its form is there only while it is open."""

    name: str
    label: str | Promise
    tone: str
    unfolds: bool
    form: Form | None


@dataclass(frozen=True, slots=True)
class Light:
    """A clock with its name."""

    label: str | Promise
    deadline: Deadline

    @property
    def warning(self) -> str | None:
        """That its end may still move, because the holidays of a year are not known yet."""
        clock = self.deadline
        if clock.met_at is not None:
            return None
        return warning_of(clock.started_at, Limit.parse(clock.limit), clock.due_at)


def lights(flow: Flow[Any], deadlines: Iterable[Deadline]) -> list[Light]:
    """These clocks with their names: what runs first, and what is due first."""
    labels = {clock.name: clock.label for clock in flow.clocks}
    ordered = sorted(deadlines, key=lambda d: (d.met_at is not None, d.due_at))
    return [Light(labels.get(each.name, each.name), each) for each in ordered]


def offers(attempt: Attempt, user: User, form: Form | None, name: str) -> list[Offer]:
    """The moves open to the user; `form` is the one filled in for the move `name`, if any."""
    moves = sorted(moves_of(attempt, user), key=lambda move: TONES.index(move.tone))
    return [_offer(move, attempt, user, form, name) for move in moves]


def _offer(move: Move, attempt: Attempt, user: User, form: Form | None, name: str) -> Offer:
    if move.name == name and move.form and form is None:
        form = move.form(matter=attempt.matter, by=user, at=attempt.at)
    shown = form if move.name == name else None
    return Offer(move.name, move.label, move.tone, move.form is not None, shown)


def bound(
    matter: Matter,
    name: str,
    data: Mapping[str, Any],
    files: Any,
    user: User,
    at: datetime,
) -> Form:
    """The form of a move as it was sent, with its faults; the files are read a second time."""
    for field in files or ():
        for upload in files.getlist(field):
            upload.seek(0)
    kind = matter.flow.moves[name].form
    assert kind is not None
    return kind(data, files, matter=matter, by=user, at=at)
