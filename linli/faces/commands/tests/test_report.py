"""`linli report`: the report of a month as files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from typer.testing import CliRunner

from linli.affairs.cases.tests import stages
from linli.affairs.cases.tests.stages import GRID
from linli.faces.commands import CommandFailed
from linli.faces.commands.report import app
from linli.insight.boards.actions import open_months
from linli.insight.boards.asked import Asked
from linli.insight.boards.models import Opened
from linli.insight.boards.queries import open_board
from linli.insight.boards.rules import anybody
from linli.insight.measures import actions
from linli.insight.measures.periods import Period
from linli.insight.measures.tests.stories import (
    AT,
    COMMUNITY,
    DISTRICT,
    STREET,
    spring,
)

MAY = Period.month(2026, 5)


def run(*words: str):
    return CliRunner().invoke(app, ["month", *words], catch_exceptions=False)


def test_a_month_is_written_in_both_languages_as_both_files(cast, tmp_path: Path):
    spring(cast)
    open_months(at=AT)
    assert run("2026-05", "--place", STREET, "--out", str(tmp_path / "a")).exit_code == 0
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    about = f"linli-report-{STREET}-2026-05"
    assert names == [
        f"{about}-{language}.{suffix}"
        for language in ("en", "zh-hans")
        for suffix in ("pdf", "xlsx")
    ]


@pytest.mark.parametrize(("given", "told"), [([], "不显示"), (["--for", "chen"], 1)])
def test_it_is_written_for_anybody_or_for_one_reader(cast, tmp_path: Path, given, told):
    spring(cast)
    open_months(at=AT)
    place = [*given, "--place", COMMUNITY if given else "990101001002"]
    run("2026-05", *place, "--language", "zh-hans", "--out", str(tmp_path))
    (book,) = tmp_path.glob("*.xlsx")
    assert load_workbook(book).worksheets[0]["B2"].value == (10 if given else told)


def test_for_anybody_it_is_the_open_board(cast, tmp_path: Path):
    spring(cast)
    with pytest.raises(CommandFailed):
        run("2026-05", "--place", DISTRICT, "--out", str(tmp_path))
    for days in range(6):  # in May, and in April, which has too few to stand alone
        stages.reported(cast, AT - timedelta(days=3 + days))
        stages.reported(cast, AT - timedelta(days=40 + days))
    actions.refresh(at=AT)
    open_months(at=AT)
    stages.reported(cast, AT - timedelta(days=3))
    actions.refresh(at=AT)
    run("2026-05", "--place", DISTRICT, "--language", "zh-hans", "--out", str(tmp_path))
    (book,) = tmp_path.glob("*.xlsx")
    shown = open_board(Asked(DISTRICT, MAY, AT, anybody()))
    rows = list(load_workbook(book).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(shown.figures)
    assert rows[0][1] == shown.figures[0].figure.value > 5


def test_the_open_board_is_made_anew(cast):
    spring(cast)
    done = CliRunner().invoke(app, ["open"], catch_exceptions=False)
    assert str(Opened.objects.count()) in done.output
    assert Opened.objects.filter(month="2026-05-01", place=STREET).exists()


def test_a_grid_and_a_running_month_are_told_to_whoever_sees_them(cast, tmp_path: Path):
    spring(cast)
    month = f"{timezone.localdate():%Y-%m}"
    given = ["--for", "chen", "--language", "zh-hans", "--out", str(tmp_path)]
    assert run(month, "--place", GRID, *given).exit_code == 0


@pytest.mark.parametrize(
    "given",
    [
        ["2026-05", "--place", "11"],
        ["2026", "--place", STREET],
        ["May", "--place", STREET],
        ["2999-01", "--place", STREET],
        ["2026-05", "--place", GRID],
        [f"{timezone.localdate():%Y-%m}", "--place", STREET],
        ["2026-05", "--place", STREET, "--for", "chen"],
        ["2026-05", "--place", STREET, "--for", "nobody"],
        ["2026-05", "--place", STREET, "--language", "fr"],
    ],
)
def test_what_cannot_be_is_refused(cast, tmp_path: Path, given):
    with pytest.raises(CommandFailed):
        run(*given, "--out", str(tmp_path))
