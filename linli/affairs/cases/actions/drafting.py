"""Writing a draft of the dispatch catalogue; nothing of it holds before it goes live."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.actions.catalogue import CatalogueRefused, UnitOrLevel, permit
from linli.affairs.cases.catalogue_tables import Reader
from linli.affairs.cases.models import (
    CatalogueDraft,
    CatalogueEdition,
    CatalogueLine,
    Category,
    DispatchRule,
    DraftLine,
)
from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place, under
from linli.ground.sheets.checking import check
from linli.ground.sheets.reading import Row


class DraftOver(CatalogueRefused):
    """The draft went live or was dropped."""


class OutsideTheDraft(CatalogueRefused):
    """The place of a line lies outside the area of the draft."""


@transaction.atomic
def begin_draft(
    area: Place, *, by: User, at: datetime, back_to: CatalogueEdition | None = None
) -> CatalogueDraft:
    """Begin a draft with the lines of the area as they are, or as they were in an edition.

    Raises NotYourCatalogue.
    """
    permit(by, area.code, at)
    held = DispatchRule.objects.filter(under(area.code, "place_id"))
    lines = back_to.lines(area.code) if back_to else held.in_force(timezone.localdate(at))
    draft = CatalogueDraft.objects.create(
        area=area, back_to=back_to, begun_by=by, begun_at=at, changed_at=at
    )
    _write(draft, lines)
    return draft


def _write(draft: CatalogueDraft, lines: Iterable[CatalogueLine]) -> None:
    DraftLine.objects.bulk_create(
        DraftLine(
            draft=draft,
            category_code=line.category_code,
            place_id=line.place_id,
            unit_id=line.unit_id,
            level=line.level,
            note=line.note,
        )
        for line in lines
    )


@transaction.atomic
def set_line(
    draft: CatalogueDraft,
    *,
    place: Place,
    by: User,
    at: datetime,
    category: Category | None = None,
    unit: Unit | None = None,
    level: str = "",
    note: str = "",
) -> DraftLine:
    """Say where a category goes at a place; a line that said so before is replaced.

    Raises NotYourCatalogue or CatalogueRefused (one of its kinds).
    """
    draft = _changed(draft, by, at)
    if (unit is None) == (level == ""):
        raise UnitOrLevel(_("Choose either a unit or a level."))
    if not place.code.startswith(draft.area_id):
        raise OutsideTheDraft(_("This place lies outside the area of the draft."))
    code = category.code if category else ""
    said = {"unit": unit, "level": level, "note": note.strip()}
    line, _new = DraftLine.objects.update_or_create(
        draft=draft, category_code=code, place=place, defaults=said
    )
    return line


@transaction.atomic
def remove_line(line: DraftLine, *, by: User, at: datetime) -> None:
    """Take a line out of its draft. Raises NotYourCatalogue, DraftOver."""
    _changed(line.draft, by, at)
    line.delete()


@transaction.atomic
def import_lines(draft: CatalogueDraft, *, rows: Iterable[Row], by: User, at: datetime) -> int:
    """Let the draft be what a table says, all of it or nothing; how many lines it has then.

    Raises RowsRefused, Unreadable, NotYourCatalogue, DraftOver.
    """
    draft = _changed(draft, by, at)
    told = list(rows)
    reader = Reader(draft.area_id, told, at)
    checked = check(told, reader.parse)
    seen: set[tuple[str, str]] = set()
    for number, line in list(checked.good):
        if line.what in seen:
            checked.refuse(number, "", _("An earlier row says where this goes."))
        seen.add(line.what)
    lines = [line for _number, line in checked.accepted(skip_bad=False)]
    draft.lines.all().delete()
    _write(draft, lines)
    return len(lines)


@transaction.atomic
def drop_draft(draft: CatalogueDraft, *, by: User, at: datetime) -> None:
    """Give a draft up. Raises NotYourCatalogue, DraftOver."""
    draft = hold_draft(draft, by, at)
    CatalogueDraft.objects.filter(pk=draft.pk).update(dropped_at=at)


def hold_draft(draft: CatalogueDraft, by: User, at: datetime) -> CatalogueDraft:
    """The open draft as it is, held until the transaction ends. Raises as above."""
    permit(by, draft.area_id, at)
    held = CatalogueDraft.objects.select_for_update(of=("self",)).select_related("area")
    draft = held.get(pk=draft.pk)
    if not draft.is_open:
        raise DraftOver(_("This draft is live already, or was dropped."))
    return draft


def _changed(draft: CatalogueDraft, by: User, at: datetime) -> CatalogueDraft:
    """The draft, held to be changed; what was rehearsed of it is no longer of it."""
    draft = hold_draft(draft, by, at)
    draft.rehearsals.all().delete()
    CatalogueDraft.objects.filter(pk=draft.pk).update(changed_at=Greatest("begun_at", at))
    return draft
