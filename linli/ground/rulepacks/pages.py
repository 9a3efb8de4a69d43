"""What the pages show, in the form in which they show it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from linli.ground.rulepacks.documents import Fault
from linli.ground.rulepacks.merging import Value
from linli.ground.rulepacks.models import RulePack
from linli.ground.rulepacks.naming import names_of
from linli.ground.rulepacks.queries import DEFAULT


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place in the list: what is in force there today, and how many versions are to come."""

    slug: str
    name: str
    in_force: RulePack | None
    newest: RulePack
    planned: int


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A key, its value as it is written in a pack, and the pack that sets it (None: default)."""

    key: str
    value: str
    pack: RulePack | None
    slug: str
    origin: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a pack with what is wrong on it."""

    number: int
    text: str
    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a diff: its kind (added, removed, place, same) and its text without the sign."""

    kind: str
    sign: str
    text: str


def slug_of(place_code: str) -> str:
    """How a place stands in an address."""
    return place_code or DEFAULT


def place_rows(packs: Iterable[RulePack], today: date) -> list[PlaceRow]:
    """The places that have packs, the outermost first."""
    ordered = sorted(packs, key=lambda pack: (pack.place_code, pack.version))
    groups = {code: list(group) for code, group in groupby(ordered, lambda pack: pack.place_code)}
    names = names_of(groups)
    rows = []
    for code, versions in groups.items():
        begun = [pack for pack in versions if pack.valid_from <= today]
        in_force = max(begun, key=lambda pack: (pack.valid_from, pack.version), default=None)
        to_come = len(versions) - len(begun)
        rows.append(PlaceRow(slug_of(code), names[code], in_force, versions[-1], to_come))
    return rows


def value_groups(values: Iterable[Value[RulePack | None]]) -> list[tuple[str, list[ValueRow]]]:
    """The values by section, each with the name of the pack that sets it."""
    values = list(values)
    names = names_of({each.source.place_code for each in values if each.source})
    rows: dict[str, list[ValueRow]] = {}
    for each in values:
        pack = each.source
        origin = _("Default") if pack is None else names[pack.place_code]
        slug = slug_of(pack.place_code) if pack else DEFAULT
        row = ValueRow(each.key, written(each.value), pack, slug, origin)
        rows.setdefault(each.path[0], []).append(row)
    return list(rows.items())


def written(value: Any) -> str:
    """A value as it may be written in a pack."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def text_lines(text: str, faults: Iterable[Fault]) -> list[TextLine]:
    """The text line by line, with the faults that stand on each."""
    by_line: dict[int, list[Fault]] = {}
    for fault in faults:
        by_line.setdefault(fault.line or 0, []).append(fault)
    return [
        TextLine(number, line, by_line.get(number, []))
        for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1)
    ]


KINDS = {"+": "added", "-": "removed", "@": "place"}


def diff_lines(lines: Iterable[str]) -> list[DiffLine]:
    """The lines of a unified diff, ready to be marked."""
    return [DiffLine(KINDS.get(line[:1], "same"), line[:1], line[1:]) for line in lines]
