"""Checking the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from linli.ground.journal import chain
from linli.ground.journal.models import DailyRoot, Delivery, Entry


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the journal is not as it was written."""

    where: str
    problem: str


def broken_links(progress: Callable[[int], None] = lambda count: None) -> Iterator[Break]:
    """Walk every chain from its start and name each entry that does not fit.

    A changed entry breaks its own digest, a removed one leaves a gap in the numbers.
    """
    chain_of: tuple[str, str] | None = None
    previous, expected = chain.START, 1
    rows = Entry.objects.order_by("about_kind", "about_id", "seq")
    for count, entry in enumerate(rows.iterator(5_000), start=1):
        about = (entry.about_kind, entry.about_id)
        if about != chain_of:
            chain_of, previous, expected = about, chain.START, 1
        if entry.seq != expected:
            yield Break(str(entry), f"gap: expected #{expected}")
        content = chain.canonical(
            event=entry.event,
            about=about,
            seq=entry.seq,
            by=entry.by_id,
            at=entry.at,
            data=entry.data,
        )
        if bytes(entry.digest) != chain.link(previous, content):
            yield Break(str(entry), "digest does not fit its content")
        previous, expected = bytes(entry.digest), entry.seq + 1
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


def parked_deliveries() -> list[Delivery]:
    """Deliveries that wait for a person, newest first."""
    parked = Delivery.objects.filter(state=Delivery.State.PARKED)
    return list(parked.select_related("entry").order_by("-updated_at")[:500])
