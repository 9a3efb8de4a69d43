"""Writing the lake: what the journal tells that is not in it yet, once.

A run goes in steps. Each writes files that nobody knows of, and then a manifest that names them;
one that dies in between has written nothing, and the next run takes up after the last manifest.
"""

from __future__ import annotations

import fcntl
import io
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.queries import quiet_before
from linli.ground.places.codes import CODE_LENGTHS, Level
from linli.insight.lake import manifest as manifests
from linli.insight.lake.manifest import File, Manifest, Partition, commit, kept, root, settle
from linli.insight.lake.schema import ENTRIES_IN_JOURNAL, HIVE, OPENING, OPENINGS, arrow
from linli.insight.lake.sources import folded_anew, over_entries

STEP = 500_000
"""How many entries are written between two manifests, at most about."""

MOST_FILES = 16
"""Of more than so many a partition's entries are written into one."""

MOST_PARTITIONS = 5_000
"""Files that are open at once, so that each partition gets one of a step."""

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class LakeRefused(RuntimeError):
    """The lake was not written; `str(error)` says why and what to do."""


class Busy(LakeRefused):
    """Another run is writing it."""


class OtherJournal(LakeRefused):
    """The lake holds entries that this journal does not have."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a run has added: entries, and matters folded anew."""

    entries: int
    matters: int
    manifest: Manifest


def export(
    lake: Path, *, at: datetime, progress: Callable[[int], None] = lambda count: None
) -> Exported:
    """Bring the lake up to where the journal is at rest. Raises LakeRefused.

    A folder without a lake becomes one; one of an earlier version of the relations is written
    anew beside it. `progress` is told how many entries each step has written.
    """
    with _alone(lake):
        try:
            was = manifests.read(lake)
        except manifests.NoLake:
            was = Manifest()
        _check_same(was)
        for path in manifests.others(lake, was):
            path.unlink()
        now = _write_entries(lake, was, quiet_before(), progress)
        done = _fold(lake, now, at)
    fresh = [done.partitions[each.key] for each in now.partitions.values() if each.stale]
    counted = sum(file.rows for each in fresh for file in each.matters)
    return Exported(done.entries - was.entries, counted, done)


@contextmanager
def _alone(lake: Path) -> Iterator[None]:
    """No other run writes meanwhile; the kernel gives the lock back when a process dies."""
    lake.mkdir(mode=manifests.OWN_FOLDER, parents=True, exist_ok=True)
    root(lake).mkdir(mode=manifests.OWN_FOLDER, exist_ok=True)
    path = root(lake) / "lock"
    path.touch(manifests.OWN)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(_("Another run is writing this lake.")) from error
        yield


def _check_same(manifest: Manifest) -> None:
    """Raise OtherJournal where the journal was set back, as by a restore, or is another one."""
    if not manifest.last_entry:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM journal_entry WHERE id = %s", [manifest.last_entry])
        found = cursor.fetchone()
    if found is None or bytes(found[0]).hex() != manifest.last_digest:
        raise OtherJournal(
            _("This lake holds entries that the journal does not have. Write another: --lake")
        )


def _write_entries(
    lake: Path, now: Manifest, horizon: datetime, progress: Callable[[int], None]
) -> Manifest:
    """Add every entry recorded before the horizon that is not in it, step by step.

    While the files of a step are written, the next one is read; each is committed in its turn.
    """
    with ThreadPoolExecutor(1) as writer:
        before: _Writing | None = None
        for step in _steps(now.written or BEGINNING, horizon):
            if before:
                now = _commit(lake, now, before, progress)
            files = writer.submit(_add, lake, step, now.number + 1)
            before = _Writing(step, files)
        if before:
            now = _commit(lake, now, before, progress)
    return replace(now, written=max(horizon, now.written or BEGINNING))


@dataclass(frozen=True, slots=True)
class _Step:
    """What was recorded before a moment, and after the step before; where its matters belong."""

    rows: pa.Table
    openings: pa.Table
    ends: datetime


Files = dict[tuple[str, str], list[File]]
"""By district and month."""


@dataclass(frozen=True, slots=True)
class _Writing:
    """A step, and its files as soon as they are written."""

    step: _Step
    files: Future[Files]


def _steps(begins: datetime, horizon: datetime) -> Iterator[_Step]:
    while begins < horizon:
        ends = _step(begins, horizon)
        rows = _read(begins, ends)
        if rows.num_rows:
            yield _Step(rows.drop_columns(["opened"]), _openings(rows), ends)
        begins = ends


def _step(begins: datetime, horizon: datetime) -> datetime:
    """Up to before which moment of recording the next step goes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT recorded_at FROM journal_entry WHERE recorded_at >= %s AND recorded_at < %s"
            " ORDER BY recorded_at OFFSET %s LIMIT 1",
            [begins, horizon, STEP],
        )
        found = cursor.fetchone()
        if found and found[0] == begins:  # more than a step was recorded at one moment
            cursor.execute(
                "SELECT min(recorded_at) FROM journal_entry WHERE recorded_at > %s", [begins]
            )
            found = cursor.fetchone()
    return min(found[0], horizon) if found and found[0] else horizon


def _read(begins: datetime, ends: datetime) -> pa.Table:
    """The entries recorded from one moment up to before another; `opened` as in the statement."""
    columns = arrow().append(pa.field("opened", pa.string()))
    return _copied(ENTRIES_IN_JOURNAL, [_zone(), begins, ends], columns)


def _zone() -> str:
    """By whose days a month begins."""
    return timezone.get_default_timezone_name()


def _copied(statement: str, given: list[Any], schema: pa.Schema) -> pa.Table:
    """What a statement copies out as CSV."""
    content = io.BytesIO()
    with connection.cursor() as cursor, cursor.copy(statement, given) as copy:
        for block in copy:
            content.write(block)
    if not content.tell():
        return schema.empty_table()
    content.seek(0)
    return pyarrow.csv.read_csv(
        content,
        read_options=pyarrow.csv.ReadOptions(column_names=schema.names),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _add(lake: Path, step: _Step, number: int) -> Files:
    """Write the entries into their partitions; asks no database."""
    return _written(lake, "entries", _placed(step), number)


def _commit(
    lake: Path, now: Manifest, writing: _Writing, progress: Callable[[int], None]
) -> Manifest:
    """The lake with the entries of a step."""
    step, written = writing.step, writing.files.result()
    changed = [_longer(now, key, files) for key, files in written.items()]
    last, digest = _last(step.rows)
    told = {"written": step.ends, "last_entry": last, "last_digest": digest}
    added = sum(file.rows for files in written.values() for file in files)
    left_out = now.left_out + step.rows.num_rows - added
    following = now.having(changed, left_out=left_out, **told)
    commit(lake, following)
    progress(added)
    return following


def _written(lake: Path, relation: str, rows: pa.Table, number: int) -> Files:
    """Write rows into files by their district and month; these, by both."""
    import pyarrow.dataset  # noqa: PLC0415 - brings pandas, and few processes write a lake

    files: dict[tuple[str, str], list[File]] = defaultdict(list)

    def visit(file: Any) -> None:
        path = Path(file.path)
        district, month = (part.partition("=")[2] for part in path.parent.parts[-2:])
        files[district, month].append(kept(lake, path, file.metadata.num_rows))

    parquet = pyarrow.dataset.ParquetFileFormat()
    pyarrow.dataset.write_dataset(
        rows,
        root(lake) / relation,
        format=parquet,
        file_options=parquet.make_write_options(compression="zstd"),
        partitioning=pyarrow.dataset.partitioning(HIVE, flavor="hive"),
        basename_template=f"{number:08}-{{i}}.parquet",
        file_visitor=visit,
        existing_data_behavior="overwrite_or_ignore",
        max_partitions=MOST_PARTITIONS,
        max_open_files=MOST_PARTITIONS,
    )
    settle(lake, (file for found in files.values() for file in found))
    return files


def _openings(rows: pa.Table) -> pa.Table:
    """District and month of the openings of these entries' matters, in the order of the lake.

    Most were opened a moment ago; of the others the journal is asked.
    """
    first = rows.filter(pa.compute.is_valid(rows["opened"]))
    district = pa.compute.utf8_slice_codeunits(first["place"], 0, CODE_LENGTHS[Level.DISTRICT])
    here = pa.table([district, first["opened"], first["matter"]], OPENING)
    matters = rows["matter"].unique()
    others = matters.filter(pa.compute.invert(pa.compute.is_in(matters, here["matter"])))
    wanted = [str(key) for key in others.to_pylist()]
    before = _copied(OPENINGS, [_zone(), wanted], OPENING)
    order = [(name, "ascending") for name in OPENING.names]
    return pa.concat_tables([here, before]).sort_by(order)


def _placed(step: _Step) -> pa.Table:
    """The entries with district and month of their matters' openings, in the order of the lake."""
    at = pa.compute.index_in(step.rows["matter"], step.openings["matter"])
    along = pa.table({"at": at, "id": step.rows["id"]})
    order = pa.compute.sort_indices(along, [("at", "ascending"), ("id", "ascending")])
    known = order.slice(0, len(at) - at.null_count)  # what belongs nowhere comes last
    placed = step.rows.combine_chunks().take(known)
    for name in HIVE.names:
        placed = placed.append_column(name, step.openings[name].take(at.take(known)))
    return placed


def _longer(now: Manifest, key: tuple[str, str], files: list[File]) -> Partition:
    partition = now.partitions.get(key) or Partition(*key)
    return replace(partition, entries=(*partition.entries, *files), stale=True)


def _last(step: pa.Table) -> tuple[int, str]:
    last = pa.compute.max(step["id"]).as_py()
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM journal_entry WHERE id = %s", [last])
        return last, bytes(cursor.fetchone()[0]).hex()


def _fold(lake: Path, now: Manifest, at: datetime) -> Manifest:
    """Fold the matters of every partition that has new entries, and commit all of it at once."""
    number, changed = now.number + 1, []
    for some in _together([each for each in now.partitions.values() if each.stale]):
        matters = _written(lake, "matters", folded_anew(lake, some), number)
        long = [each for each in some if len(each.entries) > MOST_FILES]
        entries = _written(lake, "entries", _entries(lake, long), number) if long else {}
        for each in some:
            files = tuple(entries.get(each.key, each.entries))
            folded_to = tuple(matters.get(each.key, ()))
            changed.append(replace(each, entries=files, matters=folded_to, stale=False))
    following = now.having(changed, counted=now.written, ran_at=at)
    commit(lake, following)
    return following


def _together(partitions: list[Partition]) -> Iterator[list[Partition]]:
    """Partitions in lots of about a STEP of entries, a larger one by itself."""
    lot: list[Partition] = []
    for each in partitions:
        if lot and sum(one.rows for one in lot) + each.rows > STEP:
            yield lot
            lot = []
        lot.append(each)
    if lot:
        yield lot


def _entries(lake: Path, partitions: list[Partition]) -> pa.Table:
    with over_entries(lake, partitions) as db:
        return db.sql("SELECT * FROM entries ORDER BY district, month, matter, id").to_arrow_table()
