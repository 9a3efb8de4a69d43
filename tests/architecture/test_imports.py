"""Imports go downwards, stand on top of the module, and never hook into Django's signals."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from importlinter import cli

from tests.architecture.code import ROOT, app_folders, each, functions, modules, nothing_in, tree

EXCUSE = re.compile(r"# noqa: PLC0415 - \S+")
SIGNALS = {"django.db.models.signals", "django.dispatch", "django.dispatch.dispatcher"}
# What an app offers to others is its models, queries, actions, events, rules and measures.
PRIVATE = {"views", "forms", "tasks", "handlers", "urls", "api"}
OURS = modules("linli", "tools", "benchmarks", tests=False)


def imports(module: ast.Module) -> list[tuple[int, str]]:
    """The lines and full names of everything imported."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def hidden_imports(source: str) -> list[str]:
    """Imports inside functions without `# noqa: PLC0415 - the reason` on their line."""
    lines = source.splitlines()
    inner = {
        node.lineno
        for function in functions(ast.parse(source))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    return [
        f"line {number}: {lines[number - 1].strip()}"
        for number in sorted(inner)
        if not EXCUSE.search(lines[number - 1])
    ]


def signal_hooks(module: ast.Module) -> list[str]:
    """Imports of Django's model signals or of the decorator that connects to them."""
    return [
        f"line {line}: {name}"
        for line, name in imports(module)
        if name in SIGNALS or name.rpartition(".")[0] in SIGNALS
    ]


def reaches_into(module: ast.Module, own: str, apps: list[str]) -> list[str]:
    """Imports of the private modules of another app; meant for all are the base forms of matters
    and the register of the journal's handlers."""
    private = {f"{app}.{inner}" for app in apps if app != own for inner in PRIVATE}
    private -= {"linli.matters.forms", "linli.ground.journal.handlers"}
    return [
        f"line {line}: {name}"
        for line, name in imports(module)
        if any(f"{name}.".startswith(f"{each}.") for each in private)
    ]


def dotted(path: Path) -> str:
    """The package of a folder: linli.ground.journal."""
    return ".".join(path.relative_to(ROOT).parts)


APPS = [dotted(folder) for folder in app_folders()]


def app_of(path: Path) -> str:
    """The app that a module belongs to, or nothing."""
    inside = dotted(path)
    return next((app for app in APPS if inside.startswith(f"{app}.")), "")


def test_the_import_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    broken = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert broken == 0, capsys.readouterr().out


@each(OURS)
def test_no_import_hides_in_a_function_without_a_reason(path: Path) -> None:
    nothing_in(hidden_imports(path.read_text(encoding="utf-8")))


@each(OURS)
def test_no_hook_on_a_signal_of_django(path: Path) -> None:
    nothing_in(signal_hooks(tree(path)))


@each(p for p in OURS if app_of(p) and not app_of(p).startswith("linli.faces"))
def test_no_reach_into_the_private_modules_of_another_app(path: Path) -> None:
    nothing_in(reaches_into(tree(path), app_of(path), APPS))


def test_a_hidden_import_is_noticed() -> None:
    assert hidden_imports("def f():\n    import json\n") == ["line 2: import json"]
    assert hidden_imports("def f():\n    import json  # noqa: PLC0415\n") != []
    assert hidden_imports("def f():\n    import json  # noqa: PLC0415 - slow\n") == []
    assert hidden_imports("import json\n") == []


@pytest.mark.parametrize(
    "code",
    [
        "from django.dispatch import receiver",
        "from django.db.models.signals import post_save",
        "from django.db.models import signals",
        "import django.db.models.signals",
    ],
)
def test_a_signal_hook_is_noticed(code: str) -> None:
    assert len(signal_hooks(ast.parse(code))) == 1


def test_a_reach_into_another_app_is_noticed() -> None:
    apps = ["linli.ground.org", "linli.affairs.cases"]
    code = ast.parse("from linli.ground.org.views import signin")
    assert len(reaches_into(code, "linli.affairs.cases", apps)) == 1
    assert reaches_into(code, "linli.ground.org", apps) == []
    allowed = ast.parse("from linli.ground.org.queries import unit_for")
    assert reaches_into(allowed, "linli.affairs.cases", apps) == []
