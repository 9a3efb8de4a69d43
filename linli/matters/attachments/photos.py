"""Photos: encoded anew so that nothing hides in them, made small, and made unrecognisable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pi_heif
from PIL import Image, ImageOps

from linli.matters.attachments.contents import NoPhoto, Refused, not_taken

LONGEST_SIDE = 2560
"""Pixels; a larger photo is made smaller."""

MOST_PIXELS = 60_000_000
"""A photo with more is refused before it is decoded."""

THUMBNAIL_SIDE = 320
"""Pixels of the longest side of the small picture that stands in pages."""

FORMATS = {"JPEG", "PNG", "WEBP", "MPO", "HEIF"}

pi_heif.register_heif_opener(thumbnails=False)

CELLS = 4
"""What is covered is left with so many cells a side: too few to tell a face or a plate from."""


MOST_AREAS = 200
"""Areas that one photo is covered with."""

_area = re.compile(r"(\d{1,4})-(\d{1,4})-(\d{1,4})-(\d{1,4})", re.ASCII)


class NotAnArea(ValueError):
    """What was sent describes no rectangle within a photo, or too many of them."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a photo, in thousandths of its width and height."""

    left: int
    top: int
    right: int
    bottom: int

    def __str__(self) -> str:
        return f"{self.left}-{self.top}-{self.right}-{self.bottom}"

    def touches(self, other: Area) -> bool:
        """Whether the two overlap, or lie side by side."""
        beside = self.left <= other.right and other.left <= self.right
        return beside and self.top <= other.bottom and other.top <= self.bottom


def read_areas(texts: Sequence[str]) -> list[Area]:
    """The areas as a page sends them: left-top-right-bottom. Raises NotAnArea."""
    if len(texts) > MOST_AREAS:
        raise NotAnArea
    return [_read(text) for text in texts]


def _read(text: str) -> Area:
    match = _area.fullmatch(text)
    left, top, right, bottom = map(int, match.groups()) if match else (0, 0, 0, 0)
    if not (left < right <= 1000 and top < bottom <= 1000):
        raise NotAnArea(text)
    return Area(left, top, right, bottom)


def cells_of(width: int, height: int) -> list[Area]:
    """The cells of a grid over a photo, row by row: twelve along its longer side, nine across."""
    columns, rows = (12, 9) if width >= height else (9, 12)
    return [
        Area(
            1000 * x // columns,
            1000 * y // rows,
            1000 * (x + 1) // columns,
            1000 * (y + 1) // rows,
        )
        for y in range(rows)
        for x in range(columns)
    ]


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


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture that is kept."""
    with Image.open(BytesIO(data)) as picture:
        return picture.size


def small_of(data: bytes) -> bytes:
    """The small picture of a photo that `encode_again` has made."""
    with Image.open(BytesIO(data)) as photo:
        return small(photo)


def covered(data: bytes, areas: Sequence[Area]) -> bytes:
    """The photo with these areas made coarse; what they showed is not in it any more.

    Areas that touch are made coarse as one: a face under many small ones would else keep a
    coarse look of its own.
    """
    with Image.open(BytesIO(data)) as photo:
        picture = photo.convert("RGB")
    whole = picture.copy()
    for group in _touching(areas):
        boxes = [_box(area, picture.size) for area in group]
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
        part = whole.crop((left, top, right, bottom))
        coarse = part.resize((CELLS, CELLS), Image.Resampling.BOX)
        coarse = coarse.resize(part.size, Image.Resampling.NEAREST)
        for box in boxes:
            within = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
            picture.paste(coarse.crop(within), box)
    return _jpeg(picture, 85)


def _touching(areas: Sequence[Area]) -> list[list[Area]]:
    """The areas in groups: those that touch one another, directly or by others between them."""
    groups: list[list[Area]] = []
    for area in areas:
        near = [group for group in groups if any(area.touches(each) for each in group)]
        groups = [group for group in groups if group not in near]
        groups.append([area, *(each for group in near for each in group)])
    return groups


def _box(area: Area, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The area in pixels; at least one."""
    width, height = size
    left, top = area.left * width // 1000, area.top * height // 1000
    right, bottom = -(-area.right * width // 1000), -(-area.bottom * height // 1000)
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    encoded = BytesIO()
    picture.save(encoded, "JPEG", quality=quality, optimize=True)
    return encoded.getvalue()
