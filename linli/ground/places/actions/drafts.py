"""Drafts of the grids of a community: saved, given up, put in force from a day.

A grid that is drawn anew keeps its code, and its unit and people with it; the extent it had stays
as a FormerExtent. A new grid gets a new code and names the grid it came out of as its predecessor;
one that is gone ends, and whoever takes in most of it names it as its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from linli.ground.journal.actions import publish
from linli.ground.places import events, geometry, importing, preparing, queries, sketches
from linli.ground.places.codes import Level
from linli.ground.places.models import FormerExtent, GridDraft, Place
from linli.ground.places.rules import may_edit
from linli.ground.places.sketches import Fault, Sketch

State = GridDraft.State
SAME = 2e-7
"""Degrees, two centimetres: what a border moves by when it is only written down again."""

MOST_OF = 0.5
"""Of the smaller one's area: with so much in common the one follows the other."""


class DraftRefused(ValueError):
    """The grids have faults with which they are not put in force."""

    def __init__(self, found: Sequence[Fault]) -> None:
        self.faults = tuple(found)
        super().__init__(len(self.faults))

    def __str__(self) -> str:
        return _("These grids cannot be put in force. What is wrong is listed below.")


class MayNotDraw(PermissionDenied):
    """The user's duties do not let them change the grids of this community."""


class DrawnMeanwhile(ValueError):
    """Somebody else has changed the drawing since it was looked at; the message says so."""


class NotDecidable(ValueError):
    """The day or the state of the draft does not allow it; the message says why."""


@transaction.atomic
def save_draft(
    *,
    community: Place,
    grids: Sequence[Sketch],
    seen: str | None = None,
    by: AbstractBaseUser,
    at: datetime,
) -> GridDraft:
    """Keep what was drawn; nothing is in force by that.

    `seen` is the stamp of the draft that was looked at, "" where there was none; None: whichever
    there is. Raises MayNotDraw, DrawnMeanwhile or NotDecidable.
    """
    _require_power(community, by, at)
    draft = queries.draft_of(community, lock=True)
    _require_seen(draft, seen)
    if draft is None:
        draft = GridDraft(community=community)
    elif draft.state == State.DECIDED:
        raise NotDecidable(_("These grids are decided. Give the decision up to draw on."))
    draft.grids = json.loads(sketches.as_text(grids))
    draft.changed_at, draft.changed_by_id = at, by.pk
    draft.save()
    return draft


@transaction.atomic
def drop_draft(
    *, draft: GridDraft, seen: str | None = None, by: AbstractBaseUser, at: datetime
) -> None:
    """Give a draft up; what is in force stays as it is. `seen` is that of `save_draft`.

    Raises MayNotDraw, DrawnMeanwhile or NotDecidable.
    """
    _require_power(draft.community, by, at)
    draft = GridDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.state not in (State.OPEN, State.DECIDED):
        raise NotDecidable(_("This draft is over."))
    _require_seen(draft, seen)
    draft.state, draft.changed_at, draft.changed_by_id = State.DROPPED, at, by.pk
    draft.save()


@transaction.atomic
def put_in_force(
    *,
    draft: GridDraft,
    on: date,
    reason: str,
    despite_gaps: bool = False,
    by: AbstractBaseUser,
    at: datetime,
) -> GridDraft:
    """Put the grids of a draft in force from a day; a later day waits for its coming.

    With `despite_gaps` gaps and slivers are meant so. Raises MayNotDraw, DraftRefused or
    NotDecidable.
    """
    _require_power(draft.community, by, at)
    draft = GridDraft.objects.select_for_update().select_related("community").get(pk=draft.pk)
    if draft.state != State.OPEN:
        raise NotDecidable(_("This draft is over or decided already."))
    if not reason.strip():
        raise NotDecidable(_("Say why the grids are drawn so."))
    grids = sketches.read(json.dumps(draft.grids))
    if not grids:
        raise NotDecidable(_("There is no grid in the draft."))
    found = queries.draft_faults(draft.community, grids)
    if [fault for fault in found if fault.refused or not despite_gaps]:
        raise DraftRefused(found)
    _begin_after_those_there(draft.community, on)
    draft.state, draft.valid_from, draft.reason = State.DECIDED, on, reason.strip()
    draft.changed_at, draft.changed_by_id = at, by.pk
    draft.save()
    if on <= timezone.localdate(at):
        _put(draft, grids, by, at)
    return draft


@transaction.atomic
def put_due_in_force(*, at: datetime) -> int:
    """Put in force what was decided for a day that has come; how many drafts.

    In the name of whoever decided it. What has become faulty meanwhile is open again.
    """
    due = GridDraft.objects.select_for_update(of=("self",)).filter(
        state=State.DECIDED, valid_from__lte=timezone.localdate(at)
    )
    done = 0
    for draft in due.select_related("community", "changed_by"):
        grids = sketches.read(json.dumps(draft.grids))
        if any(fault.refused for fault in queries.draft_faults(draft.community, grids)):
            draft.state = State.OPEN
            draft.save(update_fields=["state"])
            continue
        _put(draft, grids, draft.changed_by, at)
        done += 1
    return done


def _require_power(community: Place, by: AbstractBaseUser, at: datetime) -> None:
    if not may_edit(by, community.code, at):
        raise MayNotDraw(_("Your duties do not let you change this place."))


def _require_seen(draft: GridDraft | None, seen: str | None) -> None:
    if seen is not None and seen != (draft.stamp if draft else ""):
        raise DrawnMeanwhile(
            _(
                "Somebody else has changed the drawing since you opened the page. Yours stands"
                " below: press once more to go on all the same."
            )
        )


def _begin_after_those_there(community: Place, on: date) -> None:
    grids = Place.objects.children_of(community.code).filter(valid_to=None, valid_from__gte=on)
    latest = grids.order_by("-valid_from").values_list("valid_from", flat=True).first()
    if latest:
        raise NotDecidable(
            _("Grids of this community are in force from %(day)s. Choose a later day.")
            % {"day": latest.isoformat()}
        )


def _put(draft: GridDraft, grids: Sequence[Sketch], by: AbstractBaseUser, at: datetime) -> None:
    community, on = draft.community, draft.valid_from
    assert on is not None
    there = {grid.code: grid for grid in queries.current_grids(community)}
    before = {code: geometry.stored(grid.polygon) for code, grid in there.items() if grid.polygon}
    redrawn = [
        each.code for each in grids if each.code in there and _draw(there[each.code], each, on)
    ]
    new = _add(community, [each for each in grids if each.code not in there], before, on)
    kept = {each.code for each in grids}
    gone = [grid for code, grid in there.items() if code not in kept]
    _end(gone, [*new, *(there[code] for code in kept if code in there)], on)
    draft.state = State.IN_FORCE
    draft.save(update_fields=["state"])
    publish(
        events.REDRAWN,
        about=community,
        by=by,
        at=at,
        draft=draft.pk,
        on=on,
        redrawn=redrawn,
        codes=[grid.code for grid in new],
        ended=[grid.code for grid in gone],
    )


def _draw(grid: Place, sketch: Sketch, on: date) -> bool:
    """Give a grid its new name and extent, and keep the old one; whether the extent changed."""
    grid.name = sketch.name or grid.name
    changed = sketch.polygon is not None and not _is_as_before(grid, sketch.polygon)
    if sketch.polygon is not None and changed:
        if grid.polygon:
            FormerExtent.objects.create(place=grid, polygon=grid.polygon, until=on)
        preparing.draw(grid, sketch.polygon)
    grid.save(update_fields=["name", "polygon", "longitude", "latitude"])
    return changed


def _is_as_before(grid: Place, polygon: BaseGeometry) -> bool:
    if not grid.polygon:
        return False
    before = geometry.stored(grid.polygon)
    return bool(before.normalize().equals_exact(polygon.normalize(), SAME))


def _add(
    community: Place, drawn: Sequence[Sketch], before: dict[str, BaseGeometry], on: date
) -> list[Place]:
    """Number the new grids, west to east and north to south, and name what each came out of."""
    rows = [
        importing.PlaceRow("", community.code, each.name, each.polygon, _middle(each))
        for each in drawn
    ]
    taken = set(Place.objects.children_of(community.code).values_list("code", flat=True))
    codes = preparing.free_codes(community.code, taken, len(rows))
    new = []
    for row, code in zip(importing.in_reading_order(rows), codes, strict=True):
        name = row.name or importing.grid_name(community.name, int(code[-3:]))
        grid = Place(code=code, name=name, level=Level.GRID, valid_from=on)
        if row.polygon is not None:
            preparing.draw(grid, row.polygon)
            grid.predecessor_id = _most_common(row.polygon, before)
        new.append(grid)
    return Place.objects.bulk_create(new)


def _middle(sketch: Sketch) -> tuple[float, float] | None:
    return None if sketch.polygon is None else geometry.centre(sketch.polygon)


def _end(gone: Sequence[Place], staying: Sequence[Place], on: date) -> None:
    """End grids that are no more, each followed by the one that takes in most of it."""
    extents = {grid.code: geometry.stored(grid.polygon) for grid in staying if grid.polygon}
    by_code = {grid.code: grid for grid in staying}
    for grid in gone:
        grid.valid_to = on
        grid.save(update_fields=["valid_to"])
        heir = _most_common(geometry.stored(grid.polygon), extents) if grid.polygon else None
        if heir and by_code[heir].predecessor_id is None:
            by_code[heir].predecessor_id = grid.code
            by_code[heir].save(update_fields=["predecessor"])


def _most_common(polygon: BaseGeometry, others: dict[str, BaseGeometry]) -> str | None:
    """The code of the one that has most in common with the polygon, if that is most of it."""
    common = {code: polygon.intersection(other).area for code, other in others.items()}
    best = max(common, key=lambda code: common[code], default=None)
    return best if best and common[best] > MOST_OF * polygon.area else None
