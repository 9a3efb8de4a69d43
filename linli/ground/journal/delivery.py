"""Brings an entry to the handlers that listen: each once, parked when it keeps failing."""

from __future__ import annotations

import json
import traceback
from collections import defaultdict
from datetime import datetime

import structlog
from django.db import connection, transaction

from linli.ground.journal.handlers import HANDLERS, Handler
from linli.ground.journal.models import Delivery, Entry
from linli.ground.reference.queries import glance

ATTEMPTS = 5
"""A handler that failed this often is parked."""

BATCH = 100
"""How many entries are brought to their handlers in one transaction."""

TAKE_ALONG = """
DELETE FROM procrastinate_jobs WHERE id IN (
    SELECT id FROM procrastinate_jobs
    WHERE status = 'todo' AND task_name = 'journal.deliver' AND scheduled_at IS NULL
    ORDER BY priority DESC, id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING args
"""

CLAIM = """
INSERT INTO journal_delivery (entry_id, handler, state, attempts, error, updated_at)
SELECT entry, handler, 'done', 1, '', %s FROM unnest(%s::bigint[], %s::text[]) AS t (entry, handler)
ON CONFLICT (entry_id, handler) DO UPDATE
    SET state = 'done', error = '', updated_at = EXCLUDED.updated_at
    WHERE journal_delivery.state = 'failing'
RETURNING entry_id, handler
"""

log = structlog.get_logger(__name__)


class DeliveryFailing(RuntimeError):
    """At least one handler failed and will be tried again."""


def deliver(entry_id: int, *, at: datetime) -> None:
    """Call every handler of the entry that is not done yet, and bring along what waits beside it.

    All in one transaction, with which the jobs of what was brought along are gone. Where that
    fails they keep their jobs, and this entry is brought by itself: each handler on its own.
    Raises DeliveryFailing when one failed and has attempts left, so that the job is run again.
    """
    try:
        with transaction.atomic(), glance():
            _together([entry_id, *_take_along()], at)
    except Exception:
        log.exception("batch_failed", entry=entry_id)
        _alone(entry_id, at)


def _take_along() -> list[int]:
    """The entries of jobs that wait for their first attempt; the jobs go with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_ALONG, [BATCH - 1])
        return [json.loads(args)["entry_id"] for (args,) in cursor.fetchall()]


def _together(entry_ids: list[int], at: datetime) -> None:
    """Call the handlers of these entries, each once for all of its own.

    In the order of their chains and of the names of handlers, whichever entry came first, so that
    two workers never wait for each other.
    """
    entries = Entry.objects.filter(pk__in=entry_ids).select_related("by")
    ordered = list(entries.order_by("about_kind", "about_id", "seq"))
    calls = {(entry.pk, name): entry for entry in ordered for name in HANDLERS[entry.event]}
    claimed = _claim(list(calls), at)
    told: dict[str, list[Entry]] = defaultdict(list)
    for (key, name), entry in calls.items():
        if (key, name) in claimed:
            told[name].append(entry)
    for name, theirs in sorted(told.items()):
        HANDLERS[theirs[0].event][name](theirs)


def _alone(entry_id: int, at: datetime) -> None:
    entry = Entry.objects.select_related("by").get(pk=entry_id)
    failing = [
        name
        for name, handler in HANDLERS[entry.event].items()
        if not _call(entry, name, handler, at)
    ]
    if failing:
        raise DeliveryFailing(", ".join(failing))


def _call(entry: Entry, name: str, handler: Handler, at: datetime) -> bool:
    """Whether the handler needs no further attempt."""
    try:
        with transaction.atomic():
            if _claim([(entry.pk, name)], at):
                handler([entry])
    except Exception:
        log.exception("handler_failed", entry=entry.pk, handler=name)
        return _note_failure(entry, name, at)
    return True


def _claim(calls: list[tuple[int, str]], at: datetime) -> set[tuple[int, str]]:
    """Mark deliveries as done, in the transaction of their handlers; those that were not yet."""
    entries, names = [key for key, _name in calls], [name for _key, name in calls]
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [at, entries, names])
        return set(cursor.fetchall())


def _note_failure(entry: Entry, name: str, at: datetime) -> bool:
    """Count the failed attempt; True when the delivery is parked now."""
    delivery, _ = Delivery.objects.get_or_create(
        entry=entry,
        handler=name,
        defaults={"state": Delivery.State.FAILING, "attempts": 0, "updated_at": at},
    )
    delivery.attempts += 1
    parked = delivery.attempts >= ATTEMPTS
    delivery.state = Delivery.State.PARKED if parked else Delivery.State.FAILING
    delivery.error, delivery.updated_at = traceback.format_exc(limit=-5), at
    delivery.save()
    return parked
