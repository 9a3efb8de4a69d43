"""What the grid worker's phone shows: the list to work off, and the ways on from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Case, State
from linli.ground.org.models import Duty, User
from linli.matters.models import Deadline

TO_DO = Q(state__in=(State.DISPATCHED, State.SIGNED, State.IN_PROGRESS))
"""The states in which the next move is the grid worker's."""


@dataclass(frozen=True, slots=True)
class Way:
    """An entry of the menu below."""

    label: str | Promise
    url: str
    icon: str
    current: bool


def duties(user: User, at: datetime) -> list[Duty]:
    """The user's duties in grids: those that let them settle on the spot."""
    return user.duties_with("cases.settle", at)


def rows(of: Sequence[Duty], *, waiting: bool) -> models.QuerySet[Case]:
    """The open cases in the hands of the grids, the most pressing first."""
    clocks = Deadline.objects.running().filter(paused=False).order_by("due_at")
    cases = _open(of).exclude(TO_DO) if waiting else _open(of).filter(TO_DO)
    return (
        cases.select_related("place")
        .defer("place__polygon", "text")
        .prefetch_related(Prefetch("deadlines", clocks, to_attr="running"))
        .order_by("due_at", "pk")
    )


def chips(of: Sequence[Duty], *, waiting: bool) -> list[dict[str, object]]:
    """The two lists with their lengths."""
    counted = _open(of).aggregate(todo=Count("pk", filter=TO_DO), all=Count("pk"))
    here = reverse("cases:grid")
    return [
        {"label": _("To do"), "url": here, "count": counted["todo"], "current": not waiting},
        {
            "label": _("Waiting for others"),
            "url": f"{here}?show=waiting",
            "count": counted["all"] - counted["todo"],
            "current": waiting,
        },
    ]


def links(here: str) -> list[Way]:
    """The menu below: the list, the day, the two forms, and the inbox."""
    entries = [
        (_("My list"), "cases:grid", "list-check"),
        (_("My day"), "boards:day", "clock"),
        (_("Report from patrol"), "cases:patrol", "message-plus"),
        (_("Settle at once"), "cases:settle", "check"),
        (_("Inbox"), "desk", "inbox"),
    ]
    return [Way(label, reverse(name), icon, name == here) for label, name, icon in entries]


def _open(of: Sequence[Duty]) -> models.QuerySet[Case]:
    return Case.objects.filter(closed_at__isnull=True, holder__in={duty.unit_id for duty in of})
