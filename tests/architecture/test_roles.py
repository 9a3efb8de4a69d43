"""The dictionary of roles and the code speak of the same capabilities."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from linli.faces.web.navigation import DESK, RESIDENT
from linli.ground.org.roles import ADMINISTRATORS, CAPABILITIES, CONTENT, ROLES, capabilities
from linli.matters.models import FLOWS
from tests.architecture.code import called, calls, functions, modules, tree

ASKING = {
    "has_capability", "has_any_capability", "duties_with", "duty", "holds", "_holds", "areas_with",
    "staff_of", "staff_scope",
}  # fmt: skip
CAPABILITY = re.compile(r"[a-z]+\.[a-z_]+")


def code() -> list[ast.Module]:
    """All modules of the program."""
    return [tree(path) for path in modules("linli", tests=False)]


def constants(module: ast.Module) -> Iterator[tuple[str, str]]:
    """The module's own names for strings: `VIEW = "org.view"`, also several at once."""
    for node in module.body:
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            for name, value in pairs:
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
                    yield name.id, str(value.value)


def names(place: ast.AST) -> Iterator[str]:
    """The names and attributes that stand in a piece of code."""
    for node in ast.walk(place):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name


def asked_for(found: list[ast.Module]) -> set[str]:
    """Every capability that some code asks for: written out, or by a constant named near by."""
    named: dict[str, set[str]] = defaultdict(set)
    for module in found:
        for name, value in constants(module):
            named[name].add(value)
    asked: set[object] = set()
    for module in found:
        for call in calls(module):
            if called(call) in ASKING:
                asked |= {each.value for each in call.args if isinstance(each, ast.Constant)}
        for place in [*functions(module), *calls(module)]:
            if any(isinstance(n, ast.Call) and called(n) in ASKING for n in ast.walk(place)):
                asked |= {value for name in names(place) for value in named[name]}
    return {str(text) for text in asked if CAPABILITY.fullmatch(str(text))}


def in_flows() -> set[str]:
    """The capabilities that the moves of all flows rest on."""
    by = " ".join(move.by.name for flow in FLOWS.values() for move in flow.moves.values())
    return set(re.findall(r"(?:duty|holds):([a-z]+\.[a-z_]+)", by))


def in_menus() -> set[str]:
    """The capabilities that entries of the menus need."""
    return {entry.needs for entry in [*DESK, *RESIDENT] if CAPABILITY.fullmatch(entry.needs)}


def test_every_capability_asked_for_is_in_the_dictionary() -> None:
    assert asked_for(code()) | in_flows() | in_menus() <= set(CAPABILITIES)


def test_every_capability_in_the_dictionary_is_asked_for() -> None:
    assert set(CAPABILITIES) <= asked_for(code()) | in_flows() | in_menus()


def test_every_capability_has_words_and_is_given_by_a_role() -> None:
    assert capabilities() == set(CAPABILITIES)
    assert CONTENT in CAPABILITIES


def test_no_administrator_has_what_shows_content() -> None:
    given = frozenset[str]().union(*(role.capabilities for role in ADMINISTRATORS.values()))
    assert {code for code in given if code.startswith(("cases.", "people."))} == set()


def test_rights_are_given_by_one_administrator_and_by_no_role() -> None:
    for capability in ("org.grant", "org.tokens"):
        assert [name for name, role in ROLES.items() if capability in role.capabilities] == []
        holders = [n for n, role in ADMINISTRATORS.items() if capability in role.capabilities]
        assert holders == ["security"]


def test_no_two_administrators_share_more_than_looking() -> None:
    shared = {"org.view", "org.session", "places.view"}
    names = sorted(ADMINISTRATORS)
    for one in names:
        for other in names[: names.index(one)]:
            both = ADMINISTRATORS[one].capabilities & ADMINISTRATORS[other].capabilities
            assert both <= shared


def test_a_capability_of_no_dictionary_is_noticed() -> None:
    code = [
        ast.parse('KEEP = "a.keep"'),
        ast.parse('u.has_capability(x.KEEP, "9", at); duty("b.c")'),
    ]
    assert asked_for(code) == {"a.keep", "b.c"}
    loop = ast.parse('SEE = "a.see"\ndef f(): return any(u.has_capability(c) for c in (SEE,))')
    assert asked_for([loop]) == {"a.see"}
