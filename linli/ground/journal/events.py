"""What can happen. An event is registered by being made; its code is what the journal keeps."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Event] = {}
"""Every event of the installed apps, by code."""


class DuplicateEvent(ValueError):
    """Two events carry the same code."""


@dataclass(frozen=True)
class Event:
    """A kind of happening: `app.verb`, and how a reader of a timeline sees it.

    `public` names what its data may hold in words, because it is nobody's: the name of a street.
    """

    code: str
    label: str | Promise
    public: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if EVENTS.setdefault(self.code, self) is not self:
            raise DuplicateEvent(self.code)


RESUMED = Event("journal.resume", _("Parked delivery tried again"))


def label_of(code: str) -> str:
    """The event's name in the reader's language; the code itself when its app is gone."""
    event = EVENTS.get(code)
    return str(event.label) if event else code
