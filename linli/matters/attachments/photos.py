"""Photos: encoded anew so that nothing hides in them, made small, and made unrecognisable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from linli.matters.attachments.contents import NoPhoto, Refused, not_taken

LONGEST_SIDE = 2560
"""Pixels; a larger photo is made smaller."""

MOST_PIXELS = 60_000_000
"""A photo with more is refused before it is decoded."""

THUMBNAIL_SIDE = 320
"""Pixels of the longest side of the small picture that stands in pages."""

FORMATS = {"JPEG", "PNG", "WEBP", "MPO"}

CELLS = 4
"""What is covered is left with so many cells a side: too few to tell a face or a plate from."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a photo, in thousandths of its width and height."""

    left: int
    top: int
    right: int
    bottom: int


def encode_again(name: str, data: bytes) -> bytes:
    """The photo as a JPEG without any metadata (EXIF, GPS), upright. Raises NoPhoto."""
    try:
        with Image.open(BytesIO(data)) as photo:
            if photo.format not in FORMATS or photo.width * photo.height > MOST_PIXELS:
                raise NoPhoto(not_taken(name))
            upright = ImageOps.exif_transpose(photo).convert("RGB")
    except Refused:
        raise
    except Exception as error:  # decoders meet damaged files with errors of every kind
        raise NoPhoto(not_taken(name)) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    return _jpeg(clean, 85)


def small(picture: Image.Image) -> bytes:
    """The small picture of a larger one, as a JPEG."""
    copy = picture.convert("RGB")
    copy.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return _jpeg(copy, 80)


def small_of(data: bytes) -> bytes:
    """The small picture of a photo that `encode_again` has made."""
    with Image.open(BytesIO(data)) as photo:
        return small(photo)


def covered(data: bytes, areas: Sequence[Area]) -> bytes:
    """The photo with these areas made coarse; what they showed is not in it any more."""
    with Image.open(BytesIO(data)) as photo:
        picture = photo.convert("RGB")
    for area in areas:
        box = (
            area.left * picture.width // 1000,
            area.top * picture.height // 1000,
            max(area.right * picture.width // 1000, area.left * picture.width // 1000 + 1),
            max(area.bottom * picture.height // 1000, area.top * picture.height // 1000 + 1),
        )
        part = picture.crop(box)
        coarse = part.resize((CELLS, CELLS), Image.Resampling.BOX)
        picture.paste(coarse.resize(part.size, Image.Resampling.NEAREST), box)
    return _jpeg(picture, 85)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    encoded = BytesIO()
    picture.save(encoded, "JPEG", quality=quality, optimize=True)
    return encoded.getvalue()
