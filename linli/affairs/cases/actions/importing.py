"""Bringing cases in from a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.affairs.cases.actions.reporting import Caller, report
from linli.affairs.cases.importing import Parsed, Profile, Reader, repeated
from linli.affairs.cases.models import Case
from linli.ground.org.models import User
from linli.ground.sheets.checking import Checked, Imported, check
from linli.ground.sheets.reading import Row
from linli.matters.models import Channel


def check_cases(rows: Iterable[Row], *, profile: Profile, area: str) -> Checked[Parsed]:
    """Check every row; nothing is written. A number that comes twice is a fault."""
    reader = Reader(profile, area)
    checked = check(rows, reader.parse)
    seen: set[str] = set()
    for number, row in list(checked.good):
        if row.source_id in seen:
            checked.refuse(number, profile.columns["id"], _("This number came before."))
        seen.add(row.source_id)
    return checked


def import_cases(
    checked: Checked[Parsed],
    *,
    profile: Profile,
    by: User,
    at: datetime,
    skip_bad: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> Imported:
    """Report every checked row with the time it really had; rows imported before are left alone.

    So is a row that carries the number of a case of this deployment: a table exported here. A row
    that repeats an earlier one word for word becomes a case that points to the first.
    Raises RowsRefused, unless `skip_bad`, when a row has faults; then nothing is written.
    """
    rows = sorted((row for _number, row in checked.accepted(skip_bad=skip_bad)), key=_in_time)
    done = set(Case.objects.filter(source=profile.source).values_list("source_id", flat=True))
    numbers = [row.source_id for row in rows]
    done.update(Case.objects.filter(number__in=numbers).values_list("number", flat=True))
    new = [row for row in rows if row.source_id not in done]
    again = repeated(rows)
    with transaction.atomic():
        for count, row in enumerate(new, start=1):
            _report(row, again.get(row.source_id), profile, by)
            progress(count)
    return Imported(
        created=len(new),
        updated=0,
        unchanged=len(rows) - len(new),
        faults=tuple(sorted(checked.faults)),
    )


def _in_time(row: Parsed) -> tuple[datetime, str]:
    return row.at, row.source_id


def _report(row: Parsed, first: str | None, profile: Profile, by: User) -> None:
    report(
        type=row.type,
        text=row.text,
        title=row.title,
        place_code=row.place_code,
        channel=Channel.IMPORT,
        category=row.category,
        reporter=Caller(row.name, row.phone) if row.phone else None,
        address=row.address,
        source=(profile.source, row.source_id),
        duplicate_of=_first(profile, first) if first else None,
        by=by,
        at=row.at,
    )


def _first(profile: Profile, source_id: str) -> Case | None:
    imported = Q(source=profile.source, source_id=source_id)
    return Case.objects.filter(imported | Q(number=source_id)).first()
