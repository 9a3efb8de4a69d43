"""What the scan after the end of a record opens besides the tables: the contents of files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from linli.ground.privacy.registry import stores
from linli.matters.attachments.store import content_of, preview_of
from linli.matters.models import Blob


def contents() -> Iterator[bytes]:
    """Every content in the store, and every preview, opened; what is gone tells nothing."""
    for blob in Blob.objects.order_by("pk").iterator():
        with suppress(FileNotFoundError):
            yield content_of(blob)
            if blob.has_preview:
                yield preview_of(blob)


stores("matters.blob (opened)", contents)
