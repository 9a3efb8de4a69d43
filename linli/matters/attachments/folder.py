"""The store in a folder of this machine."""

from __future__ import annotations

import os
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class Folder(FileSystemStorage):
    """A local folder in which a file is there whole or not at all, and stays after a power cut."""

    def part(self, name: str, start: int, stop: int) -> File[bytes]:
        """The bytes from one on, to be read; nobody reads beyond `stop`."""
        file = self.open(name)
        file.seek(start)
        return file

    def _save(self, name: str, content: Any) -> str:
        part = f"{name}.{uuid4().hex}.part"
        try:
            super()._save(part, content)  # type: ignore[misc]
            with open(self.path(part), "rb") as written:
                os.fsync(written.fileno())
            os.replace(self.path(part), self.path(name))
        except OSError:  # such as a full disk: what was begun only takes more of it
            self.delete(part)
            raise
        return name
