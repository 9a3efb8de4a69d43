"""Names say what is inside; every app says what it is for; decisions are numbered."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.code import LINLI, ROOT, app_folders, each, modules, name, tree

BANNED = {"utils", "util", "common", "helpers", "helper", "misc", "services", "service"}
STANDARD = {
    "models", "rules", "flow", "events", "queries", "actions", "forms", "views", "urls", "api",
    "handlers", "tasks", "measures", "pack", "admin", "apps",
}  # fmt: skip
DECISIONS = ROOT / "docs" / "decisions"


def says_nothing(module: ast.Module) -> bool:
    """Whether there is no statement but a docstring and imports from the future."""
    return all(
        (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.ImportFrom) and node.module == "__future__")
        for node in module.body
    )


def gaps(numbers: list[int]) -> list[int]:
    """Where the numbers are not 1, 2, 3 …: what is missing or stands there twice."""
    expected = range(1, len(numbers) + 1)
    return [
        wanted for wanted, found in zip(expected, sorted(numbers), strict=True) if wanted != found
    ]


@each(modules("linli", "tests", "tools", "benchmarks"))
def test_a_module_has_a_name_that_says_something(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    assert set(parts) & BANNED == set()


@each(app_folders())
def test_an_app_says_what_it_is_for(path: Path) -> None:
    readme = path / "README.md"
    assert readme.exists(), f"{name(path)} needs a README.md"
    assert len(readme.read_text(encoding="utf-8").split()) > 10


@each(path for path in LINLI.rglob("*.py") if path.stem in STANDARD)
def test_a_standard_file_is_left_out_rather_than_empty(path: Path) -> None:
    assert not says_nothing(tree(path))


@each(DECISIONS.glob("*.md"))
def test_a_decision_starts_with_its_number(path: Path) -> None:
    assert path.stem == "README" or re.fullmatch(r"\d{4}-[a-z0-9-]+", path.stem)


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.stem[:4]) for path in DECISIONS.glob("[0-9]*.md")]
    assert gaps(numbers) == []


@pytest.mark.parametrize(
    ("numbers", "missing"), [([], []), ([2, 1], []), ([1, 3], [2]), ([1, 1], [2])]
)
def test_a_gap_in_the_numbers_is_noticed(numbers: list[int], missing: list[int]) -> None:
    assert gaps(numbers) == missing


def test_an_empty_file_is_noticed() -> None:
    assert says_nothing(ast.parse('"""Views."""\n\nfrom __future__ import annotations\n'))
    assert not says_nothing(ast.parse('"""Views."""\nurlpatterns = []\n'))
