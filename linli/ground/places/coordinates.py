"""Coordinates: degrees, longitude first, CGCS2000 (the same as WGS-84 to within centimetres).

Maps published in China are drawn in GCJ-02, which shifts every point by some hundred metres; what
is taken from such a map, or shown on one, is converted here. The formula is the one that is
generally known; nothing official is published.
"""

from __future__ import annotations

from math import atan2, cos, pi, radians, sin, sqrt

from django.utils.translation import gettext as _

# The box around the land and the waters of China.
WEST, SOUTH, EAST, NORTH = 73.0, 3.0, 136.0, 54.0
# The ellipsoid of Krasovsky 1940, on which GCJ-02 computes.
_AXIS = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_EARTH_RADIUS = 6371008.8
# Iterations until the inverse is exact to about a millimetre.
_ROUNDS = 4


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


def wgs84_to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """The point as a Chinese map shows it. Raises OutsideChina."""
    require_china(longitude, latitude)
    east, north = _shift(longitude, latitude)
    return longitude + east, latitude + north


def gcj02_to_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    """The true point of one on a Chinese map, to a millimetre or so. Raises OutsideChina."""
    require_china(longitude, latitude)
    true_longitude, true_latitude = longitude, latitude
    for _round in range(_ROUNDS):
        east, north = _shift(true_longitude, true_latitude)
        true_longitude, true_latitude = longitude - east, latitude - north
    return true_longitude, true_latitude


def metres_between(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The distance of two points along a great circle, in metres."""
    east = radians(second[0] - first[0])
    south, north = radians(first[1]), radians(second[1])
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(east / 2) ** 2
    return 2 * _EARTH_RADIUS * atan2(sqrt(half), sqrt(max(0.0, 1 - half)))


def _shift(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = longitude - 105.0, latitude - 35.0
    wave = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    slope = radians(latitude)
    flat = 1 - _ECCENTRICITY_SQUARED * sin(slope) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY_SQUARED) / (flat * sqrt(flat))
    parallel = _AXIS / sqrt(flat) * cos(slope)
    return east / parallel * 180 / pi, north / meridian * 180 / pi
