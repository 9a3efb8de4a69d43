"""Exact addresses: down to the flat, or to the house in a village.

The estate and the road stay readable, because the matter needs them; what leads to one door is
told: 3栋2单元501室, 12-2-501, 七组15号. A building alone (3栋的电梯) is where many people live, and
no span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linli.text.doors import (
    BUILDING,
    BUILDING_WORD,
    COUNTED,
    FLOOR,
    GAP,
    ROOM_NUMBER,
    ROOM_WORD,
    UNIT,
)
from linli.text.redact.reading import Reading
from linli.text.redact.spans import Kind, Span

_DOOR = f"{ROOM_NUMBER}{ROOM_WORD}"
_BARE = f"{ROOM_NUMBER}{COUNTED}"

_full = re.compile(
    rf"(?<![0-9A-Za-z])(?:{BUILDING}{GAP}(?:{UNIT}{GAP})?|{UNIT}{GAP})(?:{FLOOR}{GAP})?(?:{_DOOR}|{_BARE})"
)
_unit = re.compile(rf"(?<![0-9A-Za-z])(?:{BUILDING}){GAP}{UNIT}")
_numbered = re.compile(
    rf"(?<=[路街巷弄道院里坊区园苑村城府湾庭郡寓厦])\d{{1,4}}号(?:院|之\d)?{GAP}(?:{FLOOR}{GAP})?(?:{_DOOR}|{_BARE})"
)
_dashed = re.compile(
    rf"(?<![0-9A-Za-z\-.])([A-Za-z]?\d{{1,2}}{BUILDING_WORD}?-(?:\d{{1,2}}|[A-D])-\d{{3,4}})"
    r"(?![0-9A-Za-z]|-)"
)
_short_dashed = re.compile(
    rf"(?<![0-9A-Za-z\-.])([A-Za-z]?\d{{1,2}}{BUILDING_WORD}-\d{{3,4}})(?![0-9A-Za-z]|-)"
)
_village = re.compile(
    r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:村民小组|组|队|屯)[ ]?"
    r"(?:\d{1,4}|[一二三四五六七八九十百]{1,4})号(?!楼|线|文|令)"
)
_home = re.compile(r"(?:住|家|址|房|小区|花园|苑|里|城|园|区|村|院|府|湾|庭|郡)[^。!?]{0,6}$")
_room_alone = re.compile(rf"(?<![0-9A-Za-z])(?:{ROOM_NUMBER})室(?!内|外|友|一厅|[一二两三]厅)")
_lives = re.compile(r"(?:家住|住在|住址|住|家在|地址|租住)[^。!?,]{0,14}$")


def addresses(read: Reading) -> Iterator[Span]:
    """What leads to one door. A building with its unit is most often named for its lift."""
    for pattern, certainty in (
        *((_full, 0.95), (_numbered, 0.9), (_short_dashed, 0.85)),
        *((_village, 0.85), (_unit, 0.4)),
    ):
        for match in pattern.finditer(read.plain):
            yield _span(match, certainty)
    for match in _dashed.finditer(read.plain):
        if _home.search(read.before(match.start())) or not match[1][0].isdigit():
            yield _span(match, 0.85)
    for match in _room_alone.finditer(read.plain):
        if _lives.search(read.before(match.start(), 20)):
            yield _span(match, 0.7)


def _span(match: re.Match[str], certainty: float) -> Span:
    return Span(Kind.ADDRESS, *match.span(), "".join(match[0].split()), None, certainty)
