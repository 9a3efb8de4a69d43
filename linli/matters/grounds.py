"""What speaks for supervision, whatever the kind of matter: flows declare it, and know no more.

Nobody here decides what follows; whoever supervises reads this registry (潍坊市12345条例 Art. 26).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import EVENTS, Event
from linli.ground.journal.handlers import Handler, on


class Ground(models.TextChoices):
    """Why somebody may have to look after a unit."""

    NEAR = "near", _("The deadline is near")
    OVERDUE = "overdue", _("The deadline has passed")
    FLAGGED = "flagged", _("Late by far: put before those above")
    REFUSED = "refused", _("The unit refuses")
    UNSOLVED = "unsolved", _("Said to be done, and not solved")
    BAD_EFFECT = "bad_effect", _("Harm was done by it")


LASTING = (Ground.BAD_EFFECT,)
"""What is not over with the matter: a unit answers for harm also when the matter has ended."""


class DeclaredTwice(ValueError):
    """An event is a ground already."""


@dataclass(frozen=True, slots=True)
class Cause:
    """An event as a ground, and the key of its data that names the unit concerned.

    `holder` is the unit in whose hands the matter is after the event, `unit` one that the move
    names, `part` the participation of a unit that was asked.
    """

    ground: Ground
    of: Literal["holder", "unit", "part"] = "holder"


CAUSES: dict[str, Cause] = {}
"""Every event that is a ground, by its code."""


LISTENERS: list[Handler] = []
"""Who hears of the events that are grounds."""


def declare(event: Event, cause: Cause) -> None:
    """Make an event a ground; flows do so for their moves. Raises DeclaredTwice."""
    if CAUSES.setdefault(event.code, cause) != cause:
        raise DeclaredTwice(event.code)
    for listener in LISTENERS:
        on(event)(listener)


def listen(handler: Handler) -> Handler:
    """Bring the entries of all grounds to a handler, whenever their flows are loaded."""
    LISTENERS.append(handler)
    return on(*(EVENTS[code] for code in CAUSES))(handler)
