"""Publishing the lists: a version is added, none is ever changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.affairs.admission.events import LIST_PUBLISHED
from linli.affairs.admission.importing import Line, parse
from linli.affairs.admission.models import ListedItem, ListVersion
from linli.affairs.admission.queries import versions
from linli.affairs.admission.rules import keeps_lists
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.places.codes import Level
from linli.ground.places.models import Place
from linli.ground.sheets.checking import Checked, check
from linli.ground.sheets.reading import Row


class NotYourList(PermissionDenied):
    """The user does not keep the lists of this district."""


class ListRefused(ValueError):
    """A version that was not published; `str(error)` tells why."""


def check_list(rows: Iterable[Row]) -> Checked[Line]:
    """Check every row; nothing is written. A number that comes twice is a fault."""
    checked, seen = check(rows, parse), set[str]()
    for number, line in list(checked.good):
        if line.code in seen:
            checked.refuse(number, "code", pgettext("list", "This number came before."))
        seen.add(line.code)
    return checked


@transaction.atomic
def publish_list(
    checked: Checked[Line],
    *,
    kind: str,
    place: Place,
    valid_from: date,
    source: str,
    by: User,
    at: datetime,
    skip_bad: bool = False,
) -> ListVersion:
    """Publish a version of a list, which holds from a day on until the next begins.

    Raises NotYourList, ListRefused, or RowsRefused where rows have faults.
    """
    if place.level != Level.DISTRICT or not keeps_lists(by, place.code, at):
        raise NotYourList(_("You do not keep the lists of this district."))
    lines = [line for _number, line in checked.accepted(skip_bad=skip_bad)]
    if not lines:
        raise ListRefused(_("The list has no line."))
    before = versions(place.code).filter(kind=kind).first()
    if before and valid_from <= before.valid_from:
        words = _("The version in force begins on %(day)s; the next one begins later.")
        raise ListRefused(words % {"day": before.valid_from})
    if before and valid_from < timezone.localdate(at):
        raise ListRefused(_("Choose today or a later day."))
    number = before.number + 1 if before else 1
    version = ListVersion.objects.create(
        kind=kind,
        place=place,
        number=number,
        valid_from=valid_from,
        source=source.strip(),
        by=by,
        at=at,
    )
    ListedItem.objects.bulk_create(
        ListedItem(
            version=version,
            code=line.code,
            title=line.title,
            basis=line.basis,
            department=line.department,
        )
        for line in lines
    )
    publish(LIST_PUBLISHED, about=version, by=by, at=at, opens=True, lines=len(lines))
    return version
