"""Brings an entry to the handlers that listen: each once, parked when it keeps failing."""

from __future__ import annotations

import traceback
from datetime import datetime

import structlog
from django.db import transaction

from linli.ground.journal.handlers import HANDLERS, Handler
from linli.ground.journal.models import Delivery, Entry

ATTEMPTS = 5
"""A handler that failed this often is parked."""

log = structlog.get_logger(__name__)


class DeliveryFailing(RuntimeError):
    """At least one handler failed and will be tried again."""


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


def _call(entry: Entry, name: str, handler: Handler, at: datetime) -> bool:
    """Whether the handler needs no further attempt."""
    try:
        with transaction.atomic():
            if _claim(entry, name, at):
                handler(entry)
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
