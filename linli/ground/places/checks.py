"""Checks of the base map: settings that do not go together are told at the start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from linli.ground.places.basemap import CGCS2000_HOSTS, GCJ02_HOSTS


def base_map_fits(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[checks.CheckMessage]:
    """linli.places.E001: addresses without places for a tile; E002: a key missing or not used;
    W001: a datum that this provider does not draw on; W002: no credit on the map."""
    return list(_faults(settings.BASE_MAP))


def _faults(given: Any) -> Iterator[checks.CheckMessage]:
    addresses = given.base_map.split()
    if not addresses:
        return
    for address in addresses:
        if not all(part in address for part in ("{z}", "{x}", "{y}")):
            words = f"LINLI_BASE_MAP: {urlsplit(address).netloc} lacks {{z}}, {{x}} or {{y}}."
            yield checks.Error(words, id="linli.places.E001")
    if bool(given.base_map_key) != any("{key}" in address for address in addresses):
        yield checks.Error(
            "LINLI_BASE_MAP_KEY and {key} in LINLI_BASE_MAP must be there together.",
            id="linli.places.E002",
        )
    wrong = GCJ02_HOSTS if given.base_map_datum == "cgcs2000" else CGCS2000_HOSTS
    hosts = [urlsplit(address).hostname or "" for address in addresses]
    if any(host == end or host.endswith(f".{end}") for host in hosts for end in wrong):
        yield checks.Warning(
            f"LINLI_BASE_MAP_DATUM is {given.base_map_datum}, on which this provider does not "
            "draw: everything would stand some hundred metres away.",
            id="linli.places.W001",
        )
    if not given.base_map_credit:
        yield checks.Warning(
            "LINLI_BASE_MAP_CREDIT is empty: a map must name its source and approval number.",
            id="linli.places.W002",
        )
