"""A map of somebody else under our outlines, where an administrator has configured one.

The pages of the desk alone show it: whoever looks at a map asks its provider for tiles, and so
tells where they look. Pages of residents ask no other host whatever is configured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF
from django.conf import settings
from django.http import HttpResponse

from linli.environment import BaseMap as Configured

GCJ02_HOSTS = ("autonavi.com", "amap.com", "gtimg.com", "qq.com", "google.cn")
"""Whose maps are drawn on GCJ-02."""

CGCS2000_HOSTS = ("tianditu.gov.cn", "tianditu.com")
"""Whose maps are drawn on CGCS2000."""


@dataclass(frozen=True, slots=True)
class BaseMap:
    """The addresses of tiles, on what they are drawn, and what must stand on them."""

    tiles: tuple[str, ...]
    datum: str
    credit: str

    @property
    def origins(self) -> list[str]:
        """Scheme and host of every address, each once."""
        found = (urlsplit(each) for each in self.tiles)
        return sorted({f"{each.scheme}://{each.netloc}" for each in found})


def base_map() -> BaseMap | None:
    """The configured base map; None, as by default, where there is none."""
    given: Configured = settings.BASE_MAP
    if not given.base_map:
        return None
    tiles = tuple(each.replace("{key}", given.base_map_key) for each in given.base_map.split())
    return BaseMap(tiles, given.base_map_datum, given.base_map_credit)


def let_in(response: HttpResponse) -> HttpResponse:
    """Open the page to the hosts of the base map, and to no others."""
    chosen = base_map()
    if chosen:
        policy: dict[str, Any] = {"connect-src": [SELF, *chosen.origins]}
        response._csp_update = policy  # type: ignore[attr-defined]
    return response
