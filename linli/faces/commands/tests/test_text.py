"""`linli text`."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from linli.faces.commands import CommandFailed
from linli.faces.commands.text import app


def test_a_part_is_measured_and_told_with_its_goals():
    done = CliRunner().invoke(app, ["evaluate", "--only", "redact"])
    assert done.exit_code == 0
    assert "recall, valid numbers" in done.stdout
    assert "2,000 made-up texts" in done.stdout
    assert "MISSED" not in done.stdout


def test_an_unknown_part_is_refused_with_those_there_are():
    with pytest.raises(CommandFailed, match="classify, redact"):
        CliRunner().invoke(app, ["evaluate", "--only", "weather"], catch_exceptions=False)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandFailed, match="gone"):
        CliRunner().invoke(app, ["evaluate", str(tmp_path / "gone")], catch_exceptions=False)
