"""What is asked of communities: hours by community, department and month, and the money for it.

Hours asked are those that a task names, for each community once, however often it was returned;
a part that was refused or released is not asked any more. Hours admitted are those of the items
in force in the month, by the workload that was admitted. Every figure is a sum over rows that its
page shows (`Burden.url`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from linli.affairs.admission.models import Admission, FormField, Refusal, RefusalState, Workload
from linli.affairs.admission.models.admission import IN_FORCE
from linli.affairs.admission.pack import AdmissionPack
from linli.affairs.admission.queries import communities_in
from linli.affairs.admission.rules import SEE, burden_areas
from linli.ground.org.models import Unit, User
from linli.ground.places.codes import ancestor_codes, district_of
from linli.ground.rulepacks.queries import pack_for
from linli.ground.worktime.calendar import ZONE
from linli.matters.models import Participation


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, each by its first day, from the first to the last."""

    first: date
    last: date

    @property
    def after(self) -> date:
        """The first day after it."""
        return (self.last.replace(day=1) + timedelta(days=32)).replace(day=1)

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return datetime(self.first.year, self.first.month, 1, tzinfo=ZONE)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime(self.after.year, self.after.month, 1, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose burden somebody sees: that of the communities of areas, or what their units ask."""

    areas: frozenset[str]
    units: frozenset[int]

    @classmethod
    def of(cls, user: User, at: datetime) -> Sight:
        """Communities see their own, those above them theirs, a department what it asks itself."""
        areas = burden_areas(user, at)
        asks = frozenset(duty.unit_id for duty in user.duties_with(SEE, at))
        return cls(areas, frozenset() if areas else asks)

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to see."""
        return not (self.areas or self.units)

    def communities(self, on: date, only: str = "") -> QuerySet[Unit]:
        """The communities whose figures are shown; for a department, those of its district.

        `only` is the code of the one that is asked for, if it is among them.
        """
        found = Unit.objects.none()
        for area in self.areas:
            found = found | communities_in(area, on)
        for code in Unit.objects.filter(pk__in=self.units).values_list("place_id", flat=True):
            found = found | communities_in(district_of(code), on)
        return (found.filter(code=only) if only else found).order_by("code")

    def covers(self, department_id: int) -> bool:
        """Whether what this department asks is shown."""
        return not self.units or department_id in self.units


Key = tuple[int, int, date]
"""Community, department and month."""


def asked_parts(period: Period) -> QuerySet[Participation]:
    """The parts of tasks in which communities are asked for their hours."""
    before = Participation.objects.filter(
        matter=OuterRef("matter"), unit=OuterRef("unit"), pk__lt=OuterRef("pk")
    )
    return Participation.objects.filter(
        ~Exists(before),
        matter__kind="task",
        released_at=None,
        matter__opened_at__gte=period.begins,
        matter__opened_at__lt=period.ends,
    )


def asked(period: Period, communities: Iterable[Unit]) -> dict[Key, int]:
    """The hours asked, by community, department and month."""
    rows = (
        asked_parts(period)
        .filter(unit__in=[unit.pk for unit in communities])
        .annotate(month=TruncMonth("matter__opened_at", DateField(), tzinfo=ZONE))
        .values_list("unit_id", "matter__task__unit_id", "month")
        .annotate(hours=Sum("matter__task__hours"))
        .order_by()
    )
    return {(unit, giver, month): hours for unit, giver, month, hours in rows}


def admitted(period: Period, communities: Iterable[Unit]) -> dict[Key, int]:
    """The hours admitted, by community, department and month."""
    rows = Workload.objects.filter(
        Q(admission__closed_at=None) | Q(admission__closed_at__gte=period.begins),
        month__gte=period.first,
        month__lte=period.last,
        admission__in_force_since__lt=period.ends,
    ).values_list(
        "admission__department_id",
        "admission__place_id",
        "month",
        "hours",
        "admission__in_force_since",
        "admission__closed_at",
    )
    found: dict[Key, int] = defaultdict(int)
    units = list(communities)
    for giver, place, month, hours, since, until in rows:
        whole = Period(month, month)
        if not since or since >= whole.ends or (until and until < whole.begins):
            continue
        for unit in units:
            if unit.place_id.startswith(place):
                found[unit.pk, giver, month] += hours
    return dict(found)


@dataclass(slots=True)
class Line:
    """The figures of a community, of a department, or of a month."""

    name: str
    key: str
    asked: int = 0
    admitted: int = 0
    refused: int = 0
    upheld: int = 0
    items: int = 0
    exempted: int = 0
    promised: Decimal = Decimal(0)
    arrived: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Hours:
    """Person-hours asked of a community, and admitted for it, by a department in a month."""

    community: Unit
    department: Unit
    month: date
    asked: int
    admitted: int


@dataclass(frozen=True, slots=True)
class Twice:
    """A field that communities type though linli has it, or in several forms at once."""

    name: str
    forms: list[Admission]


@dataclass(slots=True)
class Burden:
    """Everything on the page of the burden."""

    communities: list[Line] = field(default_factory=list)
    departments: list[Line] = field(default_factory=list)
    months: list[Line] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    typed_twice: list[Twice] = field(default_factory=list)

    @property
    def table(self) -> list[tuple[Line, list[Line]]]:
        """Each department with its hours month by month, of all the communities together."""
        found = {
            each.key: {month.key: Line(month.name, month.key) for month in self.months}
            for each in self.departments
        }
        for each in self.hours:
            cell = found[each.department.code][f"{each.month:%Y-%m}"]
            cell.asked += each.asked
            cell.admitted += each.admitted
        rows = ((line, list(found[line.key].values())) for line in self.departments)
        return [(line, cells) for line, cells in rows if line.asked or line.admitted]

    @property
    def total(self) -> Line:
        """All of it together."""
        whole = Line("", "")
        for line in self.communities:
            whole.asked += line.asked
            whole.admitted += line.admitted
            whole.refused += line.refused
            whole.upheld += line.upheld
        for line in self.departments:
            whole.items += line.items
            whole.exempted += line.exempted
            whole.promised += line.promised
            whole.arrived += line.arrived
        return whole


def burden(sight: Sight, period: Period, community: str = "") -> Burden:
    """The figures of a time, as far as somebody sees them; of one community, where one is named.

    Money belongs to an item, for all its communities together, and is never divided.
    """
    units = list(sight.communities(period.last, community))
    hours, allowed = asked(period, units), admitted(period, units)
    keys = sorted(key for key in {*hours, *allowed} if sight.covers(key[1]))
    said = list(refusals(sight, period, units))
    givers = {key[1] for key in keys} | {each.department_id for each in said}
    months = sorted({key[2] for key in keys})
    by_unit = {unit.pk: Line(unit.name, unit.code) for unit in units}
    by_month = {month: Line(f"{month:%Y-%m}", f"{month:%Y-%m}") for month in months}
    by_giver = _departments(items(sight, period, units), givers)
    for key in keys:
        for line in (by_unit[key[0]], by_giver[key[1]], by_month[key[2]]):
            line.asked += hours.get(key, 0)
            line.admitted += allowed.get(key, 0)
    for refusal in said:
        for line in (by_unit[refusal.community_id], by_giver[refusal.department_id]):
            line.refused += 1
            line.upheld += refusal.state == RefusalState.UPHELD
    lines = [*by_unit.values()], [*by_giver.values()], [*by_month.values()]
    return Burden(*lines, _hours(keys, hours, allowed), twice(units, period.last))


def _hours(keys: list[Key], hours: dict[Key, int], allowed: dict[Key, int]) -> list[Hours]:
    units = Unit.objects.in_bulk({pk for key in keys for pk in key[:2]})
    return [
        Hours(units[key[0]], units[key[1]], key[2], hours.get(key, 0), allowed.get(key, 0))
        for key in keys
    ]


def _departments(held: QuerySet[Admission], keys: set[int]) -> dict[int, Line]:
    """A line for each unit that asks or has an item, with its items and their money."""
    found = list(held)
    arrived = dict(
        Admission.objects.filter(pk__in=[item.pk for item in found])
        .values_list("pk")
        .annotate(total=Sum("arrivals__amount"))
    )
    units = Unit.objects.in_bulk({*keys, *(item.department_id for item in found)})
    ordered = sorted(units.values(), key=lambda unit: unit.code)
    lines = {unit.pk: Line(unit.name, unit.code) for unit in ordered}
    for item in found:
        line = lines[item.department_id]
        line.items += 1
        line.exempted += item.exempted_by_id is not None
        line.promised += item.money
        line.arrived += arrived[item.pk] or 0
    return lines


def items(sight: Sight, period: Period, units: Iterable[Unit]) -> QuerySet[Admission]:
    """The items that hold for some of these communities, and whose term touches the time."""
    held = Admission.objects.filter(
        Q(closed_at=None) | Q(closed_at__gte=period.begins),
        in_force_since__lt=period.ends,
        starts_on__lt=period.after,
        place__in=_over(units),
    )
    return held.filter(department__in=sight.units) if sight.units else held


def _over(units: Iterable[Unit]) -> set[str]:
    """The codes of the communities' places and of all that these lie in."""
    places = [unit.place_id for unit in units]
    return {code for place in places for code in (*ancestor_codes(place), place)}


def refusals(sight: Sight, period: Period, units: Iterable[Unit]) -> QuerySet[Refusal]:
    """The refusals of communities in a time."""
    found = Refusal.objects.filter(
        community__in=[unit.pk for unit in units],
        opened_at__gte=period.begins,
        opened_at__lt=period.ends,
    )
    return found.filter(department__in=sight.units) if sight.units else found


def twice(units: Sequence[Unit], on: date) -> list[Twice]:
    """The fields of forms in force that these communities type though they are there already.

    Admitting refuses them; the list of what linli keeps may grow afterwards.
    """
    typed = FormField.objects.filter(
        known=False, admission__state__in=IN_FORCE, admission__place__in=_over(units)
    ).select_related("admission")
    forms: dict[str, list[Admission]] = defaultdict(list)
    for each in typed.order_by("name", "admission"):
        forms[each.name].append(each.admission)
    kept = _kept([unit.place_id for unit in units], on)
    return [Twice(name, found) for name, found in forms.items() if name in kept or _together(found)]


def _kept(places: list[str], on: date) -> set[str]:
    """The fields that linli has, by the rules of the districts of these places."""
    districts = {district_of(place) for place in places}
    packs = (pack_for(code, on).section(AdmissionPack) for code in sorted(districts))
    return {name for pack in packs for name in pack.kept_fields}


def _together(forms: list[Admission]) -> bool:
    """Whether some community is asked for two of these forms: one place lies within the other."""
    places = sorted(form.place_id for form in forms)
    return any(later.startswith(first) for first, later in pairwise(places))


def tasks_behind(
    sight: Sight, period: Period, *, community: str = "", department: str = ""
) -> QuerySet[Participation]:
    """The parts whose hours a figure adds up, the newest first."""
    units = sight.communities(period.last, community)
    found = asked_parts(period).filter(unit__in=units.values("pk"))
    if sight.units:
        found = found.filter(matter__task__unit__in=sight.units)
    if department:
        found = found.filter(matter__task__unit__code=department)
    rows = found.select_related("unit", "matter__task__unit", "matter__task__item")
    return rows.order_by("-matter__opened_at", "unit__code")
