"""The journal's words: sealed under the key of what they are about, gone with it."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping
from datetime import datetime

from linli.ground.privacy.models import RowKey
from linli.ground.privacy.words import SIZE, seal_word


def seal_words(kind: str, key: str, words: Mapping[str, str], at: datetime) -> dict[str, str]:
    """The words of an entry about a record, sealed; the record's key is made at the first ones."""
    row, _made = RowKey.objects.get_or_create(
        kind=kind,
        key=key,
        destroyed_at=None,
        defaults={
            "secret": base64.b64encode(os.urandom(SIZE)).decode(),
            "created_at": at,
        },
    )
    return {name: seal_word(row, name, text) for name, text in words.items()}


def destroy_keys(kind: str, keys: Iterable[object], *, at: datetime) -> int:
    """Destroy the keys of these records: nobody reads the journal's words about them any more."""
    whole = RowKey.objects.filter(
        kind=kind, key__in=[str(key) for key in keys], destroyed_at__isnull=True
    )
    rows = list(whole.select_for_update().order_by("pk"))
    for row in rows:
        row.secret, row.destroyed_at = "", at
    RowKey.objects.bulk_update(rows, ["secret", "destroyed_at"])
    return len(rows)
