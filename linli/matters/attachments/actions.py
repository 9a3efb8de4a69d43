"""Keeping, scanning, publishing and erasing files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.matters.attachments import store
from linli.matters.attachments.contents import Content, Infected
from linli.matters.attachments.photos import Area, covered, small_of
from linli.matters.attachments.scanner import Scanner
from linli.matters.events import FOUND_HARMFUL, MADE_PUBLIC, WITHDRAWN
from linli.matters.models import Attachment, Blob
from linli.matters.rules import may_publish

BATCH = 1_000
"""Files of the store that are looked up at once."""

SCAN = "matters.scan"
"""The job that has a content scanned (tasks.py)."""


class NotPublishable(ValueError):
    """Only a photo that can be read has a public copy, and only once somebody has looked at it."""


class MayNotPublish(PermissionError):
    """The user has no duty that lets them decide on public copies at the matter's place."""


@transaction.atomic(savepoint=False)
def keep(content: Content, *, at: datetime) -> Blob:
    """The blob with this content: the one that is there already, or a new one.

    It is held until the transaction ends, so that nobody shreds it in the meantime.
    Raises Infected for a content that the scanner has refused before.
    """
    same = Blob.objects.select_for_update(no_key=True).filter(digest=store.digest_of(content))
    blob = same.first() or _put(content, at) or same.get()
    if blob.scan == Blob.Scan.REFUSED:
        raise Infected(
            _("“%(name)s” was refused: the scan found “%(finding)s” in it.")
            % {"name": content.name, "finding": blob.finding}
        )
    return blob


def _put(content: Content, at: datetime) -> Blob | None:
    """A new blob; None where somebody else has kept the same content at this moment."""
    scan = Blob.Scan.WAITING if settings.CLAMD else Blob.Scan.NONE
    made = store.put(content, scan=scan, at=at)
    Blob.objects.bulk_create([made], ignore_conflicts=True)
    kept = Blob.objects.filter(name=made.name).first()
    if kept is None:
        store.remove(made)
    elif settings.CLAMD:
        app.configure_task(SCAN, queue="matters").defer(blob_id=kept.pk)
    return kept


@transaction.atomic
def scan(blob: Blob, scanner: Scanner, *, by: User, at: datetime) -> Blob:
    """Have a waiting content scanned. What is found harmful is taken out of the store.

    Raises scanner.ScannerAway; then it goes on waiting.
    """
    blob = Blob.objects.select_for_update().get(pk=blob.pk)
    if blob.scan != Blob.Scan.WAITING:
        return blob
    finding = scanner.find(store.part_of(blob, 0, blob.size))
    blob.scan = Blob.Scan.REFUSED if finding else Blob.Scan.CLEAN
    blob.finding, blob.scanned_at = finding[:200], at
    blob.save(update_fields=["scan", "finding", "scanned_at"])
    if finding:
        transaction.on_commit(lambda: store.remove(blob))
        for file in blob.attachments.select_related("matter"):
            publish(FOUND_HARMFUL, about=file.matter, by=by, at=at, attachment=file.pk)
    return blob


@transaction.atomic
def publish_photo(
    file: Attachment, *, areas: Sequence[Area], looked: bool, by: User, at: datetime
) -> Attachment:
    """Make the copy of a photo that the public may see, with these areas unrecognisable.

    The photo itself stays under the rule of its matter. `looked`: the user says to have looked at
    the whole copy. Raises NotPublishable, MayNotPublish.
    """
    file = _decided(file, by, at)
    if not (looked and file.is_image and file.blob and file.may_be_read):
        raise NotPublishable
    before = file.public_copy
    data = covered(store.content_of(file.blob), areas)
    copy = keep(Content("", "image/jpeg", data, small_of(data)), at=at)
    if copy.scan == Blob.Scan.WAITING:  # drawn by ourselves, from what was scanned
        Blob.objects.filter(pk=copy.pk).update(scan=Blob.Scan.CLEAN, scanned_at=at)
    file.public_copy, file.public_by, file.public_at = copy, by, at
    file.save(update_fields=["public_copy", "public_by", "public_at"])
    publish(MADE_PUBLIC, about=file.matter, by=by, at=at, attachment=file.pk, areas=len(areas))
    shred_where_free(before)
    return file


@transaction.atomic
def withdraw_photo(file: Attachment, *, by: User, at: datetime) -> Attachment:
    """Take the copy of a photo away from the public; nothing if there is none.

    Raises MayNotPublish.
    """
    file = _decided(file, by, at)
    before = file.public_copy
    if before is None:
        return file
    file.public_copy = file.public_by = file.public_at = None
    file.save(update_fields=["public_copy", "public_by", "public_at"])
    publish(WITHDRAWN, about=file.matter, by=by, at=at, attachment=file.pk)
    shred_where_free(before)
    return file


def _decided(file: Attachment, by: User, at: datetime) -> Attachment:
    """The file, held for a decision on its public copy. Raises MayNotPublish."""
    file = Attachment.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if not may_publish(by, file.matter, at):
        raise MayNotPublish
    return file


def clear_out(*, at: datetime) -> int:
    """Take out of the store what no row names and is older than a day; how many files.

    An upload that fails after its files were laid down, or a process that dies then, leaves them.
    Younger ones may belong to a transaction that is still open.
    """
    gone, lying = 0, store.lying()
    while paths := list(islice(lying, BATCH)):
        names = {path: path.rpartition("/")[2] for path in paths}
        keys = {name.removesuffix(store.SMALL) for name in names.values()}
        known = set(Blob.objects.filter(name__in=keys).values_list("name", flat=True))
        for path, name in names.items():
            if name.removesuffix(store.SMALL) not in known and _is_left(path, at):
                default_storage.delete(path)
                gone += 1
    return gone


def _is_left(path: str, at: datetime) -> bool:
    try:
        return default_storage.get_modified_time(path) < at - timedelta(days=1)
    except FileNotFoundError:  # somebody else took it away
        return False


def shred_where_free(blob: Blob | None) -> bool:
    """Whether the content was destroyed, because nothing refers to it any more."""
    if blob is None:
        return False
    held = Blob.objects.select_for_update().filter(pk=blob.pk).first()
    if held is None or held.attachments.exists() or held.public_copies.exists():
        return False
    gone = Blob(name=held.name)
    held.delete()
    transaction.on_commit(lambda: store.remove(gone))
    return True
