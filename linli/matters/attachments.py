"""Files that people send: checked by content, photos encoded anew so that nothing hides in them."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

LONGEST_SIDE = 2560
"""Pixels; a larger photo is made smaller."""

MOST_PIXELS = 60_000_000
"""A photo with more is refused before it is decoded."""

THUMBNAIL_SIDE = 320
"""Pixels of the longest side of the small picture that stands in pages."""

FORMATS = {"JPEG", "PNG", "WEBP", "MPO"}


class Refused(ValueError):
    """A file that is not taken; `str(error)` tells the sender why."""

    code = "refused"


class TooLarge(Refused):
    """The file is larger than the limit."""

    code = "too-large"


class NoPhoto(Refused):
    """The file is neither a photo nor a PDF, whatever its name says."""

    code = "no-photo"


@dataclass(frozen=True, slots=True)
class Content:
    """A file ready to be kept."""

    name: str
    content_type: str
    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content; the name of the file that holds it."""
        return hashlib.sha256(self.data).hexdigest()


def read(upload: Any) -> Content:
    """Check an uploaded file and give what may be kept of it.

    Photos are decoded and encoded again as JPEG without any metadata (EXIF, GPS); a PDF is kept as
    it is. Raises TooLarge or NoPhoto.
    """
    name = Path(upload.name or "").name[-120:] or "file"
    if upload.size > settings.UPLOAD_LIMIT_BYTES:
        raise TooLarge(
            _("“%(name)s” is too large: %(size).0f MB. At most %(limit)d MB are taken.")
            % {
                "name": name,
                "size": upload.size / 2**20,
                "limit": settings.UPLOAD_LIMIT_BYTES // 2**20,
            }
        )
    data = upload.read()
    if data.startswith(b"%PDF-"):
        return Content(name, "application/pdf", data)
    return Content(str(Path(name).with_suffix(".jpg")), "image/jpeg", _encode_again(name, data))


def _encode_again(name: str, data: bytes) -> bytes:
    try:
        with Image.open(BytesIO(data)) as photo:
            if photo.format not in FORMATS or photo.width * photo.height > MOST_PIXELS:
                raise NoPhoto(_not_taken(name))
            upright = ImageOps.exif_transpose(photo).convert("RGB")
    except Refused:
        raise
    except Exception as error:  # decoders meet damaged files with errors of every kind
        raise NoPhoto(_not_taken(name)) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    encoded = BytesIO()
    clean.save(encoded, "JPEG", quality=85, optimize=True)
    return encoded.getvalue()


def _not_taken(name: str) -> str:
    return _("“%(name)s” is not a photo (JPEG, PNG, WebP) or PDF that can be read.") % {
        "name": name
    }


def path_of(digest: str) -> Path:
    """Where the content with this digest lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def keep(content: Content) -> str:
    """Write the content to its file, if it is not there, and give its digest."""
    _write(path_of(content.digest), content.data)
    return content.digest


def remove(digest: str) -> None:
    """Remove a content and its small picture from the disk; gone already is as good."""
    path_of(digest).unlink(missing_ok=True)
    _small_of(digest).unlink(missing_ok=True)


def _small_of(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "thumbnails" / digest[:2] / f"{digest}.jpg"


def thumbnail_of(digest: str) -> Path:
    """Where the small picture of a photo lies; it is drawn when it is first asked for.

    Raises OSError when the photo's own file is gone or cannot be read.
    """
    path = _small_of(digest)
    if not path.exists():
        with Image.open(path_of(digest)) as photo:
            small = photo.convert("RGB")
        small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        encoded = BytesIO()
        small.save(encoded, "JPEG", quality=80, optimize=True)
        _write(path, encoded.getvalue())
    return path


def _write(path: Path, data: bytes) -> None:
    """Put a file in its place whole or not at all; what is there already has the same content."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own: the same photo may be coming in twice at this moment.
        part = path.with_name(f"{path.name}.{uuid4().hex}.part")
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
