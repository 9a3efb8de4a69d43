"""Which rules hold where and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from functools import lru_cache, partial
from threading import Lock
from typing import Any

from django.db import connection

from linli.ground.rulepacks.actions import remember_edition
from linli.ground.rulepacks.merging import Value, digest_of, levels_of, merge_all, values
from linli.ground.rulepacks.models import Edition, RulePack
from linli.ground.rulepacks.packs import MissingKey, Pack, PackDoesNotFit
from linli.ground.rulepacks.registry import default_body, default_digest

__all__ = [
    "MissingKey",
    "Pack",
    "PackDoesNotFit",
    "diff",
    "in_force",
    "origins",
    "pack_for",
    "pack_of",
]

DEFAULT = "default"
"""The name under which the pack that ships with linli stands among the sources."""

MOST_MERGED = 4096
"""How many merged packs (place × day) a process keeps."""

NO_DAY = date.min
"""Stands for every day: where nobody has published a pack, the default holds everywhere."""

ASK = """
SELECT (SELECT max(id) FROM rulepacks_rulepack),
       (SELECT id FROM rulepacks_edition WHERE digest = %s)
"""


@dataclass(frozen=True, slots=True)
class Merged:
    """The packs of a place on a day, merged as of the newest pack there was."""

    newest: int | None
    body: Mapping[str, Any]
    sources: Mapping[str, Any]
    digest: str


_merged: dict[tuple[tuple[str, ...], date, str], Merged] = {}
_lock = Lock()


def pack_for(place_code: str, on: date) -> Pack:
    """The rules of a place on a day: default < province < city < district.

    Costs one query that reads two index entries; the merging is kept in the process until
    somebody publishes a pack. Whoever needs the pack twice in a transaction passes it on.
    """
    key, anywhere = (levels_of(place_code), on, default_digest()), ((), NO_DAY, default_digest())
    known = _merged.get(key) or _merged.get(anywhere)
    newest, edition_id = _ask(known.digest if known else "")
    if known is None or known.newest != newest:
        known, edition_id = _merge(key[0], on, newest), None
        _keep(anywhere if newest is None else key, known)
    return Pack(
        known.body,
        sources=known.sources,
        digest=known.digest,
        remember=partial(
            remember_edition, digest=known.digest, body=known.body, sources=known.sources
        ),
        edition=_row(edition_id, known) if edition_id else None,
    )


@lru_cache(maxsize=512)
def pack_of(edition_id: int) -> Pack:
    """The rules that a matter runs under, by the key of its edition; editions never change."""
    return Edition.objects.get(pk=edition_id).pack()


def _ask(digest: str) -> tuple[int | None, int | None]:
    """The newest pack there is, and the key of the edition with this digest, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, [digest])
        newest, edition_id = cursor.fetchone()
    return newest, edition_id


def _merge(codes: tuple[str, ...], on: date, newest: int | None) -> Merged:
    # Packs written since `newest` was asked for are left to the next call.
    packs = RulePack.objects.filter(pk__lte=newest or 0).in_force(on, codes)
    ordered = sorted(packs, key=lambda pack: len(pack.place_code))
    sources = {DEFAULT: default_digest()} | {pack.place_code: pack.version for pack in ordered}
    body = merge_all([default_body(), *(pack.data for pack in ordered)])
    return Merged(newest, body, sources, digest_of({"body": body, "sources": sources}))


def _keep(key: tuple[tuple[str, ...], date, str], merged: Merged) -> None:
    with _lock:
        if len(_merged) >= MOST_MERGED:
            _merged.clear()
        _merged[key] = merged


def _row(edition_id: int, merged: Merged) -> Edition:
    # Without `created_at`, which is fetched should anybody ask.
    return Edition.from_db(
        connection.alias,
        ["id", "digest", "body", "sources"],
        [edition_id, merged.digest, merged.body, merged.sources],
    )


def in_force(place_code: str, on: date) -> RulePack | None:
    """The pack that exactly this place has published and that holds on this day."""
    return RulePack.objects.in_force(on, [place_code]).first()


def planned(place_code: str, after: date) -> list[RulePack]:
    """The packs of this place that begin after this day, the next one first."""
    later = RulePack.objects.filter(place_code=place_code, valid_from__gt=after)
    return list(later.order_by("valid_from", "version"))


def layers(place_code: str, on: date) -> list[tuple[RulePack | None, Mapping[str, Any]]]:
    """The packs that make up the rules of a place on a day, lowest first; None is the default."""
    packs = RulePack.objects.in_force(on, levels_of(place_code)).select_related("author")
    ordered = sorted(packs, key=lambda pack: len(pack.place_code))
    return [(None, default_body()), *((pack, pack.data) for pack in ordered)]


def origins(place_code: str, on: date) -> list[Value[RulePack | None]]:
    """Every value that holds at a place on a day, and the pack that sets it; None: the default."""
    return values(layers(place_code, on))


def diff(place_code: str, text: str, on: date) -> list[str]:
    """What `text` would change in the pack of this place in force on a day, as unified diff."""
    pack = in_force(place_code, on)
    return differences(pack.text if pack else "", text)


def differences(before: str, after: str) -> list[str]:
    """The unified diff of two texts, without its two head lines; empty when they are equal."""
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="")
    return [line.rstrip("\n") for line in lines][2:]
