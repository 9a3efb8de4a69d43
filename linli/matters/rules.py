"""Who may do what to a matter: predicates from which flows build their `by`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from rules.predicates import Predicate, predicate

from linli.ground.journal.models import Entry
from linli.ground.org.models import SYSTEM, User


@dataclass(frozen=True)
class Attempt:
    """What a predicate judges: the matter, and the moment at which somebody would act on it."""

    matter: Any
    at: datetime

    @cached_property
    def entries(self) -> list[Entry]:
        """What happened to the matter so far, oldest first; read once for all its moves."""
        return list(Entry.objects.about(self.matter).select_related("by"))


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


@predicate
def handled_it(user: User, attempt: Attempt) -> bool:
    """Somebody who has handled the matter: they never verify, close or rate it."""
    handling = set(attempt.matter.flow.handling)
    return any(entry.by_id == user.pk and entry.event in handling for entry in attempt.entries)


@predicate
def the_system(user: User, attempt: Attempt) -> bool:
    """The service account by which clocks act; nobody signs in as it."""
    return user.username == SYSTEM
