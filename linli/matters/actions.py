"""What can be done to any matter: opened, commented on, given a file, taken on, warned of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from linli.ground.journal.actions import publish
from linli.ground.journal.events import Event
from linli.ground.org.models import User
from linli.ground.statements import at_once, insert
from linli.matters import clocks, idempotency, numbers
from linli.matters.attachments import Content, keep
from linli.matters.events import ATTACHED, CLAIMED, COMMENTED, MISSED, WARNED
from linli.matters.flow import Flow
from linli.matters.models import Attachment, Comment, Deadline, Matter

M = TypeVar("M", bound=Matter)


class NothingSaid(ValueError):
    """A comment without text."""


class NotInYourHands(PermissionDenied):
    """Only somebody of the unit that holds a matter can take it on."""


@transaction.atomic(savepoint=False)
def open_matter(
    flow: Flow[Any], matter: M, *, event: Event, by: User, at: datetime, **data: Any
) -> M:
    """Write a new matter of a kind: give it a number, start its clocks, open its chain.

    The caller has set everything that is the kind's own, the place and the rule pack among it; an
    id only where it has claimed one (idempotency.begin).
    Raises rulepacks.MissingKey when the rule pack lacks a limit.
    """
    matter.kind, matter.created_by, matter.opened_at = flow.kind, by, at
    matter.pk = matter.id = matter.pk or idempotency.begin("", "", by=by, at=at)
    matter.number = numbers.number(timezone.localdate(at), matter.pk)
    begun = clocks.prepare(flow, matter, at)
    with at_once():
        insert(matter)
        if begun:
            insert(*begun, keyed=False)
    publish(event, about=matter, by=by, at=at, opens=True, target=matter.state, **data)
    return matter


@transaction.atomic(savepoint=False)
def comment(
    matter: Matter, *, text: str, audience: str, by: User, at: datetime, silent: bool = False
) -> Comment:
    """Say something about a matter. `silent` leaves out the entry, where a move tells of it.

    Raises NothingSaid.
    """
    if not text.strip():
        raise NothingSaid
    said = Comment.objects.create(
        matter_id=matter.pk, by=by, at=at, text=text.strip(), audience=audience
    )
    if not silent:
        publish(COMMENTED, about=matter, by=by, at=at, comment=said.pk, audience=audience)
    return said


@transaction.atomic(savepoint=False)
def attach(
    matter: Matter,
    *,
    contents: Sequence[Content],
    stage: str,
    by: User,
    at: datetime,
    silent: bool = False,
) -> list[Attachment]:
    """Keep files with a matter; `stage` is "before" or "after" the handling."""
    attached = Attachment.objects.bulk_create(
        Attachment(
            matter_id=matter.pk,
            name=content.name,
            content_type=content.content_type,
            size=len(content.data),
            digest=keep(content),
            uploaded_by=by,
            uploaded_at=at,
            stage=stage,
        )
        for content in contents
    )
    if attached and not silent:
        publish(ATTACHED, about=matter, by=by, at=at, attachments=[a.pk for a in attached])
    return attached


@transaction.atomic(savepoint=False)
def claim(matter: Matter, *, by: User, at: datetime) -> Matter:
    """Take a matter on as one's own, within the unit that holds it. Raises NotInYourHands."""
    if matter.holder_id not in by.unit_ids_at(at):
        raise NotInYourHands
    # A new version: a move by somebody who looked at the matter before must not undo this.
    still_held = Matter.objects.filter(pk=matter.pk, holder=matter.holder_id)
    if not still_held.update(assignee=by, version=F("version") + 1):
        raise NotInYourHands
    matter.assignee = by
    matter.version += 1
    publish(CLAIMED, about=matter, by=by, at=at, assignee=by.pk)
    return matter


def mark_deadlines(*, by: User, at: datetime, batch: int = 500) -> tuple[int, int]:
    """Mark the clocks that turned yellow and those that turned red; how many of each.

    Each is marked once, however many workers do it at the same time.
    """
    due = Deadline.objects.running().filter(paused=False)
    warned = _mark(due.filter(warned_at=None, warn_at__lte=at), "warned_at", WARNED, by, at, batch)
    missed = _mark(due.filter(missed_at=None, due_at__lt=at), "missed_at", MISSED, by, at, batch)
    return warned, missed


def _mark(deadlines: Any, column: str, event: Event, by: User, at: datetime, batch: int) -> int:
    marked = 0
    while True:
        with transaction.atomic():
            claimed = list(
                deadlines.select_for_update(skip_locked=True, of=("self",))
                .select_related("matter")
                .order_by("pk")[:batch]
            )
            _mark_these(claimed, column, event, by, at)
        marked += len(claimed)
        if len(claimed) < batch:
            return marked


def _mark_these(
    claimed: Iterable[Deadline], column: str, event: Event, by: User, at: datetime
) -> None:
    # Chains are held in the order of their matters, so that two workers never wait for each other.
    for deadline in sorted(claimed, key=lambda deadline: deadline.matter_id):
        setattr(deadline, column, deadline.due_at if column == "missed_at" else at)
        publish(event, about=deadline.matter, by=by, at=at, clock=deadline.name)
    Deadline.objects.bulk_update(claimed, [column])
