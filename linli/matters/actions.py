"""What can be done to any matter: opened, commented on, given a file, taken on, warned of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from linli.ground.journal.actions import publish
from linli.ground.journal.events import Event
from linli.ground.org.models import Unit, User
from linli.ground.people.fields import SealedField
from linli.ground.privacy.actions import ERASED, destroy_keys
from linli.ground.privacy.events import DEIDENTIFIED
from linli.ground.statements import insert
from linli.matters import asking, clocks, idempotency, numbers
from linli.matters.attachments import Content
from linli.matters.attachments.actions import keep, shred_where_free
from linli.matters.engine import MoveRefused, perform
from linli.matters.events import ATTACHED, CLAIMED, COMMENTED, RELEASED
from linli.matters.flow import Flow
from linli.matters.mentions import with_mentions
from linli.matters.models import (
    Attachment,
    Blob,
    Comment,
    IdempotencyKey,
    Matter,
    Participation,
    Pause,
    Reading,
    Words,
)
from linli.matters.reading import newest
from linli.matters.remains import hanging_on
from linli.matters.search.actions import index
from linli.matters.sweep import mark_deadlines

__all__ = [
    "archive",
    "attach",
    "claim",
    "comment",
    "end_rests",
    "mark_deadlines",
    "open_matter",
    "read_all",
    "read_up_to",
    "release",
    "write_comment",
]

M = TypeVar("M", bound=Matter)


class NothingSaid(ValueError):
    """A comment without text."""


class NotInYourHands(PermissionDenied):
    """Only somebody of the unit that holds a matter can take it on."""


@transaction.atomic(savepoint=False)
def open_matter(
    flow: Flow[Any],
    matter: M,
    *,
    event: Event,
    by: User,
    at: datetime,
    asks: Iterable[Unit] = (),
    **data: Any,
) -> M:
    """Write a new matter of a kind: give it a number, start its clocks, open its chain.

    Those whom it `asks` from the beginning have its title for their task.

    The caller has set everything that is the kind's own, the place and the rule pack among it; an
    id only where it has claimed one (idempotency.begin). No answer of what is written here is
    waited for where the caller sends it `at_once`.
    Raises rulepacks.MissingKey when the rule pack lacks a limit.
    """
    matter.kind, matter.created_by, matter.opened_at = flow.kind, by, at
    matter.pk = matter.id = matter.pk or idempotency.begin("", "", by=by, at=at)
    matter.number = numbers.number(timezone.localdate(at), matter.pk)
    begun = clocks.prepare(flow, matter, at)
    matter.topic = matter.about
    facts = {"kind": matter.kind} | matter.facts
    insert(matter)
    if begun:
        insert(*begun, keyed=False)
    matter.told = {}
    for unit in asks:
        asking.ask_unit(matter, unit, task=matter.title, by=by, at=at)
    publish(
        event,
        about=matter,
        by=by,
        at=at,
        opens=True,
        target=matter.state,
        holder=matter.holder_id,
        facts=facts,
        **data,
        **matter.told,
    )
    return matter


@transaction.atomic(savepoint=False)
def comment(
    matter: Matter,
    *,
    text: str,
    audience: str,
    by: User,
    at: datetime,
    part: Participation | None = None,
    mentioned: Sequence[User] = (),
    silent: bool = False,
) -> Comment:
    """Say something about a matter, or in the thread of a unit that was asked to do its `part`.

    `silent` leaves out the entry, where a move tells of it. Raises NothingSaid.
    """
    if not text.strip():
        raise NothingSaid
    said = Comment(
        matter_id=matter.pk,
        by=by,
        at=at,
        text=text.strip(),
        audience=audience,
        participation=part,
    )
    insert(said, keyed=not silent)
    if not silent:
        told: dict[str, Any] = {"comment": said.pk, "audience": audience}
        if part:
            told["unit"] = part.unit_id
        if mentioned:
            told["mentioned"] = [person.pk for person in mentioned]
        publish(COMMENTED, about=matter, by=by, at=at, **told)
    return said


def write_comment(matter: Matter, *, text: str, audience: str, by: User, at: datetime) -> Comment:
    """Say something about a matter, and tell the colleagues whom the text mentions.

    Raises NothingSaid and MentionRefused.
    """
    said = with_mentions(text, matter, by=by, at=at)
    return comment(matter, text=said.text, audience=audience, mentioned=said.people, by=by, at=at)


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
            seconds=round(content.seconds) or None,
            blob=keep(content, at=at),
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


@transaction.atomic
def release(matter: Matter, *, by: User, at: datetime) -> Matter:
    """Give back what one has taken on; the unit keeps it in hand. Raises NotInYourHands."""
    mine = Matter.objects.filter(pk=matter.pk, assignee=by, closed_at__isnull=True)
    if not mine.update(assignee=None, version=F("version") + 1):
        raise NotInYourHands
    matter.assignee = None
    matter.version += 1
    publish(RELEASED, about=matter, by=by, at=at)
    return matter


@transaction.atomic(savepoint=False)
def archive(rows: Sequence[Matter], *, by: User, at: datetime) -> int:
    """De-identify matters of one kind whose time is over; what is counted of them stays.

    Gone are the words in every table that hangs on them, their files, the keys of requests, and
    with the key of each the words about it in the journal. Who opened it was the program, if it
    was a resident. The kind's own columns are its own action's to clear.
    """
    keys, kind = [row.pk for row in rows], type(rows[0])
    for remains in hanging_on(kind):
        within = remains.model._base_manager.filter(**{f"{remains.path}__in": keys})
        for column in remains.columns:
            empty = "" if isinstance(column, SealedField) else ERASED
            written = within if empty == "" else within.exclude(**{column.name: ""})
            written.update(**{column.name: empty})
    drop_files(keys)
    Words.objects.filter(matter__in=keys).delete()
    IdempotencyKey.objects.filter(matter__in=keys).delete()
    matters = Matter.objects.filter(pk__in=keys)
    matters.filter(created_by__kind=User.Kind.RESIDENT).update(created_by=by)
    matters.update(title=F("number"), archived_at=at, version=F("version") + 1)
    index(keys)
    for row in sorted(rows, key=lambda row: row.pk):
        publish(DEIDENTIFIED, about=row, by=by, at=at)
    destroy_keys(Matter._meta.label_lower, keys, at=at)
    return len(rows)


def drop_files(matters: Sequence[int]) -> None:
    """Remove the files of matters, and each content that no other matter has."""
    attached = Attachment.objects.filter(matter__in=matters)
    held = Q(attachments__in=attached) | Q(public_copies__in=attached)
    blobs = list(Blob.objects.filter(held).distinct())
    attached.delete()
    for blob in blobs:
        shred_where_free(blob)


KEEP_READING = """
INSERT INTO matters_reading (user_id, matter_id, upto)
SELECT %s, id, %s FROM unnest(%s::bigint[]) id
ON CONFLICT (user_id, matter_id) DO UPDATE SET upto = excluded.upto
"""


def read_up_to(matters: Iterable[Matter], *, upto: int, by: User, at: datetime) -> None:
    """Remember that somebody has read what happened to these matters, up to an entry.

    The journal does not tell of it: it concerns nobody but the person whose desk it is.
    """
    _keep([matter.pk for matter in matters], upto, by)


@transaction.atomic(savepoint=False)
def read_all(*, by: User, at: datetime) -> None:
    """Let everything that has happened so far count as read; so somebody begins, too."""
    Reading.objects.filter(user=by).exclude(matter=None).delete()
    _keep([None], newest(), by)


def _keep(matter_ids: list[int | None], upto: int, by: User) -> None:
    """One statement: the page of a matter keeps what was read, and opens no transaction for it."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_READING, [by.pk, upto, matter_ids])


def end_rests(*, by: User, at: datetime) -> int:
    """Let the matters go on whose time of rest is over; how many.

    Each in a transaction of its own; one that somebody moves at the same moment is left to them.
    """
    over = Pause.objects.filter(ended_at__isnull=True, until__lte=at, deadline__met_at=None)
    ended = 0
    for pk in over.values_list("deadline__matter_id", flat=True).distinct().order_by():
        matter = Matter.objects.get(pk=pk).specific()
        move = matter.flow.end_of_rest(matter.state)
        if move is None:
            continue
        try:
            perform(matter.flow, move, matter, {"by": by, "at": at})
        except MoveRefused:
            continue
        ended += 1
    return ended
