"""Invented reports: some people tell of one matter in their own words, others of others.

Places are those of no city, and no sentence is anybody's. What such texts show is that nothing is
broken and how fast it is; how people really write, only real messages show.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from linli.text.events import Message
from linli.text.similar import Report

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 365
"""Over which the matters are spread; the reports of one come within three weeks."""

_FIRST = "青望桂梧石云溪松竹兰荷柳枫杏榆槐樟桐芦苇鹭燕鹤鹿霞岚澜沁汀屿"
_SECOND = "梧溪花桐桥川畔林语径里湾岸坪坞泽岭原渡台轩庭阁舍院圃园亭榭廊"
_KINDS = ("小区", "花园", "家园", "雅苑", "公寓", "新村")
_OPENINGS = (
    "您好，",
    "反映一个情况：",
    "请问，",
    "多次打电话没有人管，",
    "尊敬的领导：",
    "",
    "",
    "",
)
_ENDINGS = (
    *("希望尽快处理。", "请有关部门管一管。", "已经好几个星期了。", "老人和孩子都受不了。"),
    *("物业一直推脱。", "请给个答复。", "谢谢！", ""),
)
_MATTERS = (
    ("的电梯又坏了，困人半小时", "电梯停运好几天，上楼全靠爬", "电梯经常困人，维保没来过"),
    ("楼下烧烤摊油烟直排，开不了窗", "夜宵摊的油烟味飘进家里", "烧烤店没有烟道，油烟熏人"),
    ("门口的路灯不亮，晚上摔过人", "路灯坏了一排，走夜路害怕", "一到晚上漆黑一片，路灯没人修"),
    ("自来水发黄有异味，不敢喝", "水质浑浊，烧开有沉淀", "龙头放出来的水是黄的"),
    ("旁边的搅拌站灰尘大噪音大", "搅拌站夜里生产，粉尘落满阳台", "混凝土搅拌站扰民，孩子咳嗽"),
    ("下水道堵塞，污水倒灌到一楼", "化粪池满了，污水流了一地", "管道堵了，一楼返臭水"),
    ("广场舞音响开到半夜", "跳舞的音箱太吵，孩子没法写作业", "每晚广场舞噪音，睡不着觉"),
    ("消防通道被私家车占满", "车停在消防通道上，消防车进不来", "消防通道堵了，锁着门"),
    ("外墙瓷砖脱落，差点砸到人", "墙皮往下掉，没有围挡", "高处瓷砖松动，已经掉了几块"),
    ("车位只卖不租，业主没地方停车", "开发商把车位捆绑销售", "地下车库空着，车位不出租"),
    ("幼儿园学费又涨了，没有公示", "配套幼儿园收费太高", "幼儿园不是说好普惠吗，怎么涨价"),
    ("垃圾站臭气熏天，苍蝇成群", "垃圾几天没清运，味道很大", "垃圾桶满了没人收，臭得很"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invented:
    """A report and the number of the matter it is about; the same person never tells it twice."""

    key: int
    matter: int
    report: Report

    @property
    def message(self) -> Message:
        """As `events` takes it."""
        report = self.report
        return Message(
            *(self.key, report.text, report.at, f"{self.key}"),
            place=report.place,
            estates=report.names,
        )


def reports(count: int, *, each: int = 4, seed: int) -> Iterator[Invented]:
    """So many reports; `each` of them, on the average, about one matter."""
    chosen = random.Random(seed)  # noqa: S311 - an invented text is no secret
    matters = max(count // each, 1)
    for key in range(count):
        matter = chosen.randrange(matters)
        yield Invented(key, matter, _report(matter, chosen))


def _report(matter: int, chosen: random.Random) -> Report:
    own = random.Random(matter)  # noqa: S311 - what all reports of the matter have in common
    estate = own.choice(_FIRST) + own.choice(_SECOND) + own.choice(_FIRST) + own.choice(_KINDS)
    building, street, day = own.randint(1, 40), own.randint(1, 999), own.uniform(0, DAYS)
    telling = chosen.choice(own.choice(_MATTERS))
    where = chosen.choice((f"{estate}{building}栋", estate, f"{estate}{building}号楼"))
    return Report(
        f"{chosen.choice(_OPENINGS)}{where}{telling}，{chosen.choice(_ENDINGS)}",
        START + timedelta(days=day + chosen.uniform(0, 21)),
        place=f"990101{street:03}" if chosen.random() < 0.7 else "",
        names=(estate,),
    )
