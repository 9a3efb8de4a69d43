"""`linli lake`: writing it, looking at it, asking it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from linli.faces.commands import CommandFailed
from linli.faces.commands.lake import app
from linli.insight.lake import actions
from linli.insight.lake.manifest import read, root
from linli.insight.measures.tests.stories import COMMUNITY, STREET, spring


@pytest.fixture
def lake(cast, tmp_path, monkeypatch):
    """The lake of May."""
    monkeypatch.setattr(actions, "quiet_before", timezone.now)
    spring(cast)
    run("export", "--lake", str(tmp_path))
    return tmp_path


def run(*words: str):
    return CliRunner().invoke(app, [*words], catch_exceptions=False)


def asked(lake, *words: str) -> list[str]:
    """The lines below the head of what a query gives."""
    told = run("query", *words, "--period", "2026-05", "--lake", str(lake))
    return told.stdout.splitlines()[1:]


def test_what_is_there_and_what_waits_is_told(lake):
    told = run("status", "--lake", str(lake)).stdout.splitlines()
    assert [line.split("：")[-1].split(": ")[-1] for line in told[1:4]] == ["84", "13", "2"]
    assert told[-1].endswith(" 0")


def test_a_measure_by_street_and_month(lake):
    (line,) = asked(lake, "received")
    assert line.split(",")[0:1] + line.split(",")[2:6] == [STREET, "2026-05", "11.0", "11", "11"]


def test_the_facts_and_the_lake_give_the_same_lines(lake):
    words = ("composite_rate", "--by", "community", "--place", STREET)
    assert asked(lake, *words) == asked(lake, *words, "--from", "postgres") != []


def test_a_lake_that_is_whole_is_0_and_one_that_is_not_1(lake):
    assert run("verify", "--published", "--lake", str(lake)).exit_code == 0
    (root(lake) / next(read(lake).files).path).unlink()
    with pytest.raises(CommandFailed):
        run("verify", "--lake", str(lake))


@pytest.mark.parametrize(
    "words",
    [
        ("query", "happiness", "--period", "2026"),
        ("query", "received", "--period", "May"),
        ("query", "received", "--period", "2026", "--place", COMMUNITY),
        ("query", "received", "--period", "2026", "--place", "9901x"),
    ],
)
def test_what_cannot_be_asked_is_refused(lake, words):
    with pytest.raises(CommandFailed):
        run(*words, "--lake", str(lake))


@pytest.mark.parametrize("command", ["status", "verify"])
def test_a_folder_without_a_lake_is_refused(db, tmp_path, command):
    with pytest.raises(CommandFailed, match="linli lake export"):
        run(command, "--lake", str(tmp_path))
