"""The lake: what the journal tells, once, whatever happens meanwhile."""

from __future__ import annotations

import fcntl
import shutil
import stat
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta

import pyarrow.parquet
import pytest
from django.db import connection, transaction
from django.utils import timezone

from linli.affairs.cases import actions as cases
from linli.affairs.cases.tests import stages
from linli.insight.lake import actions, verifying
from linli.insight.lake.actions import Busy, OtherJournal, export
from linli.insight.lake.manifest import NoLake, commit, read, root
from linli.insight.lake.schema import COLUMNS
from linli.insight.lake.sources import duck
from linli.insight.measures import actions as measures
from linli.insight.measures.actions import publishing
from linli.insight.measures.models import Fact
from linli.insight.measures.relations import MATTERS
from linli.insight.measures.tests.stories import AT, STREET, spring
from tests.cast import MONDAY

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_rest(monkeypatch):
    """Nobody else writes: all that was recorded up to now is there."""
    monkeypatch.setattr(actions, "quiet_before", timezone.now)


@pytest.fixture
def lake(tmp_path):
    return tmp_path / "lake"


@contextmanager
def changing_for_good():
    """A cursor, and meanwhile no trigger keeps what is written from being changed."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")


NOBODY_ELSE = 990_417_653_829
"""A key that stands for whoever did something, and for nothing else."""


def matters_in(lake):
    with duck([lake]) as source:
        return sorted(source.run(f"SELECT {', '.join(MATTERS)} FROM matters"))


def facts():
    return sorted(Fact.objects.values_list(*MATTERS))


def test_the_matters_of_the_lake_are_the_facts(cast, lake):
    spring(cast)
    done = export(lake, at=AT)
    assert (done.entries, done.matters) == (84, 13)
    assert matters_in(lake) == facts()


def test_a_second_run_adds_nothing(cast, lake):
    spring(cast)
    first = export(lake, at=AT).manifest
    again = export(lake, at=AT)
    assert (again.entries, again.matters) == (0, 0)
    assert again.manifest.partitions == first.partitions


def test_what_happens_later_is_added_to_the_partition_of_its_matter(cast, lake):
    told = spring(cast)
    export(lake, at=AT)
    cases.reopen(told[6], note="又不亮了", by=cast.zhou, at=AT)
    done = export(lake, at=AT + HOUR)
    assert (done.entries, done.matters) == (1, 12)
    measures.refresh(at=AT)
    assert matters_in(lake) == facts()


def test_many_small_steps_come_to_the_same(cast, lake, monkeypatch):
    spring(cast)
    monkeypatch.setattr(actions, "STEP", 5)
    assert export(lake, at=AT).entries == 84
    assert matters_in(lake) == facts()
    assert max(len(each.entries) for each in read(lake).partitions.values()) == 1


def test_entries_recorded_at_one_moment_are_a_step(cast, lake, monkeypatch):
    stages.closed(cast, MONDAY)
    with changing_for_good() as cursor:
        cursor.execute("UPDATE journal_entry SET recorded_at = %s", [MONDAY])
    monkeypatch.setattr(actions, "STEP", 3)
    assert export(lake, at=AT).entries > 3
    assert not list(verifying.faults(lake))


def test_what_is_not_at_rest_waits_for_the_next_run(cast, lake, monkeypatch):
    stages.closed(cast, MONDAY)
    before = timezone.now()
    stages.closed(cast, MONDAY)
    monkeypatch.setattr(actions, "quiet_before", lambda: before)
    assert export(lake, at=AT).matters == 1
    monkeypatch.setattr(actions, "quiet_before", timezone.now)
    assert export(lake, at=AT).matters == 2
    assert not list(verifying.faults(lake))


class PowerCut(BaseException):
    """What no code catches."""


@pytest.mark.parametrize("dies_at", [0, 1, 3, 5])
def test_a_run_that_dies_before_a_manifest_leaves_nothing_double(cast, lake, monkeypatch, dies_at):
    spring(cast)
    monkeypatch.setattr(actions, "STEP", 20)
    real, left = actions.commit, iter(range(dies_at))

    def commit(*given):
        if next(left, None) is None:
            raise PowerCut
        real(*given)

    monkeypatch.setattr(actions, "commit", commit)
    with suppress(PowerCut):
        export(lake, at=AT)
    monkeypatch.setattr(actions, "commit", real)
    export(lake, at=AT)
    assert read(lake).entries == 84
    assert matters_in(lake) == facts()
    assert not list(verifying.faults(lake))


def test_files_that_nobody_names_are_removed_by_the_next_run(cast, lake):
    spring(cast)
    export(lake, at=AT)
    (file, *_others) = read(lake).files
    stray = (root(lake) / file.path).with_name("00000009-0.parquet")
    shutil.copy(root(lake) / file.path, stray)
    assert matters_in(lake) == facts()
    assert not list(verifying.faults(lake))
    export(lake, at=AT)
    assert not stray.exists()


def test_files_of_before_stay_until_the_next_run_for_who_reads_them(cast, lake):
    told = spring(cast)
    before = export(lake, at=AT).manifest
    cases.reopen(told[6], note="又不亮了", by=cast.zhou, at=AT)
    export(lake, at=AT)
    assert all((root(lake) / file.path).exists() for file in before.files)
    export(lake, at=AT)
    assert not all((root(lake) / file.path).exists() for file in before.files)


def test_only_one_run_writes(cast, lake):
    export(lake, at=AT)
    with (root(lake) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            export(lake, at=AT)


def test_a_journal_that_was_set_back_is_refused(cast, lake):
    stages.closed(cast, MONDAY)
    with suppress(PowerCut), transaction.atomic():
        stages.closed(cast, MONDAY)
        export(lake, at=AT)
        raise PowerCut
    with pytest.raises(OtherJournal):
        export(lake, at=AT)


def test_files_are_their_owners_alone(cast, lake):
    spring(cast)
    export(lake, at=AT)
    files = [path for path in lake.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(lake.stat().st_mode) == 0o700


def test_nobody_and_no_words_are_in_it(cast, lake):
    """Who reported is known by name and phone, and who did something by the journal; not here."""
    told = spring(cast)
    with changing_for_good() as cursor:
        cursor.execute("UPDATE journal_entry SET by_id = %s", [NOBODY_ELSE])
    export(lake, at=AT)
    resident = cast.residents["zhou"]
    people = {cast.zhou.name, resident.name.open(), resident.phone.open(), str(NOBODY_ELSE)}
    words = {said for case in told for said in (case.text, case.title, case.address) if said}
    for file in read(lake).files:
        table = pyarrow.parquet.read_table(root(lake) / file.path, partitioning=None)
        assert set(table.column_names) <= {*COLUMNS, *MATTERS}
        said = "\n".join(str(value) for row in table.to_pylist() for value in row.values())
        assert not [secret for secret in people | words if secret in said]


def test_a_lake_that_was_never_written_is_named(lake):
    with pytest.raises(NoLake, match="linli lake export"):
        read(lake)


@pytest.mark.parametrize("relation", ["entries", "matters"])
def test_a_changed_and_a_missing_file_are_noticed(cast, lake, relation):
    spring(cast)
    export(lake, at=AT)
    first, *_others = sorted((root(lake) / relation).rglob("*.parquet"))
    first.write_bytes(first.read_bytes()[:-1] + b"?")
    assert len(list(verifying.faults(lake))) == 1
    first.unlink()
    assert len(list(verifying.faults(lake))) == 1


def test_an_entry_that_the_journal_has_and_the_lake_has_not_is_noticed(cast, lake):
    spring(cast)
    done = export(lake, at=AT).manifest
    stages.closed(cast, MONDAY)
    commit(lake, replace(done, written=timezone.now()))
    (fault,) = verifying.faults(lake)
    assert "84" in fault.problem


def test_entries_that_stand_there_twice_are_noticed(cast, lake):
    spring(cast)
    done = export(lake, at=AT).manifest
    twice = [replace(each, entries=each.entries * 2) for each in done.partitions.values()]
    commit(lake, done.having(twice))
    assert any("84" in fault.problem for fault in verifying.faults(lake))


def test_what_was_published_is_counted_from_the_lake_to_the_digit(cast, lake, monkeypatch):
    monkeypatch.setattr(publishing, "quiet_before", timezone.now)
    told = spring(cast)
    kept = measures.publish_month(
        place=cast.places[STREET], month=date(2026, 5, 1), by=cast.sun, at=AT
    )
    cases.reopen(told[6], note="又不亮了", by=cast.zhou, at=AT)
    export(lake, at=AT)
    assert list(verifying.published(lake)) == [(kept, [])]
    extra = kept.figures.get(measure="received", place=STREET)
    extra.pk, extra.place = None, "990101001009"
    with changing_for_good():
        extra.save()
    ((_kept, (difference,)),) = verifying.published(lake)
    assert difference.recomputed is None
