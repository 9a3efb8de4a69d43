"""`linli text`."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from linli.faces.commands import CommandFailed
from linli.faces.commands.text import app

COMPLAINTS = {
    "0303": ("垃圾没有人清运", "建筑垃圾堆在门口", "保洁员从来不扫地"),
    "0305": ("路灯全都不亮", "井盖丢了很危险", "下水道堵了积水"),
}
PLACES = ("桂花里", "青梧路", "临河苑", "社区广场")


@pytest.fixture
def table(tmp_path):
    rows = [
        f"{code},{place}{said}"
        for code, complaints in COMPLAINTS.items()
        for said in complaints
        for place in PLACES
    ]
    file = tmp_path / "decided.csv"
    file.write_text("\n".join(["code,said", *rows]), encoding="gb18030")
    return file


def fit(table, to, *more):
    arguments = ["fit", str(table), "--to", str(to), "--label", "code", "--text", "said", *more]
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_a_model_is_fitted_on_a_table_and_read_with(table, tmp_path):
    done = fit(table, tmp_path / "model")
    assert done.exit_code == 0
    assert "24" in done.stdout
    said = CliRunner().invoke(
        app, ["suggest", "青梧路的路灯不亮", "--model", str(tmp_path / "model")]
    )
    assert said.stdout.startswith("0305\t")


def test_without_a_model_the_words_alone_speak():
    said = CliRunner().invoke(app, ["suggest", "电梯困人,维保不来"]).stdout.splitlines()
    assert (len(said), said[0][:4]) == (3, "0709")


def test_a_table_without_the_column_is_refused(table, tmp_path):
    with pytest.raises(CommandFailed, match="told"):
        fit(table, tmp_path / "model", "--text", "told")


def test_a_table_with_too_few_rows_is_refused(table, tmp_path):
    table.write_text("code,said\n0303,垃圾", encoding="utf-8")
    with pytest.raises(CommandFailed):
        fit(table, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_file_that_is_no_model_is_refused(table):
    with pytest.raises(CommandFailed, match="decided"):
        CliRunner().invoke(app, ["suggest", "路灯", "--model", str(table)], catch_exceptions=False)


def test_a_part_is_measured_and_told_with_its_goals():
    done = CliRunner().invoke(app, ["evaluate", "--only", "redact"])
    assert done.exit_code == 0
    assert "recall, valid numbers" in done.stdout
    assert "2,000 made-up texts" in done.stdout
    assert "MISSED" not in done.stdout


def test_an_unknown_part_is_refused_with_those_there_are():
    with pytest.raises(CommandFailed, match=r"classify, thresholds, .*, surges, redact"):
        CliRunner().invoke(app, ["evaluate", "--only", "weather"], catch_exceptions=False)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandFailed, match="gone"):
        CliRunner().invoke(app, ["evaluate", str(tmp_path / "gone")], catch_exceptions=False)
