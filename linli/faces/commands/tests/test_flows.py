"""`linli flows`."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from linli.faces.commands import CommandFailed
from linli.faces.commands.flows import app


def test_a_flow_is_told_as_markdown_where_no_terminal_is():
    done = CliRunner().invoke(app, ["case"])
    assert done.exit_code == 0
    assert done.stdout.startswith("## case\n")
    assert "```mermaid\nstateDiagram-v2" in done.stdout
    assert "## errand" not in done.stdout


def test_without_a_kind_every_flow_is_told():
    told = CliRunner().invoke(app, []).stdout
    assert ("## case" in told, "## errand" in told) == (True, True)


def test_the_page_is_written_in_english(tmp_path):
    file = tmp_path / "flows.md"
    assert CliRunner().invoke(app, ["--write", str(file)]).exit_code == 0
    assert "| `reported` | Reported | begins here |" in file.read_text(encoding="utf-8")


def test_an_unknown_kind_is_refused_with_those_there_are():
    with pytest.raises(CommandFailed, match="case, datarequest, errand"):
        CliRunner().invoke(app, ["journey"], catch_exceptions=False)
