"""What the pages show, put together for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.ground.people.models import MinorAccess, ProcessingPurpose, PurposeText, Resident
from linli.ground.people.rules import may_decide_access
from linli.ground.privacy.models import Hold
from linli.ground.privacy.queries import Standing, standings
from linli.ground.privacy.registry import COPIES
from linli.ground.privacy.rules import may_see_hold
from linli.ground.worktime.limits import Limit


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the pages about personal data."""

    label: str | Promise
    url: str
    current: bool


def tabs(request: HttpRequest, at: datetime) -> list[Tab]:
    """The pages about personal data, this one marked."""
    named = [
        (_("How long"), "privacy:index"),
        (pgettext_lazy("personal data", "What for"), "privacy:purposes"),
        (pgettext_lazy("personal data", "Holds"), "privacy:holds"),
        (_("Minors"), "privacy:minors"),
        (_("Incidents"), "privacy:incidents"),
        (_("Impact assessments"), "privacy:assessments"),
        (_("Exchanges of data"), "privacy:exchanges"),
    ]
    urls = [(label, reverse(name)) for label, name in named]
    return [Tab(label, url, url == request.path) for label, url in urls]


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column in words: the table's and the column's name."""

    table: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """A purpose with its text of the day, its columns, and the records that end for it."""

    purpose: ProcessingPurpose
    text: PurposeText
    versions: int
    columns: list[Column]
    keeps: list[Standing]

    @property
    def retention(self) -> str:
        """How long, where no kind of record ends for it by itself."""
        return Limit.parse(self.purpose.retention).label


def purposes(at: datetime) -> list[PurposeLine]:
    """The registry of purposes, with what the code says of each."""
    kept = standings(at)
    texts = PurposeText.objects.in_force(timezone.localdate(at)).select_related("purpose")
    return [
        PurposeLine(
            text.purpose,
            text,
            text.version,
            [_column(code) for code in text.purpose.fields],
            [each for each in kept if each.kind.purpose == text.purpose.code],
        )
        for text in texts
    ]


def _column(code: str) -> Column:
    app, model, name = code.split(".")
    meta = apps.get_model(app, model)._meta
    return Column(str(meta.verbose_name), str(meta.get_field(name).verbose_name), code)


@dataclass(frozen=True, slots=True)
class Held:
    """A hold, and the record it keeps, as far as the record has a name."""

    hold: Hold
    record: str


def held(user: User, at: datetime) -> list[Held]:
    """The holds in force that the user sees, with the names of what they keep."""
    holds = Hold.objects.in_force(at).select_related("placed_by")
    return [Held(hold, _name_of(hold)) for hold in holds if may_see_hold(user, hold, at)]


def _name_of(hold: Hold) -> str:
    model = apps.get_model(hold.kind)
    record = model._base_manager.filter(pk=hold.key).first()
    return str(getattr(record, "number", record or f"{hold.kind} {hold.key}"))


def waiting(user: User, at: datetime) -> list[MinorAccess]:
    """The requests to see minors' data that this user may decide."""
    asked = MinorAccess.objects.waiting().select_related("asked_by", "resident")
    return [access for access in asked if may_decide_access(user, access, at)]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the copy: its heading and its records, each as names and values."""

    label: str | Promise
    rows: list[list[tuple[str, Any]]]


def copy(resident: Resident, at: datetime) -> list[Part]:
    """Everything that is kept of a resident, part by part; empty parts too."""
    return [
        Part(part.label, [_named(row) for row in part.rows(resident, at)])
        for part in COPIES.values()
    ]


def _named(row: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(str(NAMES.get(name, name)), _readable(value)) for name, value in row.items() if value]


def _readable(value: Any) -> str:
    if value is True:
        return gettext("Yes")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


NAMES: dict[str, Any] = {
    "name": _("Name"),
    "phone": _("Phone"),
    "document": _("Document"),
    "number": _("Number"),
    "since": _("Since"),
    "kind": _("Kind"),
    "value": _("Value"),
    "place": _("Place"),
    "address": _("Address"),
    "from": pgettext_lazy("day", "From"),
    "to": pgettext_lazy("day", "To"),
    "purpose": _("Purpose"),
    "version": _("Version"),
    "given": _("Given"),
    "withdrawn": _("Withdrawn"),
    "title": _("Title"),
    "text": _("Text"),
    "category": _("Category"),
    "state": _("State"),
    "opened": _("Reported"),
    "closed": _("Closed"),
    "handled by": _("Handled by"),
    "told to you": _("Told to you"),
    "your answers": _("Your answers (1 to 5)"),
    "files": _("Files"),
    "at": _("At"),
    "until": _("Until"),
    "answered": _("Took part"),
}
"""The names in the copy, in the reader's language; the file for machines has the keys."""
