"""Where in a place: estate, road and house number, building, unit and room, by their patterns.

    for part in parts("青梧里小区12栋2单元501室"):
        print(part.kind, part.name, part.start, part.end, part.confidence)

No list of names is needed: an estate or a road is known by what its name ends in, and its name
goes back to a word that is common, a place, a number or a mark. So a name is found that nobody has
written down, and its beginning is a guess, which `confidence` tells.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from linli.text import frequent
from linli.text.cutting import tagged, whole
from linli.text.doors import (
    BUILDING_NUMBER,
    BUILDING_WORD,
    CHINESE,
    COUNTED,
    DIGITS,
    FLOOR,
    GAP,
    ROOM_NUMBER,
    ROOM_WORD,
    UNIT_NUMBER,
    UNIT_WORD,
)
from linli.text.forms import COMMON, NOBODYS, words_of
from linli.text.words import EVERYWHERE


class Kind(StrEnum):
    """What a part of an address is."""

    ESTATE = "estate"
    ROAD = "road"
    NUMBER = "number"
    BUILDING = "building"
    UNIT = "unit"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that is part of an address.

    `name` is the name of an estate or a road, or what a number, building, unit or room is called,
    in half width and Arabic digits: 十二栋 is "12".
    """

    kind: Kind
    name: str
    start: int
    end: int
    confidence: float


LONGEST_NAME = 9
"""Characters of a name in front of its ending; longer ones are sentences."""

# What the name of an estate ends in, and how surely it does: 苑 ends little else, 城 also 长城.
_ESTATES = {
    "小区": 0.95, "花园": 0.9, "家园": 0.9, "公寓": 0.9, "佳苑": 0.9, "嘉园": 0.9, "雅苑": 0.9,
    "名苑": 0.9, "新苑": 0.85, "花苑": 0.9, "名园": 0.85, "新村": 0.8, "山庄": 0.8, "华府": 0.85,
    "华庭": 0.85, "华城": 0.8, "名城": 0.8, "名都": 0.8, "豪庭": 0.85, "雅居": 0.85, "宿舍": 0.6,
    "家属院": 0.8, "大院": 0.6, "苑": 0.75, "公馆": 0.8, "御园": 0.8, "水郡": 0.8, "美地": 0.75,
    "香槟国际": 0.8, "里弄": 0.7, "府邸": 0.8, "庄园": 0.75,
}  # fmt: skip
_ROADS = {"大道": 0.95, "公路": 0.85, "国道": 0.9, "省道": 0.9, "路": 0.85, "街": 0.8, "巷": 0.85,
          "胡同": 0.9, "弄": 0.6}  # fmt: skip
_HOUSES = (
    *((Kind.ESTATE, ending, sure) for ending, sure in _ESTATES.items()),
    *((Kind.ROAD, ending, sure) for ending, sure in _ROADS.items()),
)
_BY_LAST: dict[str, list[tuple[Kind, str, float]]] = defaultdict(list)
for _house in sorted(_HOUSES, key=lambda house: -len(house[1])):
    _BY_LAST[_house[1][-1]].append(_house)

# Common words that stand in names all the same; at any other common word a name begins.
_NAME_WORDS = words_of(
    """
国际 公园 广场 中心 幸福 阳光 时代 世纪 新城 花园 家园 万家 大桥 大学 自然 美丽 和谐 美好
未来 城市 文化 健康 建设 人民 解放 青年 学院 体育 科技 工业 滨江 绿地 银行 学校 劳动 五一
朝阳
"""
)
_OF = "之"
"""Stands within names: 魅力之城小区. Before the ending itself it does not: 维权之路."""

# What is called so is no name: any estate, any road.
_ANY = re.compile(
    r"(?:[我本该这那各某每全旧老新大小同几两多一二三四五六七八九十]|我们|他们|你们|附近|旁边|周边|隔壁|整个|所有"
    r"|许多|安置|商品房|住宅|老旧|高档|居民|职工|学生|员工|单身|集体|封闭式?)*"
    r"(?:小区|花园|家园|公寓|宿舍|大院|新村|家属院|山庄|庄园|公馆|大道|公路|国道|省道|路|街|巷|弄|胡同)"
)
_NO_ROADS = words_of(
    """
道路 马路 公路 铁路 线路 电路 网路 思路 出路 半路 走路 修路 问路 一路 水路 高速公路 十字路
上路 堵路 让路 岔路 小路 大路 土路 泥路 油路 水泥路 石子路 砂石路 柏油路 沥青路 泥巴路 后路
套路 门路 销路 短路 气路 管路 上街 逛街 扫街 步行街 大街 小街 一条街 临街 沿街 满街 古街
老街 商业街 美食街 小巷 街巷 弄 乡村公路 村路 通路 过路 开路 拦路 绿道 回路 主路 辅路 支路
断头路 人行路 机耕路 盲道 路路 迷路 带路 赶路 环路 跑路 必经之路 顺路
"""
)
_NO_ROAD_ENDINGS = (
    "道路",
    "马路",
    "铁路",
    "线路",
    "泥路",
    "石路",
    "青路",
    "高速公路",
    "步行街",
    "商业街",
    "小巷",
    "修路",
    "套路",
)
_road_before = re.compile(r"(.{2,}(?:路口?|大道)).{2}")
"""A road in front of the name of an estate, which has two characters at least."""
_DIVISIONS = ("市", "区", "县", "镇", "乡", "街道", "社区", "村", "组", "省")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_house_number = re.compile(
    rf" ?((?:[0-9]{{1,4}}|[{CHINESE}]{{1,5}})(?:[-之][0-9]{{1,3}})?)号(?![线楼栋令文]|公告)"
)
_building = re.compile(rf"(?<![0-9A-Za-z.])({BUILDING_NUMBER} ?){BUILDING_WORD}")
_unit = re.compile(rf"(?<![0-9A-Za-z])({UNIT_NUMBER}){UNIT_WORD}")
_room = re.compile(rf"(?<![0-9A-Za-z])({DIGITS}){ROOM_WORD}")
_room_behind = re.compile(rf"{GAP}(?:{FLOOR}{GAP})?({ROOM_NUMBER})(?:({ROOM_WORD})|{COUNTED})")


def parts(text: str, taken: Iterable[tuple[int, int]] = ()) -> tuple[Part, ...]:
    """The parts of addresses in their order; none of them overlaps `taken`, the places known."""
    plain = _half_width(text)
    held = [False] * len(plain)
    for start, end in taken:
        held[start:end] = [True] * (end - start)
    names = list(_names(plain, held))
    numbers = list(_numbers(plain, names))
    return tuple(sorted([*names, *numbers], key=lambda part: part.start))


def _half_width(text: str) -> str:
    """The text in half width, every character in its place."""
    text = whole(text)
    if unicodedata.is_normalized("NFKC", text):
        return text
    folded = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(folded, text, strict=True))


def _names(text: str, held: list[bool]) -> Iterator[Part]:
    """The names of estates and roads, where no place that is known stands."""
    words = list(_cut(text))
    for i, (word, end, _part) in enumerate(words):
        house = next((h for h in _BY_LAST.get(word[-1], ()) if text.endswith(h[1], 0, end)), None)
        follows = text[end : end + 2]
        if house is None or held[end - 1] or follows.startswith(("小区", "道", "口岸")):
            continue
        kind, ending, sure = house
        start = _begin(text, words, i, end - len(ending), held)
        if kind is Kind.ESTATE and (road := _road_before.match(text, start, end - len(ending))):
            start = road.end(1)
        name = text[start:end]
        if _is_name(name, ending):
            held[start:end] = [True] * len(name)  # the next name begins behind this one
            yield Part(kind, name, start, end, sure if len(name) > 2 else sure / 2)


def _cut(text: str) -> Iterator[tuple[str, int, str]]:
    """Words with their ends and parts of speech. What is left out stands between them."""
    at = 0
    for word, part in tagged(text):
        at = text.index(word, at) + len(word)
        yield word, at, part


def _begin(
    text: str, words: list[tuple[str, int, str]], last: int, ending: int, held: list[bool]
) -> int:
    """Where a name begins whose ending begins at `ending`, in the word `last` or before it."""
    word, end, _part = words[last]
    start = min(end - len(word), ending)
    for before in range(last - 1, -1, -1):
        word, end, part = words[before]
        if end > start:
            continue
        if end < start or ending - end + len(word) > LONGEST_NAME:
            break
        if not (word == _OF and start < ending) and not _may_belong(word, part):
            break
        if any(held[end - len(word) : end]):
            break
        start = end - len(word)
    return start + len(_OF) if text.startswith(_OF, start) else start


def _may_belong(word: str, part: str) -> bool:
    if not all("㐀" <= character <= "鿿" for character in word):
        return False
    if word in _NAME_WORDS or word in COMMON:
        return True
    if word in EVERYWHERE or word in _STOPS or word in NOBODYS or word.endswith(_DIVISIONS):
        return False
    return not (frequent.is_common(word) or (len(word) > 1 and part.startswith(_NO_NAMES)))


# Parts of speech of two characters and more at which a name begins: verbs, adverbs, prepositions,
# conjunctions, pronouns, particles, sides, and institutions.
_NO_NAMES = ("v", "d", "p", "c", "r", "u", "f", "nt")
_STOPS = words_of(
    """
现 本 居民 老旧 开放式 封闭式 往东 往西 往南 往北
位于 住在 家住 坐落 座落 反映 投诉 举报 咨询 请问 请求 建议 希望 关于 沿 至 由 往 经 靠 近
请 问 因 因为 从 离 距 到 自 对 于 内 外 旁 边 上 下 前 后 间 处 段 口 侧 方 让 使 用 做
买 卖 租 住 修 建 拆 走 过 通 又 再 还 更 最 已 未 正 才 只 每 某 本 该 此 各 两 几 个 条 户
们 您 你 他 她 它 我 谁 以 而 但 若 如 附近 旁边 周边 对面 隔壁 门口 路口 交汇处 交叉口 整治
解决 取缔 恳请 严重 购买 业主 开发商 业主们 交汇 连接 居住 楼下 扰民 施工 紧邻 毗邻 靠近
沿着 途经 经过 穿过 拓宽 打通 改造 修建 维修 加快 完善 违建 咨询下 受 来 则 次 进 了 得 门前
自家 使得 霸凌 进不了 堵 无 被 将 把 向 往返 前往 出 可 能 有 没 名 系 为 个人 大门 那 哪 也
都 不 另 时 天 年 月 号 元 万 号楼 栋 楼 期 和 与 及 跟 或 等 如何 不让 不准 进出 出入
"""
)


def _is_name(name: str, ending: str) -> bool:
    stem = name.removesuffix(ending)
    return not (
        len(stem) < (1 if ending.endswith("苑") else 2)  # 谷苑 is a name, 苑小区 the end of one
        or _ANY.fullmatch(name)
        or name in _NO_ROADS
        or name.endswith(_NO_ROAD_ENDINGS)
        or name in NOBODYS
        or frequent.is_common(name)
    )


def _numbers(text: str, names: list[Part]) -> Iterator[Part]:
    """House numbers behind roads, buildings, their units and rooms."""
    for part in names:
        if part.kind is Kind.ROAD and (match := _house_number.match(text, part.end)):
            yield _numbered(Kind.NUMBER, match, 0.95)
    estates = {part.end for part in names if part.kind is Kind.ESTATE}
    for match in _building.finditer(text):
        yield _numbered(Kind.BUILDING, match, 0.95 if match.start() in estates else 0.85)
    units = list(_unit.finditer(text))
    yield from (_numbered(Kind.UNIT, match, 0.95) for match in units)
    ends = {match.end() for match in (*units, *_building.finditer(text))}
    behind = {match.start(1): match for end in ends if (match := _room_behind.match(text, end))}
    for match in behind.values():
        yield _numbered(Kind.ROOM, match, 0.9 if match[2] else 0.8)
    roads = {part.end for part in names if part.kind is Kind.ROAD}
    for match in _room.finditer(text):
        if match.start() not in behind and match.start() not in roads:
            yield _numbered(Kind.ROOM, match, 0.7)


def _numbered(kind: Kind, match: re.Match[str], confidence: float) -> Part:
    return Part(kind, _arabic(match[1].strip()), match.start(1), match.end(), confidence)


def _arabic(number: str) -> str:
    """十二 as 12; what is no Chinese number up to 999 as it stands, in capitals."""
    if not number or not all(digit in _DIGITS or digit in "十百" for digit in number):
        return number.upper()
    if not set(number) & {"十", "百"}:
        return "".join(str(_DIGITS[digit]) for digit in number)
    value, digit = 0, 0
    for character in number:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            value += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
    return str(value + digit)
