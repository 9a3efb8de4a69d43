"""The project speaks of itself alone: no path of the machine on which somebody wrote it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.code import ROOT, each, files, nothing_in

TEXT = {
    "", ".py", ".md", ".html", ".po", ".toml", ".yaml", ".yml", ".json", ".js", ".css", ".svg",
    ".txt", ".sh", ".cfg", ".ini", ".csv",
}  # fmt: skip
LARGEST = 2_000_000
# A folder at the root of somebody's machine: at the start of a path, not inside one.
HOMES = re.compile(r"(?<![\w./}>-])/(?:home|Users|root|work|workspace|mnt)/[\w.-]+")
WINDOWS = re.compile(r"\b[A-Z]:\\\\?Users\\", re.IGNORECASE)


def machine_paths(text: str) -> list[str]:
    """Paths that exist on one person's machine."""
    return [found[0] for pattern in (HOMES, WINDOWS) for found in pattern.finditer(text)]


def ours() -> list[Path]:
    """Every text file of the project but this one, which must name what it looks for."""
    found = [path for entry in ROOT.iterdir() for path in files(entry.name, suffixes=TEXT)]
    small = [path for path in found if path.stat().st_size <= LARGEST]
    return [path for path in small if path != Path(__file__).resolve()]


@each(ours())
def test_no_file_names_a_path_of_somebodys_machine(path: Path) -> None:
    nothing_in(machine_paths(path.read_text(encoding="utf-8", errors="replace")))


@pytest.mark.parametrize("text", ["see /home/zhou/linli", '"/root/linli"', r"C:\Users\zhou"])
def test_a_path_of_a_machine_is_noticed(text: str) -> None:
    assert len(machine_paths(text)) == 1


@pytest.mark.parametrize("text", ["/var/lib/linli", "/desk/cases/", "https://example.org/home/a"])
def test_other_paths_are_let_through(text: str) -> None:
    assert machine_paths(text) == []
