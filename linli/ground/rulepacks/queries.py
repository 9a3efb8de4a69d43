"""Which rules hold where and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from functools import lru_cache, partial
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import connection

from linli.ground.reference.queries import recall
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

NO_DAY = date.min
"""Stands for every day: where nobody has published a pack, the default holds everywhere."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The packs of a place on a day, laid over each other."""

    body: Mapping[str, Any]
    sources: Mapping[str, Any]
    digest: str


def pack_for(place_code: str, on: date) -> Pack:
    """The rules of a place on a day: default < province < city < district.

    The merging is kept in the process until somebody publishes a pack.
    """
    published = recall(("rule packs published",), _published)
    codes, day = (levels_of(place_code), on) if published else ((), NO_DAY)
    key = ("rule pack", codes, day, default_digest())
    merged = recall(key, lambda: _merge(codes, day))
    return Pack(
        merged.body,
        sources=merged.sources,
        digest=merged.digest,
        remember=partial(_remember, merged),
    )


@lru_cache(maxsize=512)
def pack_of(edition_id: int) -> Pack:
    """The rules that a matter runs under, by the key of its edition; editions never change."""
    return Edition.objects.get(pk=edition_id).pack()


def _published() -> bool:
    return RulePack.objects.exists()


def _merge(codes: tuple[str, ...], on: date) -> Merged:
    packs = RulePack.objects.in_force(on, codes)
    ordered = sorted(packs, key=lambda pack: len(pack.place_code))
    sources = {DEFAULT: default_digest()} | {pack.place_code: pack.version for pack in ordered}
    body = merge_all([default_body(), *(pack.data for pack in ordered)])
    return Merged(body, sources, digest_of({"body": body, "sources": sources}))


def _remember(merged: Merged) -> Edition:
    known = recall(("edition", merged.digest), lambda: _edition(merged))
    return known or remember_edition(digest=merged.digest, body=merged.body, sources=merged.sources)


def _edition(merged: Merged) -> Edition | None:
    """The row of a merged pack, if it is there to stay: not one of the transaction under way."""
    kept = Edition.objects.filter(digest=merged.digest, created_at__lt=TransactionNow())
    found = kept.values_list("pk", flat=True).first()
    if found is None:
        return None
    # Without `created_at`, which is fetched should anybody ask.
    return Edition.from_db(
        connection.alias,
        ["id", "digest", "body", "sources"],
        [found, merged.digest, merged.body, merged.sources],
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
