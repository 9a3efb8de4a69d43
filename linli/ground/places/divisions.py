"""The divisions of China that ship with the package: province … community or village.

One xz file for each province in `data/`, written by tools/divisions.py. A line is the depth of a
division (0 province … 4 community), its number below its parent where that is not the number
after its elder sibling's, a space, and its name:

    043 湖南省
    11 长沙市
    22 芙蓉区
    3 文艺路街道

Codes are those of the National Bureau of Statistics; what state they are of, `AS_OF` says.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from linli.ground.places.codes import LEVELS, Level, ancestor_codes

DATA = Path(__file__).parent / "data"
AS_OF = date(2023, 6, 30)
# Where the number of a division begins and ends in its code, by depth.
_SPANS = ((0, 2), (2, 4), (4, 6), (6, 9), (9, 12))
_DEPTHS = {end: depth for depth, (_start, end) in enumerate(_SPANS)}


@dataclass(frozen=True, slots=True)
class Division:
    """A division of the national table."""

    code: str
    name: str
    level: Level


class UnknownDivision(LookupError):
    """No division has this code; `close` are those that may have been meant."""

    def __init__(self, wanted: str, close: tuple[Division, ...]) -> None:
        self.wanted = wanted
        self.close = close
        super().__init__(wanted, close)

    def __str__(self) -> str:
        message = _("There is no division “%(code)s” in the national table of %(date)s.") % {
            "code": self.wanted,
            "date": AS_OF.isoformat(),
        }
        if not self.close:
            return message + " " + _("Give a code, such as 430104, or a name.")
        named = ", ".join(f"{found.code} {found.name}" for found in self.close)
        return message + " " + _("Did you mean: %(close)s?") % {"close": named}


def read(prefix: str = "") -> Iterator[Division]:
    """The divisions above `prefix`, itself, and all below it, in the order of their codes.

    With the empty prefix the whole country. Raises UnknownDivision where there is none.
    """
    if not prefix:
        for file in _files():
            yield from _parse(file)
        return
    path = DATA / f"{prefix[:2]}.txt.xz"
    if not (prefix.isascii() and prefix.isdigit() and len(prefix) in _DEPTHS and path.exists()):
        raise UnknownDivision(prefix, close_to(prefix))
    above = set(ancestor_codes(prefix))
    known = False
    for division in _parse(path):
        known = known or division.code == prefix
        if division.code in above or division.code.startswith(prefix):
            yield division
        elif known:
            return
    if not known:
        raise UnknownDivision(prefix, close_to(prefix))


def close_to(wanted: str, limit: int = 5) -> tuple[Division, ...]:
    """The provinces, cities and districts whose code or name is like `wanted`, best first."""
    table = _down_to_districts()
    if wanted.isascii() and wanted.isdigit():
        known = [wanted[:length] for length in (4, 2) if wanted[:length] in table]
        siblings = [code for code in table if known and code.startswith(known[0])]
        found = get_close_matches(wanted[:6], siblings, n=limit, cutoff=0.0)
        return tuple(table[code] for code in found)
    named = [division for division in table.values() if wanted and wanted in division.name]
    if named:
        return tuple(sorted(named, key=lambda division: len(division.name))[:limit])
    likely = set(get_close_matches(wanted, {division.name for division in table.values()}, limit))
    return tuple(division for division in table.values() if division.name in likely)[:limit]


def encode(divisions: Iterable[tuple[str, str]]) -> str:
    """The lines of a file for these (code, name), which must stand in the order of their codes."""
    lines, last = [], {"": 0}
    for code, name in divisions:
        depth = _DEPTHS[len(code)]
        start = _SPANS[depth][0]
        number = int(code[start:])
        follows = last.get(code[:start], 0) + 1 == number
        last[code[:start]] = number
        lines.append(f"{depth}{'' if follows else number} {name}\n")
    return "".join(lines)


def decode(lines: Iterable[str]) -> Iterator[Division]:
    """The divisions that these lines of a file describe."""
    parents = [""] * (len(_SPANS) + 1)
    last = [0] * len(_SPANS)
    for line in lines:
        marks, _space, name = line.partition(" ")
        depth = int(marks[0])
        start, end = _SPANS[depth]
        last[depth] = int(marks[1:]) if len(marks) > 1 else last[depth] + 1
        last[depth + 1 :] = [0] * (len(_SPANS) - depth - 1)
        code = f"{parents[depth]}{last[depth]:0{end - start}d}"
        parents[depth + 1] = code
        yield Division(code, name, LEVELS[end])


def _files() -> list[Path]:
    return sorted(DATA.glob("*.txt.xz"))


def _parse(path: Path, deepest: str = "4") -> Iterator[Division]:
    lines = lzma.decompress(path.read_bytes()).decode().splitlines()
    return decode(line for line in lines if line[0] <= deepest)


@cache
def _down_to_districts() -> dict[str, Division]:
    return {division.code: division for file in _files() for division in _parse(file, "2")}
