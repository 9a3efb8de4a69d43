"""Checking the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import connection, models
from django.utils import timezone

from linli.ground.journal import chain
from linli.ground.journal.models import DailyRoot, Delivery, Entry


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the journal is not as it was written."""

    where: str
    problem: str


LINK = ("about_kind", "about_id", "seq", "event", "by_id", "at", "data", "digest")


def broken_links(
    entries: models.QuerySet[Entry] | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> Iterator[Break]:
    """Walk chains from their start and name each entry that does not fit.

    A changed entry breaks its own digest, a removed one leaves a gap in the numbers. `entries`:
    those of whole chains; all there are, if nothing is said.
    """
    chain_of: tuple[str, str] | None = None
    previous, expected = chain.START, 1
    walked = (Entry.objects.all() if entries is None else entries).order_by(*LINK[:3])
    rows = walked.values_list(*LINK).iterator(5_000)
    for count, (kind, key, seq, event, by, at, data, kept) in enumerate(rows, start=1):
        about, digest, where = (kind, key), bytes(kept), f"{kind}:{key} #{seq} {event}"
        if about != chain_of:
            chain_of, previous, expected = about, chain.START, 1
        if seq != expected:
            yield Break(where, f"gap: expected #{expected}")
        content = chain.canonical(event=event, about=about, seq=seq, by=by, at=at, data=data)
        if digest != chain.link(previous, content):
            yield Break(where, "digest does not fit its content")
        previous, expected = digest, seq + 1
        if count % 1_000 == 0:
            progress(count)


def broken_roots() -> Iterator[Break]:
    """Days whose entries no longer give the root that was kept; it sees a removed tail too."""
    for root in DailyRoot.objects.order_by("day"):
        begins = timezone.make_aware(datetime.combine(root.day, time.min))
        day = Entry.objects.filter(
            recorded_at__gte=begins, recorded_at__lt=begins + timedelta(days=1)
        ).order_by("pk")
        digests = day.values_list("digest", flat=True).iterator(5_000)
        if chain.root(bytes(each) for each in digests) != bytes(root.digest):
            yield Break(root.day.isoformat(), "root of the day does not fit its entries")


QUIET = """
SELECT least(statement_timestamp() - make_interval(secs => %s), min(xact_start))
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


WRITING = timedelta(seconds=10)
"""A transaction that begins is seen as open by then."""


def quiet_before(margin: timedelta = WRITING) -> datetime:
    """A moment before which the journal is at rest: no entry recorded before it will be added.

    Entries become visible as their transactions end, not in the order of their keys, and are dated
    by when these began; so the oldest one that is open says from when on some may be missing. One
    that has only read so far, or waits for a lock, may write yet.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # kept from earlier in the transaction
        cursor.execute(QUIET, [margin.total_seconds()])
        found: datetime = cursor.fetchone()[0]
    return found


def parked_deliveries() -> list[Delivery]:
    """Deliveries that wait for a person, newest first."""
    parked = Delivery.objects.filter(state=Delivery.State.PARKED)
    return list(parked.select_related("entry").order_by("-updated_at")[:500])
