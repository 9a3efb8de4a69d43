"""A deadline in words and a colour, for people who read one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.ground.worktime.calendar import last_day

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Lamp:
    """What a deadline looks like at one moment."""

    colour: str
    """green, yellow, red, met, paused or none"""
    words: str
    due_at: datetime | None = None


def lamp(
    due_at: datetime | None,
    now: datetime,
    *,
    warn_at: datetime | None = None,
    met_at: datetime | None = None,
    paused: bool = False,
) -> Lamp:
    """The light of one deadline; yellow needs to know from when (`warn_at`)."""
    if due_at is None:
        return Lamp("none", _("No deadline"))
    if met_at:
        return Lamp("met", _("Done in time") if met_at <= due_at else _("Done late"))
    if paused:
        return Lamp("paused", _("Paused"))
    if now > due_at:
        return Lamp("red", remaining(due_at, now), due_at)
    colour = "yellow" if warn_at and now >= warn_at else "green"
    return Lamp(colour, remaining(due_at, now), due_at)


def lamp_of(deadline: Any, now: datetime) -> Lamp:
    """The light of a `matters.Deadline`."""
    return lamp(
        deadline.due_at,
        now,
        warn_at=deadline.warn_at,
        met_at=deadline.met_at,
        paused=deadline.paused,
    )


def remaining(due_at: datetime, now: datetime) -> str:
    """How long until a moment, or since it: `3 days 4 hours left`, `overdue by 2 days`."""
    if now > due_at:
        return _("overdue by %(span)s") % {"span": span(now - due_at)}
    return _("%(span)s left") % {"span": span(due_at - now)}


def span(length: timedelta) -> str:
    """A length of time by its two largest units; weeks away, the hours do not matter."""
    days, hours = length // DAY, length % DAY // HOUR
    minutes = length % HOUR // MINUTE
    parts = []
    if days:
        parts.append(ngettext("%(count)d day", "%(count)d days", days) % {"count": days})
    if hours and days < 7:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if not days and hours < 3 and (minutes or not hours):
        words = ngettext("%(count)d minute", "%(count)d minutes", minutes)
        parts.append(words % {"count": minutes})
    return " ".join(parts)


def moment(at: datetime, zone: tzinfo | None = None) -> str:
    """A moment as it stands on every page: `2026-11-25 17:00`, in the zone of the place.

    Whoever writes very many looks for the zone once.
    """
    return f"{timezone.localtime(at, zone):%Y-%m-%d %H:%M}"


def until(due_at: datetime) -> str:
    """The end of a period: what ends at midnight ends at 24:00 of the day before."""
    local = timezone.localtime(due_at)
    if (local.hour, local.minute) == (0, 0):
        return f"{last_day(due_at)} 24:00"
    return moment(due_at)
