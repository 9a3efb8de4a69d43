"""What the worker does for everything in hand."""

from __future__ import annotations

import structlog
from django.db import models
from django.utils import timezone
from procrastinate.contrib.django import app

from linli.ground.org.actions import the_system
from linli.matters import actions
from linli.matters.attachments.actions import clear_out as clear_out_files
from linli.matters.attachments.actions import scan
from linli.matters.attachments.scanner import ScannerAway, scanner
from linli.matters.models import Blob

log = structlog.get_logger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queue="matters", queueing_lock="matters.deadlines", name="matters.deadlines")
def mark_deadlines(timestamp: int) -> None:
    """Mark the clocks that turned yellow or red since the last minute."""
    now = timezone.now()
    actions.mark_deadlines(by=the_system(at=now), at=now)


@app.periodic(cron="* * * * *")
@app.task(queue="matters", queueing_lock="matters.rests", name="matters.rests")
def end_rests(timestamp: int) -> None:
    """Let the matters go on whose time of rest is over."""
    now = timezone.now()
    actions.end_rests(by=the_system(at=now), at=now)


@app.periodic(cron="20 18 * * *")  # 02:20 in China
@app.task(queue="matters", queueing_lock="matters.files", name="matters.files")
def clear_out(timestamp: int) -> None:
    """Take files out of the store that an upload left which failed."""
    if gone := clear_out_files(at=timezone.now()):
        log.info("files_cleared_out", files=gone)


@app.task(queue="matters", name="matters.scan")
def scan_file(blob_id: int) -> None:
    """Have a file scanned as soon as it has come in."""
    _scan(Blob.objects.filter(pk=blob_id))


@app.periodic(cron="* * * * *")
@app.task(queue="matters", queueing_lock="matters.scans", name="matters.scans")
def scan_waiting(timestamp: int) -> None:
    """Have those files scanned that came in while the scanner was away."""
    _scan(Blob.objects.filter(scan=Blob.Scan.WAITING).order_by("created_at")[:200])


def _scan(blobs: models.QuerySet[Blob]) -> None:
    asked, now = scanner(), timezone.now()
    for blob in blobs if asked else ():
        assert asked is not None
        try:
            scan(blob, asked, by=the_system(at=now), at=now)
        except ScannerAway as error:
            log.warning("scanner_away", error=str(error))
            return
