"""The lists beside the figures: what is late, what is rising, who was called; as far as seen."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.affairs.cases.queries import visible_cases
from linli.affairs.whistle.models import Naming
from linli.affairs.whistle.queries import blown, counted, visible_whistles
from linli.ground.places.models import under
from linli.insight.boards.asked import Asked
from linli.insight.boards.cards import Listed
from linli.insight.hotspots.queries import rises_seen

MOST = 10


def listed(name: str, asked: Asked) -> Listed:
    """The list of this name."""
    return LISTS[name](asked)


def _late(asked: Asked) -> Listed:
    """The cases that have been overdue the longest: by number, not by what was written."""
    rows: list[list[tuple[str, str]]] = []
    if asked.reader is not None:
        seen = visible_cases(asked.reader, asked.at).filter(under(asked.place, "place_id"))
        seen = seen.filter(closed_at=None, due_at__lt=asked.at)
        if asked.unit:
            seen = seen.filter(holder=asked.unit)
        first = seen.select_related("place", "holder").defer("place__polygon").order_by("due_at")
        for case in first[:MOST]:
            assert case.due_at is not None
            holder = case.holder.name if case.holder else "–"
            page = reverse("cases:page", args=[case.number])
            rows.append([(case.number, page), (case.place.name, ""), (holder, "")])
            rows[-1].append((_late_by((asked.at - case.due_at).days), ""))
    return Listed(
        "longest",
        _("Overdue the longest"),
        [_("Number"), _("Place"), _("In the hands of"), _("Overdue by")],
        rows,
        _("Nothing is overdue."),
    )


def _late_by(days: int) -> str:
    if not days:
        return _("less than a day")
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _rising(asked: Asked) -> Listed:
    """Where more is reported than usual, of the last days."""
    rows = []
    for each in rises_seen(asked.reader, asked.at) if asked.reader else []:
        rise = each.rise
        if rise.place_id.startswith(asked.place):
            about, page = each.about or _("all matters"), reverse("hotspots:list")
            rows.append([(rise.place.name, page), (about, "")])
            rows[-1] += [(str(rise.count), ""), (f"{rise.expected:.1f}", ""), (str(rise.on), "")]
    return Listed(
        "rising",
        _("More than usual"),
        [_("Place"), _("About"), _("Number of cases"), _("Usually"), _("Day")],
        rows[:MOST],
        _("Nothing is reported more than usual."),
    )


def _called(asked: Asked) -> Listed:
    """The departments that whistles of the period named, and how far each of them came."""
    rows = []
    if asked.reader is not None:
        until = min(asked.period.ends, asked.at)
        whistles = blown(asked.place, asked.period.begins, until)
        seen = whistles.filter(pk__in=visible_whistles(asked.reader, asked.at).values("pk"))
        for name, *numbers in _by_unit(counted(seen), asked.unit):
            rows.append([(name, ""), *((str(number), "") for number in numbers)])
    return Listed(
        "called",
        _("Called by whistle"),
        [_("Department"), _("Called"), _("Signed"), _("Came"), _("Finished")],
        rows,
        _("Nobody was called in this period."),
    )


def _by_unit(namings: QuerySet[Naming], unit: int | None) -> QuerySet[Naming, tuple[str, int]]:
    if unit:
        namings = namings.filter(part__unit=unit)
    steps = (Count(each) for each in ("pk", "signed_at", "arrived_at", "part__answered_at"))
    names = ("called", "signed", "came", "finished")
    told = namings.values("part__unit__name").annotate(**dict(zip(names, steps, strict=True)))
    return told.order_by("part__unit__code").values_list("part__unit__name", *names)


LISTS: dict[str, Callable[[Asked], Listed]] = {
    "late": _late,
    "rising": _rising,
    "called": _called,
}
"""By the names that plans use."""
