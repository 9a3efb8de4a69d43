"""Posting to an address that somebody else has typed in: signed, short, and never to the inside."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

SECONDS = 10
"""For connecting, and for each wait afterwards."""

PREFIX = "whsec_"


class BadAddress(ValueError):
    """Nothing is sent to this address; `str(error)` tells why."""

    code = "bad-address"


class NotTaken(RuntimeError):
    """The receiver could not be reached, or did not answer 2xx."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was looked at: where to connect, and as whom to speak."""

    secure: bool
    host: str
    port: int
    path: str
    address: str


def look_at(url: str) -> Target:
    """The address, resolved once, so that a name cannot lead elsewhere later. Raises BadAddress."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadAddress(_("This is no address of the web.")) from error
    inside = settings.WEBHOOKS_INSIDE
    if parts.scheme not in (("https", "http") if inside else ("https",)) or not host:
        raise BadAddress(_("The address must begin with https://."))
    if parts.username or parts.password or not url.isascii() or not url.isprintable():
        raise BadAddress(_("This is no address of the web."))
    port = port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise BadAddress(_("No computer is called “%(host)s”.") % {"host": host}) from error
    addresses = [str(each[4][0]) for each in found]
    if not inside and not all(map(_is_open, addresses)):
        raise BadAddress(_("“%(host)s” is an address inside this net.") % {"host": host})
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", host, port, path, addresses[0])


def _is_open(address: str) -> bool:
    """Whether it is an address of the open net; of an IPv6 that wraps an IPv4, the inner one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if inner:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


def post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """Send it and give the status of the answer. Raises NotTaken. Redirections are not followed."""
    line = _Pinned(target)
    try:
        line.request("POST", target.path, body, headers)
        answer = line.getresponse()
    except (OSError, http.client.HTTPException) as error:
        raise NotTaken(type(error).__name__) from error
    finally:
        line.close()
    if not 200 <= answer.status < 300:
        raise NotTaken(f"HTTP {answer.status}", answer.status)
    return answer.status


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was looked at, whatever its name says by now."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self.target = target

    def connect(self) -> None:
        """Connect to that very address; the certificate must be the host's."""
        line = socket.create_connection((self.target.address, self.target.port), SECONDS)
        if self.target.secure:
            line = ssl.create_default_context().wrap_socket(line, server_hostname=self.target.host)
        self.sock = line


def sign(secret: str, number: str, seconds: int, body: bytes) -> str:
    """The signature after Standard Webhooks: HMAC-SHA256 over number, time and body."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{number}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()
