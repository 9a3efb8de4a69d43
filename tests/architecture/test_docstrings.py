"""What others build on says what it means."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.code import Function, each, is_a, modules, nothing_in, tree

FOUNDATION = modules("linli/ground", "linli/matters", "linli/text", tests=False)
PROMISES = [path for path in modules("linli", tests=False) if is_a(path, "actions", "rules")]

# What Django calls by name: configuration, and methods whose meaning its base class documents.
INHERITED = {
    "Meta", "clean", "deconstruct", "db_type", "delete", "formfield", "from_db_value",
    "get_db_prep_save", "get_db_prep_value", "get_internal_type", "get_prep_value",
    "has_module_perms", "has_perm", "ready", "save", "to_python",
}  # fmt: skip


def undocumented(module: ast.Module) -> list[str]:
    """The public functions and classes of a module, and their public methods, without docstring."""
    return [
        f"line {node.lineno}: {node.name}"
        for node in _public(module)
        if ast.get_docstring(node) is None
    ]


def _public(parent: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    own_names = set() if isinstance(parent, ast.Module) else INHERITED
    for node in parent.body:
        if not isinstance(node, Function | ast.ClassDef):
            continue
        if not node.name.startswith("_") and node.name not in own_names:
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


@each({*FOUNDATION, *PROMISES})
def test_what_is_public_has_a_docstring(path: Path) -> None:
    nothing_in(undocumented(tree(path)))


@each(modules("linli", "tools", tests=False))
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree(path))


def test_a_missing_docstring_is_noticed() -> None:
    code = ast.parse(
        "def a(): ...\n"
        "def _b(): ...\n"
        "class C:\n"
        "    '''Said.'''\n"
        "    class Meta: ...\n"
        "    def clean(self): ...\n"
        "    def d(self): ...\n"
    )
    assert undocumented(code) == ["line 1: a", "line 7: d"]
