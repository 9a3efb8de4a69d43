"""The store in a folder of this machine."""

from __future__ import annotations

import os
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


class Folder(FileSystemStorage):
    """A local folder in which a file is there whole or not at all, and stays after a power cut."""

    def _save(self, name: str, content: Any) -> str:
        part = super()._save(f"{name}.{uuid4().hex}.part", content)  # type: ignore[misc]
        path = self.path(part)
        with open(path, "rb") as written:
            os.fsync(written.fileno())
        os.replace(path, self.path(name))
        return name
