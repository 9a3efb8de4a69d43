"""How people write the name of a place: the full name, its variants, and the short form."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum


class Strength(IntEnum):
    """How surely a form of a name means the place."""

    SHORT = 1  # the kind of place is left out: 青梧 for 青梧街道
    VARIANT = 2  # another kind: 溪口村, which has since become 溪口社区
    FULL = 3  # the name, whatever of 居民委员会 or 办事处 stands behind it


# Digits of a code by level; a longer code (a grid) is known by its full name only.
CITY, DISTRICT, STREET, COMMUNITY = 4, 6, 9, 12

_COMMITTEES = ("居民委员会", "村民委员会", "居委会", "村委会")
_STREETS = ("街道办事处", "地区办事处", "街道办", "街道", "地区")
_TOWNS = ("民族乡", "镇", "乡")
_ENDINGS = {
    2: ("特别行政区", "自治区", "省", "市"),
    CITY: ("自治州", "地区", "市", "盟"),
    DISTRICT: ("自治县", "新区", "区", "县", "市", "旗"),
    STREET: (*_STREETS, *_TOWNS),
}


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written with spaces between them."""
    return frozenset(text.split())


# Words that are also the names of places, and mean none when the kind of place is left out.
COMMON = words_of(
    """
中心 广场 车站 火车站 汽车站 学校 医院 市场 公园 人民 和平 团结 胜利 建设
解放 东风 红旗 光明 幸福 文明 友谊 新城 城南 城北 城东 城西 城关 城郊
城区 郊区 开发 高新 大桥 教育 科技 文化 体育 金融 环保 商业 机场 政府
法院 银行 大学 师大 林场 农场 水库 小区 花园 家园 新区 新村 工业 园区
交通 生活 服务 健康 平安 安全 和谐 希望 发展 先锋 先进 振兴 复兴 富强
民主 自由 创新 创业 未来 明珠 阳光 世纪 国际 时代 春天 东方 西部 南部
北部 中部 东区 西区 南区 北区 中区 河西 河东 江南 江北 路口 桥头 沿江
沿河 滨江 滨河 大道 中路 东路 西路 南路 北路 老街 新街 街上 街坊 楼下
门口 上班 电力 供电 铁路 公路 邮电 邮政 电信 石油 化工 钢铁 机械 纺织
物流 国税 地税 粮食 供销 矿山 湖南 湖北 河南 河北 广东 广西 山东 山西
江西 江苏 浙江 北京 上海 天津 重庆 中山 西湖 东湖 南湖 黄金 金星 红星
五星 东升 永安 长安 太平 兴隆 兴旺 双河 龙头 龙门 金山 银山 青山 高山
新华 新民 新建 新生 新开 同心 联合 合作 合心 共和 民族 民生 民政 群众
劳动 工人 农民 军民 学院 书院 法制
"""
)
# People's own village or town, or any: never the name of one place.
NOBODYS = words_of(
    """
农村 乡村 本村 全村 我村 该村 同村 各村 贵村 邻村 新村 老村 旧村 山村
渔村 小村 大村 村村 城中村 自然村 行政村 文明村 贫困村 示范村 移民村 中心村
度假村 乡镇 城镇 集镇 村镇 古镇 小镇 重镇 本镇 全镇 我镇 该镇 各镇 中心镇
本乡 全乡 家乡 老乡 城乡 本社区 全社区 我社区 该社区 各社区 新社区 老社区
本街道 各街道 该街道 全街道 我街道 城市 本市 全市 我市 市区 城区 全区 本区
我区 该区 小区 社区 地区 园区 新区 老区 校区 片区 景区 厂区 院区 郊区
山区 库区 辖区 省区 开发区 高新区 经开区 本县 全县 我县
"""
)
# A short form that ends so would be the name of a road or a building.
_ROADS = (
    *("路", "街", "巷", "大道", "桥", "站", "村"),
    *("公园", "广场", "市场", "中心", "小区", "花园", "园区"),
)


def forms(code: str, name: str) -> Iterator[tuple[str, Strength]]:
    """Every form by which the place may be named, with its strength."""
    name = "".join(name.split())
    yield name, Strength.FULL
    if len(code) == COMMUNITY:
        yield from _community(name)
    elif len(code) == STREET:
        yield from _street(name)
    elif len(code) in _ENDINGS:
        yield _bare(name, _ENDINGS[len(code)]), Strength.SHORT


def usable(form: str, strength: Strength) -> bool:
    """Whether the form can be told from ordinary words."""
    if form in NOBODYS or len(form) < 2 or (form.isascii() and strength is Strength.SHORT):
        return False
    if strength is Strength.SHORT:
        return form not in COMMON and not form.endswith(_ROADS)
    return True


def _community(name: str) -> Iterator[tuple[str, Strength]]:
    plain = _bare(name, _COMMITTEES)
    kind = next((ending for ending in ("社区", "村") if plain.endswith(ending)), "")
    bare = plain.removesuffix(kind)
    if not kind:
        # 湖东居委会 is called 湖东社区, 溪口村委会 is called 溪口村.
        kind = "村" if name.endswith(("村民委员会", "村委会")) else "社区"
    if len(bare) >= 2:
        full, other = bare + kind, bare + ("村" if kind == "社区" else "社区")
        yield full, Strength.FULL
        committee = ("村民委员会", "村委会") if kind == "村" else ("居民委员会", "居委会")
        for ending in committee:
            yield bare + ending, Strength.FULL
        yield other, Strength.VARIANT
    yield bare, Strength.SHORT


def _street(name: str) -> Iterator[tuple[str, Strength]]:
    bare = _bare(name, _ENDINGS[STREET])
    if bare == name:
        return
    is_street = name.endswith(_STREETS)
    for ending in ("街道", "街道办", "街道办事处"):
        yield bare + ending, Strength.FULL if is_street else Strength.VARIANT
    for ending in ("镇", "乡"):
        yield bare + ending, Strength.FULL if name.endswith(ending) else Strength.VARIANT
    yield bare, Strength.SHORT


def _bare(name: str, endings: tuple[str, ...]) -> str:
    ending = next((ending for ending in endings if name.endswith(ending)), "")
    return name.removesuffix(ending)
