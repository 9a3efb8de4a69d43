"""Whether a lake is what its manifest and the journal say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
from django.db import connection
from django.utils.translation import gettext as _

from linli.insight.lake.manifest import File, Manifest, read, root
from linli.insight.lake.sources import as_it_was, folded_anew, over_entries
from linli.insight.measures.actions import recompute
from linli.insight.measures.actions.publishing import Difference
from linli.insight.measures.models import Publication
from linli.insight.measures.relations import FROM_JOURNAL, MATTERS


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a lake is not as it should be, and how."""

    where: str
    problem: str


def faults(lake: Path) -> Iterator[Fault]:
    """Everything that is wrong; of files that are not what was written, no more than that.

    A file that the manifest does not name is none of the lake's, and no fault. Raises NoLake.
    """
    manifest = read(lake)
    broken = [fault for file in manifest.files if (fault := _changed(lake, file))]
    yield from broken
    if not broken:
        yield from _counted_twice(lake, manifest)
        yield from _badly_folded(lake, manifest)
        yield from _missing(manifest)


def published(lake: Path) -> Iterator[tuple[Publication, list[Difference]]]:
    """Every publication that the lake knows all of, with the figures that it does not give.

    Raises NoLake.
    """
    written = read(lake).written
    known = Publication.objects.select_related("edition", "place").filter(horizon__lte=written)
    for publication in known.order_by("pk"):
        yield publication, recompute(publication, partial(as_it_was, lake))


def _changed(lake: Path, file: File) -> Fault | None:
    path = root(lake) / file.path
    if not path.exists():
        return Fault(file.path, _("is missing"))
    with path.open("rb") as content:
        if hashlib.file_digest(content, "sha256").hexdigest() != file.digest:
            return Fault(file.path, _("is not what was written"))
    return None


def _counted_twice(lake: Path, manifest: Manifest) -> Iterator[Fault]:
    if not manifest.entries:
        return
    with over_entries(lake, manifest.partitions.values()) as db:
        again = db.execute("SELECT count(*) - count(DISTINCT (id, part)) FROM entries").fetchall()[
            0
        ][0]
    if again:
        yield Fault(_("entries"), _("%(count)d stand there more than once") % {"count": again})


def _badly_folded(lake: Path, manifest: Manifest) -> Iterator[Fault]:
    """The matters of every partition, compared with what its entries are folded to."""
    for partition in manifest.partitions.values():
        paths = [str(root(lake) / file.path) for file in partition.matters]
        anew = folded_anew(lake, [partition])
        with duckdb.connect() as db:
            kept = db.read_parquet(paths) if paths else db.from_arrow(anew).limit(0)
            kept, told = (each.project(", ".join(MATTERS)) for each in (kept, db.from_arrow(anew)))
            wrong = len(kept.except_(told).fetchall()) + len(told.except_(kept).fetchall())
        if wrong and not partition.stale:
            where = f"{partition.district} {partition.month}"
            yield Fault(where, _("its matters are not what its entries give"))


def _missing(manifest: Manifest) -> Iterator[Fault]:
    """As many entries as the journal recorded before the lake was written."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) {FROM_JOURNAL} AND e.recorded_at < %s",
            [manifest.written],
        )
        there = cursor.fetchone()[0]
    here = manifest.entries + manifest.left_out
    if there != here:
        problem = _("the journal has %(there)d, the lake %(here)d")
        yield Fault(_("entries"), problem % {"there": there, "here": here})
