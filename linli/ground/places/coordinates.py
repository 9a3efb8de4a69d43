"""Coordinates: degrees, longitude first, CGCS2000 (the same as WGS-84 to within centimetres).

Maps published in China are drawn in GCJ-02, which shifts every point by some hundred metres; the
page that shows such a map converts (`web/datum.js`), and nothing else ever sees it.
"""

from __future__ import annotations

from math import atan2, cos, radians, sin, sqrt

from django.utils.translation import gettext as _

# The box around the land and the waters of China.
WEST, SOUTH, EAST, NORTH = 73.0, 3.0, 136.0, 54.0
_EARTH_RADIUS = 6371008.8


class OutsideChina(ValueError):
    """A point that cannot be in China: most often longitude and latitude are exchanged."""

    def __init__(self, longitude: float, latitude: float) -> None:
        self.longitude = longitude
        self.latitude = latitude
        super().__init__(longitude, latitude)

    def __str__(self) -> str:
        message = _("The point %(longitude)s, %(latitude)s does not lie in China.") % {
            "longitude": self.longitude,
            "latitude": self.latitude,
        }
        if is_in_china(self.latitude, self.longitude):
            return message + " " + _("Longitude and latitude seem to be exchanged.")
        return message


def is_in_china(longitude: float, latitude: float) -> bool:
    """Whether the point lies in the box around China. NaN does not."""
    return WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def require_china(longitude: float, latitude: float) -> None:
    """Raises OutsideChina unless the point lies in the box around China."""
    if not is_in_china(longitude, latitude):
        raise OutsideChina(longitude, latitude)


def metres_between(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The distance of two points along a great circle, in metres."""
    east = radians(second[0] - first[0])
    south, north = radians(first[1]), radians(second[1])
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(east / 2) ** 2
    return 2 * _EARTH_RADIUS * atan2(sqrt(half), sqrt(max(0.0, 1 - half)))
