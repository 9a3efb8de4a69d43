"""Uploads that end at the limit: what is too large is counted and not kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from linli.matters.pack import default_limits


class Limited(TemporaryFileUploadHandler):
    """Spools a file up to the largest size that any is taken with; then forgets it.

    The form still gets the file with its true size, and refuses it by its name.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the next file."""
        super().new_file(*args, **kwargs)
        self.count = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, unless the file is too large by now."""
        self.count += len(raw_data)
        if self.count <= most_bytes():
            self.file.write(raw_data)
        elif self.file.tell():
            self.file.seek(0)
            self.file.truncate()


def most_bytes() -> int:
    """The size of the largest file that is taken for anything."""
    return max(settings.UPLOAD_LIMIT_BYTES, default_limits().most_bytes)
