"""Words in the journal: kept sealed under a key of their own, so that they can end without it.

An entry can never be changed. What somebody wrote in it is therefore encrypted before it is
written, the digest covers the cipher, and whoever destroys the key has erased the words while the
chain still verifies. The keys stand above the journal (ground/privacy): it gives the sealer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

SEALED = "sealed"
"""The name in an entry's data under which its sealed words stand."""

Sealer = Callable[[str, str, Mapping[str, str], datetime], dict[str, str]]
"""Kind and key of what the entry is about, its words, the moment; gives the sealed words."""

_sealers: list[Sealer] = []

_mobile = r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])"
_id_card = r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9][0-9]{3}[0-9X]"
_personal = re.compile(rf"\\u|{_mobile}|{_id_card}(?![0-9])")
_digest = re.compile(r"\b(?:[0-9a-f]{32}|[0-9a-f]{64})\b")  # drawn by nobody's hand


class NothingSeals(RuntimeError):
    """An entry brings words, but nobody has said how they are sealed."""


class WordsInTheOpen(ValueError):
    """An entry's data holds words, a phone or a document number that are not sealed."""


def seal_with(sealer: Sealer) -> None:
    """Let this function seal the words of all entries; called once, at the start."""
    _sealers[:] = [sealer]


def seal(kind: str, key: str, words: Mapping[str, str], at: datetime) -> dict[str, str]:
    """The words as an entry may keep them. Raises NothingSeals."""
    if not _sealers:
        raise NothingSeals(f"{kind}:{key}")
    return _sealers[0](kind, key, words, at)


def refuse_words(data: Mapping[str, Any], text: str, public: frozenset[str]) -> None:
    """Refuse data that could tell of a person; `text` is the data as ASCII JSON.

    Codes, keys and numbers are ASCII: whatever is not was written by or about somebody, unless
    the event says that this name holds what is public. Digests and seeds may hold eleven digits
    in a row that look like a phone. Raises WordsInTheOpen.
    """
    if not _personal.search(text):
        return
    for name, value in data.items():
        if name not in public and _personal.search(
            _digest.sub(" ", json.dumps(value, default=str))
        ):
            raise WordsInTheOpen(
                f"“{name}” holds words: give them as `sealed`, or name it in Event(public=…)."
            )
