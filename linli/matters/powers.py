"""Who may make which move: roles by moves by how far each reaches, worked out from the flows.

A move's predicate is read by its name, which the `rules` library composes of the names of its
parts: `(duty:cases.triage & ~complained_about)`. Nothing here is kept by hand but the words.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.ground.org.roles import ROLES, Role
from linli.matters.flow import Flow, Move

ATOM = re.compile(r"[a-z_]+(?::[a-z_.]+)?")
AREA, UNIT, ASKED = "duty", "holds", "asked"
"""How far a way reaches: everywhere below the duty's place, the unit itself, a unit asked."""

REACH: dict[str, str | Promise] = {
    AREA: pgettext_lazy("reach", "Area"),
    UNIT: pgettext_lazy("reach", "Unit"),
    ASKED: pgettext_lazy("reach", "Asked"),
}
SYSTEM = "the_system"

WORDS: dict[str, str | Promise] = {
    "~handled_it": _("has not handled the matter"),
    "asks_somebody": _("a unit is being waited for"),
    "applied_for:extension": _("an extension has been asked for"),
    "~applied_for:extension": _("no extension has been asked for yet"),
    "applied_for:deferral": _("a deferral has been asked for"),
    "~applied_for:deferral": _("no deferral has been asked for yet"),
    "applied_for:termination": _("an end without a result has been asked for"),
    "~applied_for:termination": _("no end without a result has been asked for yet"),
}
"""What else must hold, by the name of the predicate; a flow adds those of its own (`words`)."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which somebody comes to make a move; all of it must hold.

    Without a capability it is a resident's, or, with `the_system`, linli's own.
    """

    reach: str
    capability: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A move as a row of the table: how far each role reaches, who else, and what besides."""

    move: Move
    cells: tuple[tuple[str | Promise, ...], ...]
    resident: bool
    system: bool
    conditions: tuple[str | Promise, ...]


def ways(move: Move) -> list[Way]:
    """Every way to the move. Raises SyntaxError for a predicate not made of named ones."""
    atoms: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        atoms.append(match[0])
        return f"a{len(atoms) - 1}"

    name = ATOM.sub(numbered, str(move.by.name))
    tree = ast.parse(name.replace("~", " not ").replace("&", " and ").replace("|", " or "))
    found = []
    for parts in _alternatives(tree.body[0].value, atoms):  # type: ignore[attr-defined]
        basis = [part.split(":") for part in parts if part.split(":")[0] in REACH]
        others = tuple(part for part in parts if part.split(":")[0] not in REACH)
        reach, capability = basis[0] if basis else ("", "")
        found.append(Way(reach, capability, others))
    return found


def _alternatives(node: ast.expr, atoms: list[str]) -> list[list[str]]:
    """The expression as alternatives, each a list of names that must all hold."""
    match node:
        case ast.BoolOp(op=ast.Or(), values=values):
            return [each for value in values for each in _alternatives(value, atoms)]
        case ast.BoolOp(op=ast.And(), values=values):
            found: list[list[str]] = [[]]
            for value in values:
                more = _alternatives(value, atoms)
                found = [[*left, *right] for left in found for right in more]
            return found
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return [[f"~{atoms[int(name[1:])]}"]]
        case ast.Name(id=name):
            return [[atoms[int(name[1:])]]]
    raise SyntaxError(ast.unparse(node))


def lines(flow: Flow[Any], roles: Iterable[Role] = ROLES.values()) -> Iterator[Line]:
    """The moves of a flow, and for each role how far it may make them."""
    words = WORDS | flow.words
    for move in flow.moves.values():
        every = ways(move)
        conditions = dict.fromkeys(each for way in every for each in way.conditions)
        yield Line(
            move,
            tuple(_reach(role, every) for role in roles),
            any(not way.reach and SYSTEM not in way.conditions for way in every),
            any(SYSTEM in way.conditions for way in every),
            tuple(words.get(each, each) for each in conditions if each != SYSTEM),
        )


def _reach(role: Role, every: list[Way]) -> tuple[str | Promise, ...]:
    given = {way.reach for way in every if way.capability in role.capabilities}
    return tuple(label for reach, label in REACH.items() if reach in given)
