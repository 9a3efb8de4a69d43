"""Small enough to be read: modules, functions, views, templates, settings."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.code import LINLI, each, files, functions, is_a, modules, nothing_in, tree

MODULE, FUNCTION, VIEW, TEMPLATE, SETTINGS = 400, 50, 20, 150, 199
CODE = modules("linli", "tests", "tools", "benchmarks", "conftest.py")
VIEWS = [path for path in modules("linli", tests=False) if is_a(path, "views")]


def length(path: Path) -> int:
    """The lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long(module: ast.Module, budget: int) -> list[str]:
    """The functions with more lines than the budget, docstring included, decorators not."""
    lines = {f.name: f.end_lineno - f.lineno + 1 for f in functions(module)}
    return [f"{name}: {count} lines" for name, count in lines.items() if count > budget]


@each(CODE)
def test_a_module_keeps_its_budget(path: Path) -> None:
    assert length(path) <= MODULE


@each(CODE)
def test_a_function_keeps_its_budget(path: Path) -> None:
    nothing_in(too_long(tree(path), FUNCTION))


@each(VIEWS)
def test_a_view_keeps_its_budget(path: Path) -> None:
    nothing_in(too_long(tree(path), VIEW))


@each(files("linli", suffixes=[".html"]))
def test_a_template_keeps_its_budget(path: Path) -> None:
    assert length(path) <= TEMPLATE


def test_the_settings_keep_their_budget() -> None:
    assert length(LINLI / "settings.py") <= SETTINGS


def test_a_long_function_is_noticed() -> None:
    code = "@decorated\ndef f():\n    a = 1\n    b = 2\n\nclass C:\n    async def g(self): ...\n"
    assert too_long(ast.parse(code), 3) == []
    assert too_long(ast.parse(code), 2) == ["f: 3 lines"]
