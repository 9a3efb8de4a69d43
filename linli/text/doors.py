"""How buildings, their units, floors and rooms are written: the one source of these patterns.

Whoever asks where a matter is (`addresses`) and whoever hides where somebody lives
(`redact.addresses`) read them alike. All are of text in half width.
"""

from __future__ import annotations

CHINESE = "一二三四五六七八九十百零〇两"
"""Characters of numbers up to 999."""

GAP = r"[ ,、,\-—]{0,2}"
"""What may stand between two parts."""

BUILDING_NUMBER = rf"(?:[A-Za-z]?[0-9]{{1,4}}[A-Za-z]?|[{CHINESE}]{{1,5}}|[A-Za-z])"
BUILDING_WORD = (
    rf"(?:号楼|号栋|栋|幢|座(?![椅位谈机落])|#楼|#(?={GAP}[0-9A-Da-d一二三四五六七八九十]))"
)
BUILDING = rf"{BUILDING_NUMBER} ?{BUILDING_WORD}"

UNIT_NUMBER = r"(?:[0-9]{1,2}|[一二三四五六七八九十甲乙丙丁]{1,2}|[A-Da-d])"
UNIT_WORD = r"[ \-]?(?:单元|门洞|门(?= ?[0-9]))"
UNIT = f"{UNIT_NUMBER}{UNIT_WORD}"

FLOOR = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:楼|层)"

DIGITS = r"(?:[A-Za-z]?[0-9]{3,4}[A-Za-z]?)"
ROOM_NUMBER = rf"(?:{DIGITS}|[一二三四五六七八九十百零〇]{{3,6}})"
ROOM_WORD = r" ?(?:室|号房|房(?![间屋子价租源产东型])|号(?![线楼栋令文]|公告))"

# Behind digits without 室, one of these says that they count something else.
COUNTED = (
    r"(?![0-9A-Za-z:年月日号]|[.,][0-9]|[ ]?(?:元|块|万|多|余|几|户|家|人|名|平|米|㎡|个|点|路|"
    r"次|天|度|吨|楼|栋|幢|层|单元|间|套|亩|台|辆|分|时|小时|公斤|斤|字|条|期|班|座|kg|KG|m|%|％))"
)
