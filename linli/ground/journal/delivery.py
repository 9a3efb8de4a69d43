"""Brings an entry to the handlers that listen: each once, parked when it keeps failing."""

from __future__ import annotations

import json
import traceback
from collections import defaultdict
from datetime import datetime

import structlog
from django.db import connection, transaction

from linli.ground.journal.handlers import HANDLERS, HandlerOfMany
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


def deliver_with_others(entry_id: int, *, at: datetime) -> None:
    """Bring an entry to its handlers, and with it others whose jobs wait; their jobs are gone then.

    All in one transaction. Where that fails, the others keep their jobs and this entry is brought
    by itself. Raises DeliveryFailing.
    """
    try:
        with transaction.atomic(), glance():
            _deliver_all([entry_id, *_take_along()], at)
    except Exception:
        log.exception("batch_failed", entry=entry_id)
        deliver(entry_id, at=at)


def _take_along() -> list[int]:
    """The entries of jobs that wait for their first attempt; the jobs go with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_ALONG, [BATCH - 1])
        return [json.loads(args)["entry_id"] for (args,) in cursor.fetchall()]


def _deliver_all(entry_ids: list[int], at: datetime) -> None:
    """Call every handler of these entries that is not done yet.

    In the order of their chains, so that two workers never wait for each other.
    """
    entries = Entry.objects.filter(pk__in=entry_ids).select_related("by")
    ordered = list(entries.order_by("about_kind", "about_id", "seq"))
    calls = [(entry.pk, name) for entry in ordered for name in HANDLERS.get(entry.event, {})]
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [at, [pk for pk, _name in calls], [name for _pk, name in calls]])
        claimed = set(cursor.fetchall())
    told: dict[HandlerOfMany, list[Entry]] = defaultdict(list)
    for entry in ordered:
        for name, handler in HANDLERS.get(entry.event, {}).items():
            if (entry.pk, name) in claimed:
                told[handler].append(entry)
    for handler, theirs in told.items():
        handler(theirs)


def deliver(entry_id: int, *, at: datetime) -> None:
    """Call every handler of the entry that is not done yet.

    Raises DeliveryFailing when one failed and has attempts left, so that the job is run again.
    """
    entry = Entry.objects.select_related("by").get(pk=entry_id)
    settled = set(
        entry.deliveries.exclude(state=Delivery.State.FAILING).values_list("handler", flat=True)
    )
    failing = [
        name
        for name, handler in HANDLERS.get(entry.event, {}).items()
        if name not in settled and not _call(entry, name, handler, at)
    ]
    if failing:
        raise DeliveryFailing(", ".join(failing))


def _call(entry: Entry, name: str, handler: HandlerOfMany, at: datetime) -> bool:
    """Whether the handler needs no further attempt."""
    try:
        with transaction.atomic():
            if _claim(entry, name, at):
                handler([entry])
    except Exception:
        log.exception("handler_failed", entry=entry.pk, handler=name)
        return _note_failure(entry, name, at)
    return True


def _claim(entry: Entry, name: str, at: datetime) -> bool:
    """Mark the delivery as done, in the transaction of the handler; False if it was done."""
    delivery, made = Delivery.objects.select_for_update().get_or_create(
        entry=entry,
        handler=name,
        defaults={"state": Delivery.State.DONE, "updated_at": at},
    )
    if made:
        return True
    if delivery.state != Delivery.State.FAILING:
        return False
    delivery.state, delivery.error, delivery.updated_at = Delivery.State.DONE, "", at
    delivery.save()
    return True


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
