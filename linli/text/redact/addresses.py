"""Exact addresses: down to the flat, or to the house in a village.

The estate and the road stay readable, because the matter needs them; what leads to one door is
told: 3栋2单元501室, 12-2-501, 七组15号. A building alone (3栋的电梯) is where many people live, and
no span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from linli.text.redact.reading import Reading
from linli.text.redact.spans import Kind, Span

_NUMBER = r"(?:[A-Za-z]?\d{1,4}[A-Za-z]?|[一二三四五六七八九十百零〇]{1,5}|[A-Za-z])"
_ROOM = r"(?:[A-Za-z]?\d{3,4}[A-Za-z]?|[一二三四五六七八九十百零〇]{3,6})"
_BUILDING = rf"{_NUMBER} ?(?:号楼|号栋|栋|幢|座|#楼?)"
_UNIT = r"(?:\d{1,2}|[一二三四五六七八九十甲乙丙丁]{1,2}|[A-Da-d])[ \-]?(?:单元|门洞|门(?=[ ]?\d))"
_FLOOR = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:楼|层)"
_DOOR = rf"{_ROOM} ?(?:室|号房|房(?![间屋子价租源产东型])|号(?!楼|线|文|令|公告))"
# Behind digits without 室, one of these says that they count something else.
_COUNTED = (
    r"(?![0-9A-Za-z:年月日号]|[.,][0-9]|[ ]?(?:元|块|万|多|余|几|户|家|人|名|平|米|㎡|个|点|路|"
    r"次|天|度|吨|楼|栋|幢|层|单元|间|套|亩|台|辆|分|时|小时|公斤|斤|字|条|期|班|栋|座|kg|KG|m|%|％))"
)
_BARE = rf"{_ROOM}{_COUNTED}"
_GAP = r"[ ,、,\-—]{0,2}"

_full = re.compile(
    rf"(?<![0-9A-Za-z])(?:{_BUILDING}{_GAP}(?:{_UNIT}{_GAP})?|{_UNIT}{_GAP})(?:{_FLOOR}{_GAP})?(?:{_DOOR}|{_BARE})"
)
_unit = re.compile(rf"(?<![0-9A-Za-z])(?:{_BUILDING}){_GAP}{_UNIT}")
_numbered = re.compile(
    rf"(?<=[路街巷弄道院里坊区园苑村城府湾庭郡寓厦])\d{{1,4}}号(?:院|之\d)?{_GAP}(?:{_FLOOR}{_GAP})?(?:{_DOOR}|{_BARE})"
)
_dashed = re.compile(
    r"(?<![0-9A-Za-z\-.])([A-Za-z]?\d{1,2}(?:号楼|栋|幢|座|#)?-(?:\d{1,2}|[A-D])-\d{3,4})(?![0-9A-Za-z]|-)"
)
_short_dashed = re.compile(
    r"(?<![0-9A-Za-z\-.])([A-Za-z]?\d{1,2}(?:号楼|栋|幢|座|#)-\d{3,4})(?![0-9A-Za-z]|-)"
)
_village = re.compile(
    r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:村民小组|组|队|屯)[ ]?"
    r"(?:\d{1,4}|[一二三四五六七八九十百]{1,4})号(?!楼|线|文|令)"
)
_home = re.compile(r"(?:住|家|址|房|小区|花园|苑|里|城|园|区|村|院|府|湾|庭|郡)[^。!?]{0,6}$")
_room_alone = re.compile(rf"(?<![0-9A-Za-z])(?:{_ROOM})室(?!内|外|友|一厅|[一二两三]厅)")
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
