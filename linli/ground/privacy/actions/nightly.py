"""Ending what is due: in batches, once however many workers do it, with counts in the journal."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import QuerySet

from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.privacy import events
from linli.ground.privacy.models import Run
from linli.ground.privacy.queries import due_rows, limit_of, without_held
from linli.ground.privacy.registry import KINDS, Kind

BATCH = 200
"""Records of one transaction: short enough that nobody waits for their lock."""

log = structlog.get_logger(__name__)


def end_all(*, by: User, at: datetime) -> list[Run]:
    """End everything that is due, kind by kind; one that fails leaves the others alone.

    What was named last ends first: a case lets go of its reporter, then the reporter is due.
    """
    return [end_kind(kind, by=by, at=at) for kind in reversed(list(KINDS.values()))]


def end_kind(kind: Kind, *, by: User, at: datetime) -> Run:
    """End what is due of one kind of record; the run says how many, and what was held back."""
    limit, erased, error = limit_of(kind, at), 0, ""
    due = due_rows(kind, limit, at)
    held = due.count() - without_held(due, at).count()
    try:
        while count := _batch(kind, without_held(due, at), by, at):
            erased += count
    except Exception as fault:  # a record that cannot be ended must not keep the others
        log.exception("ending_failed", kind=kind.name)
        error = type(fault).__name__
    with transaction.atomic():
        run = Run.objects.create(
            kind=kind.name, limit=str(limit), at=at, erased=erased, held=held, error=error
        )
        if erased or error:
            publish(
                events.ERASED,
                about=run,
                by=by,
                at=at,
                opens=True,
                kind=kind.name,
                limit=str(limit),
                erased=erased,
                held=held,
                error=error,
            )
    return run


@transaction.atomic
def _batch(kind: Kind, due: QuerySet, by: User, at: datetime) -> int:
    rows = list(due.order_by("pk").select_for_update(skip_locked=True, of=("self",))[:BATCH])
    return kind.erase(rows, by=by, at=at) if rows else 0
