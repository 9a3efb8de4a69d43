"""The lake as a place where figures are asked: on this machine by DuckDB, on many by Spark."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pyarrow as pa
from django.utils.translation import gettext as _

from linli.insight.lake.manifest import NoLake, Partition, read, root
from linli.insight.lake.schema import COLUMNS, DUCK, HIVE, SPARK
from linli.insight.measures.relations import MATTERS
from linli.insight.measures.sources import Asked, seconds
from linli.insight.measures.statements import folded

SETTINGS = {"spark_ui_enabled": "false", "spark_sql_shuffle_partitions": "16"}


class NoSpark(RuntimeError):
    """Spark, or the Java it needs, is not on this machine."""


class Duck:
    """DuckDB in this process, over the matters of one lake or several."""

    dialect: ClassVar[str] = "duckdb"

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        self.db = db

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows that a statement over `matters` alone gives."""
        return self.db.execute(statement).fetchall()

    def ask(self, statement: str, asked: Sequence[Asked]) -> list[tuple[Any, ...]]:
        """The rows that a statement over `matters` and `asked` gives."""
        values = ", ".join(["(?, ?, ?, ?, ?)"] * len(asked))
        text = (
            f"WITH asked (key, begins, ends, low, high) AS (VALUES {values})"  # noqa: S608
            f" SELECT * FROM ({statement})"
        )
        return self.db.execute(text, [value for each in asked for value in each.row]).fetchall()


@contextmanager
def duck(lakes: Iterable[Path]) -> Iterator[Duck]:
    """DuckDB over these lakes, as each was folded last. Raises NoLake."""
    files = [path for lake in lakes for path in matters_of(lake)]
    with duckdb.connect() as db:
        _view(db, "matters", MATTERS, files)
        yield Duck(db)


@contextmanager
def as_it_was(lake: Path, horizon: datetime, until: datetime) -> Iterator[Duck]:
    """The lake's journal: what was recorded before `horizon`, of what happened before `until`.

    As `measures.sources.journal` has it of the journal itself. Raises NoLake.
    """
    partitions = read(lake).partitions.values()
    recorded = round(horizon.timestamp() * 1_000_000)
    with over_entries(
        lake, partitions, f'recorded_at < {recorded} AND "at" < {seconds(until)}'
    ) as db:
        db.execute(f"CREATE TABLE matters AS {folded('duckdb')}")
        yield Duck(db)


class Spark:
    """A Spark session, over the matters of lakes that it and its workers find in the same place."""

    dialect: ClassVar[str] = "pyspark"

    def __init__(self, session: Any) -> None:
        self.session = session

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows that a statement over `matters` alone gives."""
        return [tuple(row) for row in self.session.sql(statement).collect()]

    def ask(self, statement: str, asked: Sequence[Asked]) -> list[tuple[Any, ...]]:
        """The rows that a statement over `matters` and `asked` gives."""
        values = ", ".join(["(?, ?, ?, ?, ?)"] * len(asked))
        text = (
            f"WITH asked AS (SELECT key, CAST(begins AS BIGINT), CAST(ends AS BIGINT), low, high"  # noqa: S608
            f" FROM VALUES {values} AS given (key, begins, ends, low, high))"
            f" SELECT * FROM ({statement})"
        )
        given = [value for each in asked for value in each.row]
        return [tuple(row) for row in self.session.sql(text, args=given).collect()]


@contextmanager
def spark(lakes: Iterable[Path], master: str, **settings: str) -> Iterator[Spark]:
    """Spark over these lakes, run by `master`: `local[*]`, or the address of a cluster.

    `settings` are Spark's own, with underscores for their dots. Raises NoLake, NoSpark.
    """
    files = [str(path.resolve()) for lake in lakes for path in matters_of(lake)]
    try:
        sql = importlib.import_module("pyspark.sql")
    except ImportError as error:
        raise NoSpark(_("Spark is not installed here: pip install linli[spark]")) from error
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise NoSpark(_("Spark needs Java 17 or later, and there is none."))
    builder = sql.SparkSession.builder.master(master).appName("linli")
    for name, value in (SETTINGS | settings).items():
        builder = builder.config(name.replace("_", "."), value)
    session = builder.getOrCreate()
    try:
        columns = ", ".join(f"{name} {SPARK[kind]}" for name, kind in MATTERS.items())
        session.read.schema(columns).parquet(*files).createOrReplaceTempView("matters")
        yield Spark(session)
    finally:
        session.stop()


@contextmanager
def over_entries(
    lake: Path, partitions: Iterable[Partition], condition: str = "true"
) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB that knows what of these partitions fulfils a condition, as `entries`."""
    with duckdb.connect() as db:
        paths = [root(lake) / file.path for each in partitions for file in each.entries]
        _view(db, "entries", (*COLUMNS, *HIVE.names), paths, condition)
        yield db


def folded_anew(lake: Path, partitions: Iterable[Partition]) -> pa.Table:
    """What the entries of these partitions are folded to, with district and month."""
    columns = ", ".join(f"CAST({name} AS {DUCK[kind]}) AS {name}" for name, kind in MATTERS.items())
    with over_entries(lake, partitions) as db:
        return db.sql(
            f"SELECT {columns}, district, month"  # noqa: S608 - of ours, and composed by Ibis
            f" FROM ({folded('duckdb')}) AS m"
            " JOIN (SELECT DISTINCT matter, district, month FROM entries) AS e USING (matter)"
            " ORDER BY district, month, place, opened_at, matter, part"
        ).to_arrow_table()


def counted_up_to(lake: Path) -> datetime:
    """Up to before which moment of recording its matters know the journal. Raises NoLake."""
    counted = read(lake).counted
    if counted is None:
        raise NoLake(_("The lake in %(folder)s holds no matters yet.") % {"folder": lake})
    return counted


def matters_of(lake: Path) -> list[Path]:
    """The files of the matters, all as of one moment. Raises NoLake."""
    manifest = read(lake)
    if not manifest.matters:
        raise NoLake(_("The lake in %(folder)s holds no matters yet.") % {"folder": lake})
    partitions = manifest.partitions.values()
    return [root(lake) / file.path for each in partitions for file in each.matters]


def _view(
    db: duckdb.DuckDBPyConnection,
    name: str,
    columns: Iterable[str],
    files: Sequence[Path],
    condition: str = "true",
) -> None:
    paths = ", ".join(quoted(path) for path in files)
    names = ", ".join(f'"{column}"' for column in columns)
    db.execute(
        f"CREATE VIEW {name} AS SELECT {names}"  # noqa: S608 - files of ours
        f" FROM read_parquet([{paths}], hive_partitioning = true,"
        " hive_types = {'district': VARCHAR, 'month': VARCHAR})"
        f" WHERE {condition}"
    )


def quoted(path: Path) -> str:
    """A path as a text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"
