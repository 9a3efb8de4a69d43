"""What is due, what is held, who has looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    CASCADE,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    Model,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.people.events import REVEALED
from linli.ground.people.models import (
    Consent,
    HouseholdMember,
    MinorAccess,
    ProcessingPurpose,
    Resident,
)
from linli.ground.people.rules import MINORS
from linli.ground.places.codes import Level
from linli.ground.places.models import Place, under
from linli.ground.privacy.models import Hold, Run
from linli.ground.privacy.pack import PrivacyPack
from linli.ground.privacy.registry import KINDS, Kind
from linli.ground.privacy.words import words_of
from linli.ground.rulepacks.queries import pack_for
from linli.ground.worktime.calendar import due
from linli.ground.worktime.limits import Limit, Unit


def limit_of(kind: Kind, at: datetime) -> Limit:
    """How long this kind of record is kept, in the district that this installation serves."""
    keep = pack_for(district(), timezone.localdate(at)).section(PrivacyPack).keep
    limit: Limit = getattr(keep, kind.limit)
    return limit


def district() -> str:
    """The district of the units, or nothing before one is set up."""
    districts = Place.objects.filter(level=Level.DISTRICT, units__isnull=False)
    return districts.order_by("code").values_list("code", flat=True).first() or ""


def due_rows(kind: Kind, limit: Limit, at: datetime) -> QuerySet[Any]:
    """The records of a kind whose time is over, to the day."""
    rows, begun = kind.rows(), begun_before(limit, at)
    columns = {field.name: field for field in rows.model._meta.get_fields()}
    by_day = isinstance(columns.get(kind.since), DateField) and not isinstance(
        columns[kind.since], DateTimeField
    )
    return rows.filter(**{f"{kind.since}__lt": timezone.localdate(begun) if by_day else begun})


def begun_before(limit: Limit, at: datetime) -> datetime:
    """The moment before which a time of this length must have begun to be over now.

    The calendar decides (民法典 Art. 200 to 204), which knows only the way forwards: the day is
    looked for by halving.
    """
    if limit.unit.is_exact:
        return at - limit.length
    today = timezone.localdate(at)
    over, running = today - timedelta(days=limit.amount * LONGEST[limit.unit] + 60), today
    while (days := (running - over).days) > 1:
        middle = over + timedelta(days=days // 2)
        if due(_begin(middle), limit) <= at:
            over = middle
        else:
            running = middle
    return _begin(running)


LONGEST = {Unit.CALENDAR_DAY: 1, Unit.WORKING_DAY: 2, Unit.MONTH: 31, Unit.YEAR: 366}
"""No unit lasts longer than so many days, on the whole."""


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def without_held(rows: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    """These records without those that are held."""
    meta = rows.model._meta
    names = [meta.label_lower, *(parent._meta.label_lower for parent in meta.all_parents)]
    held = Hold.objects.in_force(at).filter(kind__in=names, key=Cast(OuterRef("pk"), CharField()))
    return rows.filter(~Exists(held))


@dataclass(frozen=True, slots=True)
class Kept:
    """Records that name a resident and keep them from being forgotten."""

    model: type[Model]
    count: int

    @property
    def label(self) -> str:
        """What the records are called: as among the kinds whose time ends, where they are one."""
        kind = KINDS.get(self.model._meta.label_lower)
        return str(kind.label if kind else self.model._meta.verbose_name_plural)


def kept_of(resident: Resident) -> list[Kept]:
    """What names a resident besides what goes with them: the law or a matter keeps it."""
    found = []
    for relation in naming_relations():
        rows = relation.related_model._base_manager.filter(**{relation.field.name: resident})
        if count := rows.count():
            found.append(Kept(relation.related_model, count))
    return found


def naming_relations() -> list[Any]:
    """The relations by which a record names a resident and keeps them from being forgotten.

    What the database deletes with a resident goes with them, and so do their consents; that they
    are registered in a household keeps them.
    """
    return [
        relation
        for relation in Resident._meta.related_objects
        if relation.related_model is HouseholdMember
        or (relation.on_delete is not CASCADE and relation.related_model not in (Consent, Resident))
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """A kind of record as the page shows it."""

    kind: Kind
    purpose: ProcessingPurpose | None
    limit: Limit
    due: int
    held: int
    last: Run | None


def standings(at: datetime) -> list[Standing]:
    """Every kind of record: how long it is kept, what is due now, what the last night did."""
    last = {run.kind: run for run in Run.objects.order_by("kind", "-at", "-pk").distinct("kind")}
    purposes = {purpose.code: purpose for purpose in ProcessingPurpose.objects.all()}
    found = []
    for kind in KINDS.values():
        limit = limit_of(kind, at)
        rows = due_rows(kind, limit, at)
        free = without_held(rows, at).count()
        found.append(
            Standing(
                kind,
                purposes.get(kind.purpose),
                limit,
                free,
                rows.count() - free,
                last.get(kind.name),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody saw personal data in full, as its owner is told."""

    at: datetime
    role: str
    unit: str
    field: str
    reason: str | None
    """None: erased, because the time of the record was over."""

    @property
    def label(self) -> str:
        """What was seen, in the reader's language."""
        return str(SEEN.get(self.field, self.field))


SEEN = {
    "name": _("Your name was shown in full"),
    "phone": _("Your phone number was shown in full"),
    "id_number": _("Your document number was shown in full"),
}


def looks_at(resident: Resident) -> QuerySet[Entry]:
    """The entries that say who has seen this resident's data in full, the newest first."""
    about = Q(event=REVEALED.code, data__resident=resident.pk)
    return Entry.objects.filter(about).order_by("-at", "-pk").select_related("by")


def looks(entries: Iterable[Entry]) -> list[Look]:
    """Entries of `looks_at` with role and unit as they were then, and the reason."""
    entries = list(entries)
    words = words_of(entries)
    found = []
    for entry in entries:
        duties = entry.by.duties_at(entry.at)
        said = words.get(entry.pk, {})
        found.append(
            Look(
                at=entry.at,
                role=str(duties[0].role_label) if duties else "",
                unit=str(duties[0].unit) if duties else "",
                field=str(entry.data.get("field", "")),
                reason=None if said is None else said.get("reason", ""),
            )
        )
    return found


def accesses_in(year: int, user: User, at: datetime) -> QuerySet[MinorAccess]:
    """The requests to see minors' data in a year, for the audit (未成年人网络保护条例 Art. 37).

    The audit sees them all, everybody else those of their area.
    """
    asked = MinorAccess.objects.filter(asked_at__year=year)
    if not user.administrator:
        areas = [under(duty.unit.place_id, "where") for duty in user.duties_with(MINORS, at)]
        asked = asked.filter(reduce(or_, areas, Q(pk__in=())))
    return asked.select_related("asked_by", "decided_by", "resident").order_by("asked_at")
