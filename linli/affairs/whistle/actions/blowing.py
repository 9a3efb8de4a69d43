"""Blowing a whistle, naming and releasing departments, the shared plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from linli.affairs.whistle.actions.words import remark
from linli.affairs.whistle.flow import flow
from linli.affairs.whistle.models import Naming, Plan, Whistle
from linli.ground.org.models import Unit, User
from linli.matters import asking


@flow.does("blow")
def blow(whistle: Whistle, *, units: Sequence[Unit], note: str, by: User, at: datetime) -> None:
    """Call departments; the clocks of each begin. Whoever blows it has answered for it."""
    whistle.blown_at = whistle.blown_at or at
    _call(whistle, units, note, by, at)


@flow.does("blow_again")
def blow_again(
    whistle: Whistle, *, units: Sequence[Unit], note: str, by: User, at: datetime
) -> None:
    """Call departments once more, because it is not done."""
    _call(whistle, units, note, by, at)


def _call(whistle: Whistle, units: Sequence[Unit], note: str, by: User, at: datetime) -> None:
    whistle.rounds += 1
    for unit in units:
        _name(whistle, unit, note, by, at)


def _name(whistle: Whistle, unit: Unit, task: str, by: User, at: datetime) -> None:
    part = asking.ask_unit(whistle, unit, task=task, by=by, at=at)
    Naming.objects.create(part=part, round=whistle.rounds)


@flow.does("name")
def name(whistle: Whistle, *, unit: Unit, note: str, by: User, at: datetime) -> None:
    """Name one more department."""
    _name(whistle, unit, note, by, at)


@flow.does("release")
def release(whistle: Whistle, *, part: Naming, note: str, by: User, at: datetime) -> None:
    """Wait no longer for a department, for a reason."""
    asking.release(part.part, whistle, reason=note, by=by, at=at)


@flow.does("plan")
def plan(whistle: Whistle, *, text: str, by: User, at: datetime, until: date | None = None) -> None:
    """Set down who does what; a plan before stays to be read."""
    Plan.objects.create(
        whistle=whistle, round=whistle.rounds, text=text.strip(), until=until, by=by, at=at
    )


@flow.does("call_off")
def call_off(whistle: Whistle, *, note: str, by: User, at: datetime) -> None:
    """Take the whistle back, for a reason: nobody is waited for any longer."""
    asking.release_all(whistle, reason=note, by=by, at=at)
    remark(whistle, note, by=by, at=at)
    whistle.end(at)
