"""A cluster of Spark counts over the lakes of two districts what DuckDB counts, to the digit.

It starts six processes of Java, so it runs only where LINLI_SPARK=1 asks for it.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace

import duckdb
import pytest
from django.utils import timezone

from linli.ground.places.codes import Level
from linli.insight.lake import actions
from linli.insight.lake.manifest import Manifest, commit, kept, read, root
from linli.insight.lake.queries import by_place_and_month
from linli.insight.lake.sources import duck, quoted, spark
from linli.insight.lake.tests.cluster import SETTINGS, cluster
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import figures, figures_by
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.sources import Facts
from linli.insight.measures.tests.institutions import admissions, supervisions, whistles
from linli.insight.measures.tests.stories import AT, DISTRICT, left_out, spring

if os.environ.get("LINLI_SPARK") != "1":
    pytest.skip("Spark is tested with LINLI_SPARK=1", allow_module_level=True)
pytest.importorskip("pyspark", reason="Spark is an extra: pip install linli[spark]")
if not shutil.which("java"):
    pytest.skip("Spark needs Java, and there is none here", allow_module_level=True)

NEIGHBOUR = "990109"
"""Another district, in which the same happened."""


@pytest.fixture
def lakes(cast, tmp_path, monkeypatch):
    """The lakes of the district and of its neighbour."""
    told, *_others = [story(cast) for story in (spring, whistles, supervisions, admissions)]
    left_out(cast, told[6])
    monkeypatch.setattr(actions, "quiet_before", timezone.now)
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    actions.export(ours, at=AT)
    moved(ours, theirs)
    return [ours, theirs]


def moved(lake, other):
    """The same matters, in the other district."""
    manifest, changed = read(lake), []
    for each in manifest.partitions.values():
        folder = root(other) / "matters" / f"district={NEIGHBOUR}" / f"month={each.month}"
        path = folder / "1.parquet"
        path.parent.mkdir(parents=True)
        ours = [str(root(lake) / file.path) for file in each.matters]
        rows = duckdb.sql(
            f"SELECT * REPLACE ('{NEIGHBOUR}' || substr(place, 7) AS place)"
            f" FROM read_parquet({ours}, hive_partitioning = false)"
        )
        duckdb.sql(f"COPY rows TO {quoted(path)} (FORMAT parquet)")
        here = {"district": NEIGHBOUR, "entries": ()}
        changed.append(replace(each, **here, matters=(kept(other, path, len(rows)),)))
    commit(other, Manifest(counted=manifest.counted, written=manifest.written).having(changed))


@pytest.mark.timeout(1200)
@pytest.mark.filterwarnings(  # pyspark leaves the socket of each answer to the garbage collector
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"
)
def test_spark_counts_as_postgresql_and_duckdb_do(lakes, tmp_path):
    with (
        cluster(tmp_path) as master,
        spark(lakes, master, **SETTINGS) as many,
        duck(lakes) as one,
    ):
        year = {"place": DISTRICT, "period": Period.year(2026), "at": AT}
        for with_excluded in (False, True):
            asked = {**year, "with_excluded": with_excluded}
            assert figures(MEASURES, **asked, source=many) == figures(MEASURES, **asked)
        everywhere = {**year, "place": "9901"}
        for dimension in ("place", "month"):
            told = figures_by(MEASURES, dimension, **everywhere, source=many)
            assert told == figures_by(MEASURES, dimension, **everywhere, source=one)
        asked = {"period": Period.quarter(2026, 2), "level": Level.STREET, "at": AT}
        for code in MEASURES:
            told = by_place_and_month(code, **asked, source=many)
            assert told == by_place_and_month(code, **asked, source=one)
            ours = by_place_and_month(code, **asked, source=Facts())
            assert [cell for cell in told if cell.place.startswith(DISTRICT)] == ours
            assert len(told) == 2 * len(ours)
        executors = many.session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()
    assert executors == 3  # the driver, and one on each worker
