"""Versions of a matter as HTTP names them: `ETag` and `If-Match`."""

from __future__ import annotations

import re

TAG = re.compile(r'"(\d{1,9})(?:\.[0-9a-f]+)?"')
NO_VERSION = -1
"""Of a tag that no read gave: it fits no matter."""


def version_of(if_match: str) -> int | None:
    """The version that `If-Match` asks for; None where any will do.

    A tag is the version and a digest of all that was shown, moves and clocks among it. A change of
    the version is what makes a decision stale, so the version alone is compared.
    """
    tags = [each.strip() for each in if_match.split(",") if each.strip()]
    if not tags or "*" in tags:
        return None
    versions = {found[1] for tag in tags if (found := TAG.fullmatch(tag))}
    return int(versions.pop()) if len(versions) == 1 else NO_VERSION
