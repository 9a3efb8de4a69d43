"""What others have done since somebody looked: one question to the journal, by its own indexes.

Read is what was opened, and everything before the day on which somebody opened the list for the
first time. So nobody needs a row for a matter that they never opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models
from django.db.models.expressions import RawSQL

from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.matters.models import Matter
from linli.matters.timeline import who

MATTER = Matter._meta.label_lower

MOST_NEWS = 1_000
"""Entries that a question for news looks at, the newest."""


STANDING = """
SELECT (SELECT max(id) FROM journal_entry),
EXISTS (SELECT FROM matters_reading WHERE user_id = %s AND matter_id IS NULL)
"""


def unread(user_id: int, matter: str = "m") -> str:
    """The condition in SQL that others did something to a matter since the user opened it.

    `matter` is the name of its table in the statement.
    """
    upto = f"SELECT upto FROM matters_reading r WHERE r.user_id = {user_id:d} AND r.matter_id"  # noqa: S608
    return (
        f"EXISTS (SELECT FROM journal_entry e WHERE e.about_kind = '{MATTER}'"
        f" AND e.about_id = {matter}.id::text AND e.by_id <> {user_id:d}"
        f" AND e.id > GREATEST(({upto} IS NULL), ({upto} = {matter}.id)))"
    )


def is_unread(user_id: int) -> RawSQL:
    """The same condition, for a queryset of matters."""
    return RawSQL(unread(user_id, Matter._meta.db_table), [], output_field=models.BooleanField())  # noqa: S611


def changed_since(mark: int, user: User) -> str:
    """The condition in SQL that others did something to the matter `m` after this entry."""
    return (
        "m.id = ANY(ARRAY(SELECT e.about_id::bigint FROM journal_entry e"  # noqa: S608
        f" WHERE e.id > {mark:d} AND e.about_kind = '{MATTER}' AND e.by_id <> {user.pk:d}"
        f" ORDER BY e.id DESC LIMIT {MOST_NEWS}))"
    )


def newest() -> int:
    """The number of the journal's last entry."""
    last: int | None = Entry.objects.aggregate(last=models.Max("pk"))["last"]
    return last or 0


def standing(user: User) -> tuple[int, bool]:
    """The journal's last entry, and whether it was written down from when on the user reads."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [user.pk])
        last, has_begun = cursor.fetchone()
    return last or 0, has_begun


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody else did to a matter."""

    at: datetime
    label: str
    who: str


def steps_since(matter: Matter, mark: int, user: User) -> list[Step]:
    """What others did to a matter after this entry, oldest first; residents are not named."""
    entries = Entry.objects.about(matter).filter(pk__gt=mark).exclude(by=user)
    return [
        Step(entry.at, entry.label, who(entry.by, None)) for entry in entries.select_related("by")
    ]
