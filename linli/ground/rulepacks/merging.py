"""Laying one pack over another: mappings are merged, everything else is replaced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar

EVERYWHERE = ""
"""The code of the pack that stands over the default and under every province."""

LENGTHS = (2, 4, 6)
"""Digits of the codes of a province, a city, a district (GB/T 2260): the levels with packs."""

Path = tuple[str, ...]
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Value(Generic[S]):
    """One value of a merged pack, and the source that set it last."""

    path: Path
    value: Any
    source: S

    @property
    def key(self) -> str:
        """The path as a reader writes it: `cases.limits.handle`."""
        return ".".join(self.path)


def levels_of(place_code: str) -> tuple[str, ...]:
    """The codes whose packs hold at a place, the outermost first.

    A street, community, grid or building has the packs of its district.
    """
    inside = (place_code[:length] for length in LENGTHS if len(place_code) >= length)
    return (EVERYWHERE, *inside)


def is_pack_place(code: str) -> bool:
    """Whether a place with this code may have a pack of its own."""
    return code == EVERYWHERE or (code.isascii() and code.isdigit() and len(code) in LENGTHS)


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `over` laid on it. Lists are replaced whole; neither argument is changed."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = merge(below, value)
        else:
            merged[key] = value
    return merged


def merge_all(bodies: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The bodies laid over each other, the first one lowest."""
    return reduce(merge, bodies, {})


def values(layers: Sequence[tuple[S, Mapping[str, Any]]]) -> list[Value[S]]:
    """Every value of the merged layers (source, body), with the source that set it last."""
    merged = merge_all(body for _source, body in layers)
    return [
        Value(path, value, next(source for source, body in reversed(layers) if _sets(body, path)))
        for path, value in _leaves(merged)
    ]


def _sets(body: Mapping[str, Any], path: Path) -> bool:
    for key in path:
        if not isinstance(body, dict) or key not in body:
            return False
        body = body[key]
    return True


def _leaves(body: Mapping[str, Any], above: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, value in body.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key), value


def digest_of(content: Any) -> str:
    """The SHA-256, in hexadecimal, of JSON content in its canonical form."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
