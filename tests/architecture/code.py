"""The files of the project, read once, for the tests about them."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache, update_wrapper
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINLI = ROOT / "linli"
LAYERS_OF_APPS = ("ground", "affairs", "insight", "faces")

# Made by programs or fetched, hence not ours to judge.
_foreign = {
    ".git", ".venv", ".uv", "var", "node_modules", "vendor", "__pycache__", "dist", "static",
    ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache",
}  # fmt: skip

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*folders: str, suffixes: Iterable[str]) -> list[Path]:
    """Every file of ours that is not empty and has one of these suffixes, in order."""
    wanted = set(suffixes)
    return [path for folder in folders for path in _below(ROOT / folder) if path.suffix in wanted]


@cache
def modules(*folders: str, tests: bool = True) -> tuple[Path, ...]:
    """The Python modules below these folders, without migrations and, if wished, tests."""
    left_out = {"migrations"} if tests else {"migrations", "tests"}
    found = files(*folders, suffixes=[".py"])
    return tuple(path for path in found if not left_out & set(path.relative_to(ROOT).parts))


def app_folders() -> list[Path]:
    """The folder of every app: ground/*, affairs/*, insight/*, faces/*, matters and text."""
    inner = [path for layer in LAYERS_OF_APPS for path in (LINLI / layer).glob("*/__init__.py")]
    folders = {path.parent for path in inner} | {LINLI / "matters", LINLI / "text"}
    return sorted(folder for folder in folders if folder.name != "tests")


def each(paths: Iterable[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """Make one test over all these files, which names every file that fails and why.

    One test for each file would cost more to collect and report than to run.
    """
    ordered = list(paths)

    def over_all(check: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            nothing_in([f"{name(path)}: {said}" for path in ordered if (said := _why(check, path))])

        update_wrapper(test, check)
        del test.__wrapped__  # type: ignore[attr-defined] - pytest would ask for `path`
        return test

    return over_all


def _why(check: Callable[[Path], None], path: Path) -> str:
    """Why a check fails for a file; nothing where it holds."""
    try:
        check(path)
    except (AssertionError, pytest.fail.Exception) as failure:
        return str(failure) or "does not hold"
    return ""


def name(path: Path) -> str:
    """The file as people call it: its path from the root of the project."""
    return path.relative_to(ROOT).as_posix()


def is_a(path: Path, *names: str) -> bool:
    """Whether this is such a module: `views.py`, or a module of the package `views`."""
    return path.stem in names or path.parent.name in names


@cache
def tree(path: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(module: ast.Module) -> Iterator[Function]:
    """Every function and method."""
    return (node for node in ast.walk(module) if isinstance(node, Function))


def calls(module: ast.Module) -> Iterator[ast.Call]:
    """Every call."""
    return (node for node in ast.walk(module) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """The last word of what is called: `create` for `Case.objects.create(...)`."""
    match call.func:
        case ast.Attribute(attr=word) | ast.Name(id=word):
            return word
    return ""


def at(node: ast.AST) -> str:
    """A node for a message: its line and its text."""
    return f"line {node.lineno}: {ast.unparse(node)[:90]}"


def nothing_in(found: list[str]) -> None:
    """Fail with everything that was found, one in a line."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@cache
def _below(place: Path) -> tuple[Path, ...]:
    """Every file of ours there that is not empty, in order."""
    if place.name in _foreign:  # `.git` is a file in a second working tree
        return ()
    found = [place] if place.is_file() else []
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(set(folders) - _foreign)
        found += (Path(folder, each) for each in sorted(set(names) - _foreign))
    return tuple(path for path in found if path.stat().st_size)
