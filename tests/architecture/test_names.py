"""Names say what is inside; every app says what it is for; decisions are numbered."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

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


def twice(numbers: list[int]) -> list[int]:
    """The numbers that stand more than once."""
    return sorted(number for number, count in Counter(numbers).items() if count > 1)


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


def test_a_decision_has_its_number_for_itself() -> None:
    assert twice([int(path.stem[:4]) for path in DECISIONS.glob("[0-9]*.md")]) == []


def test_a_number_that_stands_twice_is_noticed() -> None:
    assert twice([3, 1, 2, 3]) == [3]


def test_an_empty_file_is_noticed() -> None:
    assert says_nothing(ast.parse('"""Views."""\n\nfrom __future__ import annotations\n'))
    assert not says_nothing(ast.parse('"""Views."""\nurlpatterns = []\n'))
