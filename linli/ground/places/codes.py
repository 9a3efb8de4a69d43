"""The hierarchical codes of places: their levels, their lengths and their order."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """How far down a place stands; the length of its code says so too."""

    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Street")
    COMMUNITY = "community", _("Community")
    GRID = "grid", _("Grid")
    BUILDING = "building", _("Building")


# Digits of a code: GB/T 2260 (province, city, district), the Bureau of Statistics' codes for
# street and community, three digits for the grid (GB/T 34300) and five for the building.
CODE_LENGTHS: dict[Level, int] = {
    Level.PROVINCE: 2,
    Level.CITY: 4,
    Level.DISTRICT: 6,
    Level.STREET: 9,
    Level.COMMUNITY: 12,
    Level.GRID: 15,
    Level.BUILDING: 20,
}
LEVELS: dict[int, Level] = {length: level for level, length in CODE_LENGTHS.items()}
CODE_PATTERN = r"^[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3}([0-9]{3}([0-9]{5})?)?)?)?)?)?$"


class NotAPlaceCode(ValueError):
    """A code that is not 2, 4, 6, 9, 12, 15 or 20 digits."""


def level_of(code: str) -> Level:
    """The level that the length of `code` stands for. Raises NotAPlaceCode."""
    if not (code.isascii() and code.isdigit() and len(code) in LEVELS):
        raise NotAPlaceCode(
            _("“%(code)s” is no place code: it must have 2, 4, 6, 9, 12, 15 or 20 digits.")
            % {"code": code}
        )
    return LEVELS[len(code)]


def ancestor_codes(code: str) -> list[str]:
    """The codes above `code`, the province first; `code` itself is not among them."""
    return [code[:length] for length in CODE_LENGTHS.values() if length < len(code)]


def length_below(code: str) -> int:
    """How long the codes of the places are that lie one level below; 0 below the last level."""
    return min((length for length in CODE_LENGTHS.values() if length > len(code)), default=0)


def district_of(code: str) -> str:
    """The code of the district in which a place lies; of a wider place the place itself."""
    return code[: CODE_LENGTHS[Level.DISTRICT]]


def community_of(code: str) -> str:
    """The code of the community in which a place lies; of a wider place the place itself."""
    return code[: CODE_LENGTHS[Level.COMMUNITY]]


def successor(code: str) -> str:
    """The first string after everything that begins with `code`, in the order of bytes."""
    return code[:-1] + chr(ord(code[-1]) + 1)
