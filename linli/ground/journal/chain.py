"""The arithmetic of the hash chain; pure functions, so that a verifier needs nothing else.

digest(n) = SM3(digest(n-1) ‖ canonical JSON of entry n), digest(0) = 32 zero bytes.
SM3: GB/T 32905-2016.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes

START = bytes(32)
"""What the first entry of a chain follows."""


def sm3(*parts: bytes) -> bytes:
    """The SM3 digest (32 bytes) of the parts one after another."""
    digest = hashes.Hash(hashes.SM3())  # type: ignore[no-untyped-call, unused-ignore]
    for part in parts:
        digest.update(part)
    return digest.finalize()


def canonical(
    *,
    event: str,
    about: tuple[str, str],
    seq: int,
    by: int,
    at: datetime,
    data: Mapping[str, object],
) -> bytes:
    """An entry's content as bytes that are the same on every machine."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    content = [event, *about, seq, by, moment, data]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(previous: bytes, content: bytes) -> bytes:
    """The digest of an entry that follows `previous`."""
    return sm3(previous, content)


def root(digests: Iterable[bytes]) -> bytes:
    """One digest over many, in their order."""
    digest = hashes.Hash(hashes.SM3())  # type: ignore[no-untyped-call, unused-ignore]
    for each in digests:
        digest.update(each)
    return digest.finalize()
