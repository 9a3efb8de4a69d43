"""What a lake consists of: one file says which others belong to it, and is replaced as a whole.

A file that the manifest does not name is not part of the lake, whoever wrote it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linli.insight.measures.relations import VERSION

NAME = "manifest.json"
MOMENTS = ("written", "counted", "ran_at")
OWN, OWN_FOLDER = 0o600, 0o700
"""Readable by their owner alone."""


class NoLake(LookupError):
    """The folder holds no lake of this version; `str(error)` says what to do."""


@dataclass(frozen=True, slots=True)
class File:
    """A Parquet file: its path below the lake, how many rows and bytes, and its SHA-256."""

    path: str
    rows: int
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Partition:
    """The matters opened in a month of a district: their entries, and what these are folded to.

    `stale`: entries have come since, so the matters must be folded anew.
    """

    district: str
    month: str
    entries: tuple[File, ...] = ()
    matters: tuple[File, ...] = ()
    stale: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """By which it is found."""
        return self.district, self.month

    @property
    def files(self) -> Iterator[File]:
        """All of it."""
        yield from self.entries
        yield from self.matters

    @property
    def rows(self) -> int:
        """How many entries."""
        return sum(file.rows for file in self.entries)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A lake as it was committed.

    `written`: what the journal recorded before this moment is among the entries; `counted`: the
    same of the matters, None while they have never been folded; `ran_at`: when that was.
    `last_entry` and `last_digest`
    name an entry that the journal must have, `left_out` counts those of matters that figures do
    not know, because they were opened before the journal told what is counted.
    """

    number: int = 0
    schema: int = VERSION
    written: datetime | None = None
    counted: datetime | None = None
    ran_at: datetime | None = None
    last_entry: int = 0
    last_digest: str = ""
    left_out: int = 0
    partitions: dict[tuple[str, str], Partition] = field(default_factory=dict)

    @property
    def files(self) -> Iterator[File]:
        """All that belongs to the lake."""
        for partition in self.partitions.values():
            yield from partition.files

    @property
    def entries(self) -> int:
        """How many."""
        return sum(each.rows for each in self.partitions.values())

    @property
    def matters(self) -> int:
        """How many."""
        return sum(file.rows for each in self.partitions.values() for file in each.matters)

    def having(self, changed: Iterable[Partition], **told: Any) -> Manifest:
        """The next one, with these partitions in place of theirs."""
        partitions = self.partitions | {each.key: each for each in changed}
        return replace(self, number=self.number + 1, partitions=partitions, **told)


def root(lake: Path) -> Path:
    """Where in a lake the files of this version of the relations lie."""
    return lake / f"v{VERSION}"


def read(lake: Path) -> Manifest:
    """The manifest of a lake. Raises NoLake."""
    try:
        told = json.loads((root(lake) / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoLake(
            _("There is no lake in %(folder)s. Write it with: linli lake export") % {"folder": lake}
        ) from error
    except ValueError as error:
        raise NoLake(_("%(file)s cannot be read.") % {"file": root(lake) / NAME}) from error
    partitions = [_partition(each) for each in told.pop("partitions")]
    for name in MOMENTS:
        told[name] = told[name] and datetime.fromisoformat(told[name])
    return Manifest(**told, partitions={each.key: each for each in partitions})


def _partition(told: dict[str, Any]) -> Partition:
    files = {name: tuple(File(**each) for each in told[name]) for name in ("entries", "matters")}
    return Partition(**told | files)


def commit(lake: Path, manifest: Manifest) -> None:
    """Make this the lake: from one moment to the next, and for good, whatever happens then."""
    told = asdict(manifest)
    told["partitions"] = [asdict(each) for each in manifest.partitions.values()]
    for name in MOMENTS:
        told[name] = told[name] and told[name].isoformat()
    new = root(lake) / f"{NAME}.new"
    new.touch(OWN)
    new.write_text(json.dumps(told, indent=1), encoding="utf-8")
    _sync(new)
    new.replace(root(lake) / NAME)
    _sync(root(lake))


def kept(lake: Path, path: Path, rows: int) -> File:
    """A file that was written, now surely on the disk and its owner's alone.

    That its folder knows it is sure once `settle` is done.
    """
    path.chmod(OWN)
    _sync(path)
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    below = path.relative_to(root(lake)).as_posix()
    return File(below, rows, path.stat().st_size, digest)


def settle(lake: Path, files: Iterable[File]) -> None:
    """Make sure that the folders of these files know them."""
    above = root(lake)
    for folder in {each for file in files for each in (above / file.path).parents}:
        if folder.is_relative_to(above):
            _sync(folder)


def others(lake: Path, manifest: Manifest) -> list[Path]:
    """Files that lie in the lake and do not belong to it: superseded, or of a run that died."""
    ours = {root(lake) / file.path for file in manifest.files}
    return sorted(path for path in root(lake).rglob("*.parquet") if path not in ours)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
