"""Trying a draft of the dispatch catalogue, and letting it go live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from linli.affairs.cases.actions.catalogue import (
    CatalogueRefused,
    Change,
    hold,
    new_edition,
    permit,
    refuse_past,
)
from linli.affairs.cases.actions.drafting import hold_draft
from linli.affairs.cases.events import CATALOGUE_LIVE
from linli.affairs.cases.models import (
    CatalogueDraft,
    CatalogueEdition,
    DispatchRule,
    DraftLine,
    Rehearsal,
    Rehearsed,
)
from linli.affairs.cases.pack import CasesPack
from linli.affairs.cases.queries import begin_of, month
from linli.affairs.cases.rehearsal import (
    Tally,
    differences,
    is_of,
    rehearsable,
    rehearsed,
    tally,
)
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_for

REHEARSE = "cases.rehearse"
"""The job that reads more cases than somebody waits for (tasks.py)."""

PIECE = 2_000
"""Rows written at a time."""


class TooManyMonths(CatalogueRefused):
    """A rehearsal over more months than the rule pack allows."""


class NotRehearsed(CatalogueRefused):
    """Nobody has tried the draft as it stands against the catalogue as it stands."""


class ReasonMissing(CatalogueRefused):
    """A draft goes live for a reason."""


def rehearse(draft: CatalogueDraft, *, months: int, by: User, at: datetime) -> Rehearsal:
    """Try the draft on the cases of this month and so many before it.

    More cases than the rule pack says are read by the worker; `done` tells how far it is.
    Raises NotYourCatalogue, DraftOver, TooManyMonths.
    """
    today = timezone.localdate(at)
    rules = pack_for(draft.area_id, today).section(CasesPack).catalogue.rehearsal
    if not 1 <= months <= rules.months:
        raise TooManyMonths(
            _("A rehearsal goes back by 1 to %(most)d months.") % {"most": rules.months}
        )
    with transaction.atomic():
        draft = hold_draft(draft, by, at)
        draft.rehearsals.all().delete()
        since = begin_of(month(today, months))
        cases = rehearsable(draft.area_id, since, at).count()
        rehearsal = Rehearsal.objects.create(
            draft=draft, months=months, since=since, cases=cases, by=by, at=at
        )
        if cases > rules.at_once:
            app.configure_task(REHEARSE, queue="matters").defer(rehearsal_id=rehearsal.pk)
    return rehearsal if cases > rules.at_once else run(rehearsal, at=at)


def run(rehearsal: Rehearsal, *, at: datetime) -> Rehearsal:
    """Read the cases month by month, and keep what would have gone elsewhere."""
    first, tallied = timezone.localdate(rehearsal.since), Tally()
    kept = Rehearsal.objects.filter(pk=rehearsal.pk)
    for number in range(rehearsal.months + 1):
        end = begin_of(month(first, -number - 1))
        tallied.update(
            tally(rehearsal.draft.area_id, begin_of(month(first, -number)), min(end, rehearsal.at))
        )
        kept.update(done=number + 1)
    rows = rehearsed(rehearsal, tallied, rehearsal.at)
    with transaction.atomic():
        if not kept.select_for_update().exists():
            return rehearsal  # the draft has changed meanwhile
        Rehearsed.objects.bulk_create(rows, batch_size=PIECE)
        kept.update(finished_at=at, cases=tallied.total())
    rehearsal.refresh_from_db()
    return rehearsal


@transaction.atomic
def go_live(
    draft: CatalogueDraft, *, reason: str, valid_from: date, by: User, at: datetime
) -> CatalogueEdition:
    """Let the lines of the area be those of the draft from a day on; the next edition.

    Lines that say the same go on, others end that day. Raises NotYourCatalogue, CatalogueRefused.
    """
    permit(by, draft.area_id, at)
    hold(draft.area)
    draft = hold_draft(draft, by, at)
    if not reason.strip():
        raise ReasonMissing(_("Say why the draft goes live."))
    refuse_past(valid_from, at)
    if not is_of(draft.rehearsals.first(), draft):
        raise NotRehearsed(
            _("Rehearse the draft first: it, or the catalogue, has changed since the last time.")
        )
    edition = new_edition(
        draft.area,
        Change.BACK if draft.back_to_id else Change.DRAFT,
        valid_from=valid_from,
        draft=draft,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    beginning, ending = differences(draft, list(draft.lines.all()), valid_from)
    ended, begun = _end(ending, edition), _begin_lines(beginning, edition)
    publish(
        CATALOGUE_LIVE,
        about=edition,
        by=by,
        at=at,
        opens=True,
        number=edition.number,
        valid_from=valid_from,
        back_to=draft.back_to.number if draft.back_to else None,
        begun=begun,
        ended=ended,
    )
    return edition


def _end(ending: Sequence[DispatchRule], edition: CatalogueEdition) -> list[int]:
    """End lines; those that were to begin later never do."""
    keys = [rule.pk for rule in ending]
    rules, day = DispatchRule.objects.filter(pk__in=keys), edition.valid_from
    rules.filter(valid_from__gt=day).update(valid_to=F("valid_from"), ended_in=edition)
    rules.exclude(valid_from__gt=day).update(valid_to=day, ended_in=edition)
    return keys


def _begin_lines(lines: Sequence[DraftLine], edition: CatalogueEdition) -> list[int]:
    new = [
        DispatchRule(
            category_code=line.category_code,
            place_id=line.place_id,
            unit_id=line.unit_id,
            level=line.level,
            note=line.note,
            valid_from=edition.valid_from,
            begun_in=edition,
            created_by=edition.by,
        )
        for line in lines
    ]
    return [rule.pk for rule in DispatchRule.objects.bulk_create(new)]
