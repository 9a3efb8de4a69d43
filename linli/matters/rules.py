"""Who may do what to a matter: predicates from which flows build their `by`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from rules.predicates import Predicate, predicate

from linli.ground.journal.models import Entry
from linli.ground.org.models import SYSTEM, User
from linli.ground.questions import Question
from linli.matters.models import Application, Holding, Matter, Participation

TOLD = ("event", "at", "data", "by__username", "by__name", "by__kind")
ENTRIES = Question(
    lambda key: Entry.objects.about(Matter(pk=key)).select_related("by").only(*TOLD),
    "-1",
)
"""Without what nobody judges or shows: digests, the moment of recording, passwords."""
HELD = Question(lambda key: Holding.objects.filter(matter_id=key), -1)


@dataclass(frozen=True)
class Attempt:
    """What a predicate judges: the matter, and the moment at which somebody would act on it."""

    matter: Any
    at: datetime

    @cached_property
    def entries(self) -> list[Entry]:
        """What happened to the matter so far, oldest first; read once for all its moves."""
        return ENTRIES.ask(str(self.matter.pk))

    @cached_property
    def holdings(self) -> list[Holding]:
        """Which units hold the matter, or have held it."""
        return HELD.ask(self.matter.pk)

    @property
    def unit_ids(self) -> frozenset[int]:
        """The units of `holdings`."""
        return frozenset(holding.unit_id for holding in self.holdings)

    @cached_property
    def participations(self) -> list[Participation]:
        """The units that were asked to do their part, in the order in which they were asked."""
        if not self._happened(self.matter.flow.asking):
            return []
        asked = Participation.objects.filter(matter_id=self.matter.pk)
        return list(asked.select_related("unit", "asked_by", "answered_by"))

    @cached_property
    def applications(self) -> list[Application]:
        """What the holder asked leave for, judged or not, oldest first."""
        if not self._happened(self.matter.flow.applying):
            return []
        made = Application.objects.filter(matter_id=self.matter.pk)
        return list(made.select_related("by", "unit", "judged_by"))

    def _happened(self, events: Collection[str]) -> bool:
        """Whether one of these has: most matters never ask, as their entries say, read anyway."""
        return any(entry.event in events for entry in self.entries)

    def waiting(self, what: str) -> Application | None:
        """The application of this kind that nobody has judged yet."""
        return next((a for a in self.applications if a.what == what and not a.judged_at), None)


def duty(capability: str) -> Predicate:
    """Somebody whose duty gives the capability at the place of the matter."""

    def has_duty(user: User, attempt: Attempt) -> bool:
        return user.has_capability(capability, attempt.matter.place_id, attempt.at)

    return Predicate(has_duty, name=f"duty:{capability}")


def holds(capability: str) -> Predicate:
    """Somebody with the capability in the very unit that holds the matter."""

    def has_duty_in_holder(user: User, attempt: Attempt) -> bool:
        holder = attempt.matter.holder_id
        return user.is_active and any(
            duty.unit_id == holder for duty in user.duties_with(capability, attempt.at)
        )

    return Predicate(has_duty_in_holder, name=f"holds:{capability}")


def is_asked(capability: str) -> Predicate:
    """Somebody with the capability in a unit whose answer the holder waits for."""

    def has_duty_in_asked(user: User, attempt: Attempt) -> bool:
        return bool(asked_units(user, attempt, capability))

    return Predicate(has_duty_in_asked, name=f"asked:{capability}")


def asked_units(user: User, attempt: Attempt, capability: str) -> list[Participation]:
    """The open parts of the units in which the user has the capability."""
    if not user.is_active:
        return []
    units = {duty.unit_id for duty in user.duties_with(capability, attempt.at)}
    # Most people are in no unit that could be asked: they cost no question.
    parts = attempt.participations if units else []
    return [part for part in parts if part.is_open and part.unit_id in units]


def applied_for(what: str) -> Predicate:
    """There is an application of this kind that nobody has judged yet."""

    def is_waiting(user: User, attempt: Attempt) -> bool:
        return attempt.waiting(what) is not None

    return Predicate(is_waiting, name=f"applied_for:{what}")


@predicate
def handled_it(user: User, attempt: Attempt) -> bool:
    """Somebody who has handled the matter: they never verify, close or rate it."""
    handling = set(attempt.matter.flow.handling)
    return any(entry.by_id == user.pk and entry.event in handling for entry in attempt.entries)


@predicate
def the_system(user: User, attempt: Attempt) -> bool:
    """The service account by which clocks act; nobody signs in as it."""
    return user.username == SYSTEM


PUBLISHES = "photos.publish"
"""The capability to make copies of photos for the public."""


def may_publish(user: User, matter: Matter, at: datetime) -> bool:
    """Whether the user may make copies of the matter's photos that everybody may see."""
    return user.has_capability(PUBLISHES, matter.place_id, at)
