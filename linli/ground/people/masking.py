"""How personal data looks to whoever has not given a reason to see it whole.

Pure functions from text to text. They hide; they do not check.
"""

from __future__ import annotations

import re
import unicodedata

STAR = "*"
ALL = STAR * 3

# The surnames of two characters that are in use today.
_SURNAMES = (
    "欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 司徒 东方 令狐 夏侯 端木 长孙 宇文 轩辕 百里 "
    "东郭 南宫 独孤 闻人 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 司空 鲜于 闾丘 "
    "拓跋 夹谷 呼延 西门 赫连 万俟 第五 梁丘 左丘 公羊 谷梁 完颜 纳兰 叶赫"
)
COMPOUND_SURNAMES = frozenset(_SURNAMES.split())

# Up to the building; what follows (entrance, floor, room) is hidden.
_BUILDING = re.compile(r".*?[0-9一二三四五六七八九十百甲乙丙丁A-Za-z]+(?:号楼|栋|幢|座|楼(?!道))")
_NUMBER = re.compile(r".*?[0-9一二三四五六七八九十百]+(?:号院|号|弄|巷)")
_DIGIT = re.compile(r"[0-9]")


def everything(text: str) -> str:
    """Nothing of the text, not even its length."""
    return ALL if text else ""


def name(text: str) -> str:
    """张三 → 张*, 王某明 → 王*明, 欧阳娜 → 欧阳*, 欧阳娜娜 → 欧阳*娜."""
    text = text.strip()
    shown = 2 if text[:2] in COMPOUND_SURNAMES and len(text) > 2 else 1
    if len(text) <= 1:
        return STAR * len(text)
    if len(text) - shown == 1:
        return text[:shown] + STAR
    return text[:shown] + STAR * (len(text) - shown - 1) + text[-1]


def phone(text: str) -> str:
    """13812345678 → 138****5678; a landline keeps its area code: 07311234567 → 0731***4567."""
    text = text.strip()
    if len(text) < 8:
        return STAR * len(text)
    shown = _area_digits(text)
    return text[:shown] + STAR * (len(text) - shown - 4) + text[-4:]


def _area_digits(text: str) -> int:
    if not text.startswith("0"):
        return 3
    return 3 if text.startswith(("010", "02")) else 4


def id_number(text: str) -> str:
    """11010519491231002X → 110***********002X; shorter documents keep one and two characters."""
    text = text.strip()
    if len(text) >= 15:
        return text[:3] + STAR * (len(text) - 7) + text[-4:]
    if len(text) > 5:
        return text[0] + STAR * (len(text) - 3) + text[-2:]
    return STAR * len(text)


def address(text: str) -> str:
    """Down to the building: 桂花里3栋2单元501室 → 桂花里3栋***.

    Without a building, down to the street number; without that, up to the first digit.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    found = _BUILDING.match(text) or _NUMBER.match(text)
    digit = _DIGIT.search(text)
    end = found.end() if found else digit.start() if digit else len(text)
    return text if end == len(text) else text[:end] + ALL
