"""The network address a request comes from, as far as it can be believed."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

SHOWN_BITS = {4: 24, 6: 48}
"""How much of an address is shown: the network of a household or an office, not the device."""


def client_address(request: HttpRequest) -> str:
    """The address of the client; empty where there is none that makes sense.

    X-Forwarded-For is written by anybody: only as many of its last entries count as there are
    reverse proxies of our own in front (LINLI_PROXIES).
    """
    text = str(request.META.get("REMOTE_ADDR", ""))
    if settings.PROXIES:
        passed = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
        text = passed[-settings.PROXIES] if len(passed) >= settings.PROXIES else text
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""


def network_of(address: str) -> str:
    """The network an address belongs to, as it may be shown: `203.0.113.0/24`."""
    if not address:
        return ""
    version = ip_address(address).version
    return str(ip_network(f"{address}/{SHOWN_BITS[version]}", strict=False))
