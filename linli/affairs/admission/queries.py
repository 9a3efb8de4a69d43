"""Reads about what may be asked of communities that need more than one queryset method."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from linli.affairs.admission.models import (
    Admission,
    FormField,
    ListedItem,
    ListKind,
    ListVersion,
    Refusal,
    ResidentsVote,
    Subject,
    Task,
)
from linli.affairs.admission.models.admission import ADMITTED, IN_FORCE
from linli.affairs.admission.pack import AdmissionPack
from linli.affairs.admission.rules import sees_item, sees_refusal, sees_task
from linli.ground.org.models import Unit, UnitQuerySet, User
from linli.ground.places.codes import ancestor_codes, district_of
from linli.ground.places.models import under
from linli.ground.rulepacks.queries import Pack, pack_of
from linli.ground.worktime.calendar import due, last_day
from linli.matters.models import Matter, Participation


def in_force(on: date) -> QuerySet[Admission]:
    """The items under which tasks may be handed out on a day."""
    held = Admission.objects.filter(state__in=IN_FORCE)
    return held.filter(starts_on__lte=on, ends_on__gte=on)


def find(number: str, user: User, at: datetime) -> Matter | None:
    """The item, task or refusal with this number, if the user may see it."""
    seen = (
        (Q(kind="admission") & sees_item(user, at))
        | (Q(kind="task") & sees_task(user, at))
        | (Q(kind="refusal") & sees_refusal(user, at))
    )
    found = Matter.objects.filter(seen, number=number).first()
    return found.specific() if found else None


def visible_items(user: User, at: datetime) -> QuerySet[Admission]:
    """The applications and items that the user may see."""
    return Admission.objects.filter(sees_item(user, at))


def visible_tasks(user: User, at: datetime) -> QuerySet[Task]:
    """The tasks that the user may see."""
    return Task.objects.filter(sees_task(user, at))


def visible_refusals(user: User, at: datetime) -> QuerySet[Refusal]:
    """The refusals that the user may see."""
    return Refusal.objects.filter(sees_refusal(user, at))


def rules_of(matter: Admission | Task | Refusal) -> AdmissionPack:
    """What the rule pack says under which a matter runs."""
    return pack_of(matter.rule_pack_id).section(AdmissionPack)


def versions(district: str) -> QuerySet[ListVersion]:
    """Every version of the lists of a district, each list from its newest on."""
    return ListVersion.objects.filter(place_id=district).order_by("kind", "-valid_from")


def version_in_force(kind: str, district: str, on: date) -> ListVersion | None:
    """The version of a list that holds on a day."""
    return versions(district).filter(kind=kind, valid_from__lte=on).first()


def listed(district: str, on: date, kinds: tuple[str, ...]) -> QuerySet[ListedItem]:
    """The lines of these lists as they hold on a day."""
    held = [version_in_force(kind, district, on) for kind in kinds]
    return ListedItem.objects.filter(version__in=[each.pk for each in held if each])


def prohibited(admission: Admission, on: date) -> ListedItem | None:
    """The line of what nobody may ask that has the very title of an application."""
    lines = listed(district_of(admission.place_id), on, (ListKind.PROHIBITED,))
    return lines.filter(title=admission.title).first()


def earliest_start(at: datetime, pack: Pack) -> date:
    """The first day on which what is applied for now may start: that after the notice."""
    notice = pack.section(AdmissionPack).apply_before
    return last_day(due(at, notice)) + timedelta(days=1)


def latest_end(starts_on: date, months: int) -> date:
    """The last day of a term of so many months: the day before the corresponding one."""
    years, month = divmod(starts_on.month - 1 + months, 12)
    year = starts_on.year + years
    day = min(starts_on.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


def months(first: date, last: date) -> Iterator[date]:
    """The months of a term, each by its first day."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def money_arrived(admission: Admission) -> Decimal:
    """How much of the money for an item has arrived, in yuan."""
    found = admission.arrivals.aggregate(total=Sum("amount"))["total"]
    return found or Decimal(0)


def typed_twice(admission: Admission) -> list[str]:
    """The fields that communities would type though linli, or another admitted form, has them."""
    typed = admission.fields.filter(known=False)
    names = list(typed.values_list("name", flat=True))
    if not names:
        return []
    kept = set(rules_of(admission).kept_fields)
    here = Q(admission__place_id__in=[*ancestor_codes(admission.place_id), admission.place_id])
    others = FormField.objects.filter(
        here | under(admission.place_id, "admission__place_id"),
        known=False,
        name__in=names,
        admission__state__in=ADMITTED,
    )
    elsewhere = set(others.exclude(admission=admission).values_list("name", flat=True))
    return [name for name in names if name in kept | elsewhere]


def is_lasting(item: Admission) -> bool | None:
    """Whether its term makes it lasting work; None where the rules tell it not apart."""
    months = rules_of(item).lasting_from
    return item.ends_on >= latest_end(item.starts_on, months) if months else None


def asked_in_review(item: Admission) -> QuerySet[Participation]:
    """The communities whose residents are asked in the review of an item that is under way."""
    asked = Participation.objects.filter(matter_id=item.pk)
    return asked.filter(asked_at__gte=item.review_since) if item.review_since else asked.none()


def votes(item: Admission) -> tuple[int, int]:
    """The votes of residents in the review of an item, for going on and against it."""
    told = ResidentsVote.objects.filter(part__in=asked_in_review(item))
    found = told.aggregate(in_favour=Sum("in_favour"), against=Sum("against"))
    return found["in_favour"] or 0, found["against"] or 0


def rejected_by_residents(item: Admission) -> bool:
    """Whether so many residents were against it, of so many, that it has to go."""
    rule = rules_of(item).residents_reject
    in_favour, against = votes(item)
    every = in_favour + against
    return every >= rule.least and against * 100 > every * rule.share


def items_for(unit_ids: frozenset[int], on: date) -> QuerySet[Admission]:
    """The items under which these units may hand out tasks on a day."""
    return in_force(on).filter(department__in=unit_ids)


def forms_for(item: Admission, on: date) -> QuerySet[Admission]:
    """The admitted forms that a task under an item may ask for: those of its own unit."""
    found = in_force(on).filter(department=item.department_id, subject=Subject.FORM)
    return found.exclude(pk=item.pk)


def communities_in(place_code: str, on: date) -> UnitQuerySet:
    """The communities within a place, in their order."""
    units = Unit.objects.in_force(on).in_area(place_code)
    return units.filter(kind=Unit.Kind.COMMUNITY).order_by("code")


def published_items(district: str, on: date) -> QuerySet[Admission]:
    """What everybody may read: the items in force in a district, by department."""
    held = in_force(on).filter(under(district, "place_id"))
    return held.select_related("department", "place").order_by("department__code", "number")


def over(on: date) -> QuerySet[Admission]:
    """The items whose term is over, and which nobody has renewed."""
    return Admission.objects.filter(state__in=ADMITTED, ends_on__lt=on)


def day(at: datetime) -> date:
    """The day of a moment, by the calendar of the place."""
    return timezone.localdate(at)


def standing_of(tasks: list[int]) -> dict[int, tuple[int, int, int]]:
    """Of each task, how many communities were asked, have reported, and have refused."""
    parts = Participation.objects.filter(matter__in=tasks).values("matter").order_by()
    counted = parts.annotate(
        asked=Count("unit", distinct=True),
        reported=Count("unit", filter=Q(answered_at__isnull=False), distinct=True),
    ).values_list("matter", "asked", "reported")
    refused = Refusal.objects.filter(refused_task__in=tasks).values("refused_task").order_by()
    said = dict(refused.annotate(count=Count("pk")).values_list("refused_task", "count"))
    return {pk: (asked, reported, said.get(pk, 0)) for pk, asked, reported in counted}
