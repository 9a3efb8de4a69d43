"""Writing the journal, and tending what listens to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from linli.ground.journal import chain, sealing
from linli.ground.journal.events import RESUMED, Event
from linli.ground.journal.handlers import HANDLERS
from linli.ground.journal.models import DailyRoot, Delivery, Entry, address
from linli.ground.statements import insert

DELIVER = "journal.deliver"
"""The job that brings an entry to its handlers (tasks.py)."""


DEFER = """
procrastinate_defer_jobs_v1(ARRAY[ROW(
    'journal', 'journal.deliver', 0, NULL, NULL, jsonb_build_object('entry_id', key), NULL
)]::procrastinate_job_to_defer_v1[])
"""
"""The same job as `_defer_delivery` writes, in the statement that writes the entry."""


class NotInTransaction(RuntimeError):
    """An entry was to be written outside the transaction of the change it tells of."""


class DayNotOver(ValueError):
    """The root of a day was asked for before the day was over."""


def publish(
    event: Event,
    *,
    about: models.Model,
    by: AbstractBaseUser,
    at: datetime,
    opens: bool = False,
    sealed: Mapping[str, str] | None = None,
    **data: Any,
) -> Entry:
    """Write that `event` happened to `about`, in the transaction of the change.

    `data` is JSON without personal data; what somebody wrote goes into `sealed`, and is kept
    under the key of `about`. `opens` says that `about` is new, which saves the look-up of the
    entry before, and waiting for the key of this one. Where a handler listens, one delivery job
    is written with it: nothing is lost when a process dies, nothing is sent when the transaction
    rolls back.

    Raises NotInTransaction outside `transaction.atomic`, WordsInTheOpen.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(event.code)
    kind, key = address(about)
    seq, previous = (0, chain.START) if opens else _last(kind, key)
    if sealed:
        data[sealing.SEALED] = sealing.seal(kind, key, sealed, at)
    plain = _plain(data, event.public) if data else {}
    content = chain.canonical(
        event=event.code, about=(kind, key), seq=seq + 1, by=by.pk, at=at, data=plain
    )
    entry = Entry(
        event=event.code,
        about_kind=kind,
        about_id=key,
        seq=seq + 1,
        by_id=by.pk,
        at=at,
        data=plain,
        digest=chain.link(previous, content),
    )
    insert(entry, keyed=not opens, then=DEFER if HANDLERS.get(event.code) else "")
    return entry


@dataclass(frozen=True, slots=True)
class Happening:
    """One of many things that happened at once: `about` is kind and key, as `address` gives them.

    `data` is JSON of whole numbers and texts, which the database gives back as they are.
    """

    event: Event
    about: tuple[str, str]
    data: dict[str, Any]


def publish_many(happenings: Sequence[Happening], *, by: AbstractBaseUser, at: datetime) -> None:
    """`publish` for many records in a handful of statements; several of one record in their order.

    Raises NotInTransaction outside `transaction.atomic`.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction("many")
    if not happenings:
        return
    ends = _last_of_all({happening.about for happening in happenings})
    rows, moment = [], at.astimezone(UTC)
    for each in happenings:
        seq, previous = ends[each.about]
        content = chain.canonical(
            event=each.event.code, about=each.about, seq=seq + 1, by=by.pk, at=at, data=each.data
        )
        ends[each.about] = seq + 1, chain.link(previous, content)
        data = json.dumps(each.data, cls=DjangoJSONEncoder)
        sealing.refuse_words(each.data, data, each.event.public)
        rows.append((each.event.code, *each.about, *ends[each.about], data))
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_MANY, [by.pk, moment, *columns])
        heard = [key for key, event in cursor.fetchall() if HANDLERS.get(event)]
    if heard:
        _defer_deliveries(heard)


INSERT_MANY = """
INSERT INTO journal_entry (event, about_kind, about_id, seq, digest, data, by_id, at)
SELECT t.event, t.kind, t.key, t.seq, t.digest, t.data, %s, %s
FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::bytea[], %s::jsonb[])
     AS t (event, kind, key, seq, digest, data)
RETURNING id, event
"""

HOLD_CHAINS = """
SELECT count(pg_advisory_xact_lock(hold)) FROM (
    SELECT hashtextextended('journal ' || kind || ':' || key, 0) AS hold
    FROM unnest(%s::text[], %s::text[]) AS t (kind, key) ORDER BY hold
) AS chains
"""
"""Always in the same order, so that two who hold many chains never wait for each other."""

LAST_OF_CHAINS = """
SELECT t.kind, t.key, coalesce(e.seq, 0), e.digest
FROM unnest(%s::text[], %s::text[]) AS t (kind, key)
LEFT JOIN LATERAL (
    SELECT seq, digest FROM journal_entry
    WHERE about_kind = t.kind AND about_id = t.key ORDER BY seq DESC LIMIT 1
) AS e ON true
"""


def _last_of_all(about: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, bytes]]:
    """`_last` of many chains."""
    kinds, keys = zip(*about, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(HOLD_CHAINS, [list(kinds), list(keys)])
        cursor.execute(LAST_OF_CHAINS, [list(kinds), list(keys)])
        return {
            (kind, key): (seq, bytes(digest) if digest else chain.START)
            for kind, key, seq, digest in cursor.fetchall()
        }


def _defer_deliveries(entry_ids: list[int]) -> None:
    jobs: list[dict[str, Any]] = [{"entry_id": entry_id} for entry_id in entry_ids]
    app.configure_task(DELIVER, queue="journal").batch_defer(*jobs)


def _plain(data: dict[str, Any], public: frozenset[str]) -> dict[str, Any]:
    """The data as the database will give it back. Raises ValueError for what is no number."""
    text = json.dumps(data, cls=DjangoJSONEncoder, allow_nan=False)
    sealing.refuse_words(data, text, public)
    plain: dict[str, Any] = json.loads(text, parse_float=_number)
    return plain


def _number(text: str) -> float | int:
    # jsonb keeps 1e16 as a whole number and -0.0 as 0: so does the digest.
    value = float(text)
    return int(value) if value.is_integer() else value


def _defer_delivery(entry_id: int) -> None:
    app.configure_task(DELIVER, queue="journal").defer(entry_id=entry_id)


HOLD = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
LAST = """
SELECT seq, digest FROM journal_entry WHERE about_kind = %s AND about_id = %s
ORDER BY seq DESC LIMIT 1
"""


def _last(kind: str, key: str) -> tuple[int, bytes]:
    """Number and digest of the newest entry, held against others until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [f"journal {kind}:{key}"])
        cursor.execute(LAST, [kind, key])
        last = cursor.fetchone()
    return (last[0], bytes(last[1])) if last else (0, chain.START)


@transaction.atomic
def resume_delivery(delivery: Delivery, *, by: AbstractBaseUser, at: datetime) -> Delivery:
    """Try a parked delivery again; the worker takes it up at once. Nothing if it is not parked."""
    changed = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.PARKED).update(
        state=Delivery.State.FAILING, attempts=0, updated_at=at
    )
    if changed:
        publish(RESUMED, about=delivery, by=by, at=at, handler=delivery.handler)
        _defer_delivery(delivery.entry_id)
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def close_day(*, day: date, at: datetime) -> DailyRoot:
    """Keep the root over every entry recorded on `day`; the second call returns the first one.

    Raises DayNotOver while entries of that day may still arrive: before its end, and as long as a
    transaction that began to write on that day is under way (a long import, say).
    """
    begins = timezone.make_aware(datetime.combine(day, time.min))
    ends = begins + timedelta(days=1)
    if at < ends or _written_since_before(ends):
        raise DayNotOver(day.isoformat())
    digests = Entry.objects.filter(recorded_at__gte=begins, recorded_at__lt=ends).order_by("pk")
    count = digests.count()
    digest = chain.root(
        bytes(each) for each in digests.values_list("digest", flat=True).iterator(5_000)
    )
    root, _ = DailyRoot.objects.get_or_create(
        day=day, defaults={"entries": count, "digest": digest, "created_at": at}
    )
    return root


def _written_since_before(moment: datetime) -> bool:
    """Whether another transaction that has written something began before this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND backend_xid IS NOT NULL"
            " AND xact_start < %s AND pid <> pg_backend_pid())",
            [moment],
        )
        found: bool = cursor.fetchone()[0]
    return found


def close_days(*, before: date, at: datetime) -> list[DailyRoot]:
    """Keep the roots of all days up to `before` that have none yet, each day by itself.

    It begins after the newest root, or with the first entry. Raises DayNotOver.
    """
    newest = DailyRoot.objects.order_by("-day").first()
    if newest:
        day = newest.day + timedelta(days=1)
    else:
        first = Entry.objects.order_by("pk").values_list("recorded_at", flat=True).first()
        day = timezone.localdate(first) if first else before
    closed = []
    while day < before:
        closed.append(close_day(day=day, at=at))
        day += timedelta(days=1)
    return closed
