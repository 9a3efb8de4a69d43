"""What the tests tell: a lane whose lamps went out, reported by many."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import COMMUNITY, reported
from linli.ground.people.actions import remember_resident
from linli.insight.hotspots import actions
from linli.insight.hotspots.models import Topic
from tests.cast import MONDAY, Cast

DISTRICT, STREET, OTHER = "990101", "990101001", "990101001002"
DAY = timedelta(days=1)
LATER = MONDAY + 3 * DAY

LAMPS = (
    "菜场后巷的路灯全都不亮了，晚上买菜回来看不清路。",
    "菜场后巷路灯坏了好几天，老人晚上走路容易摔倒。",
    "菜场后巷路灯不亮，请尽快派人来修一修。",
    "每天晚上菜场后巷黑漆漆的，路灯什么时候修好？",
)
BENCHES = (
    "体育公园的健身器材坏了，螺丝都掉了。",
    "体育公园健身器材生锈，孩子被划伤。",
    "体育公园的健身器材松动，请来修理。",
)
NOISE = "楼上半夜装修，电钻声音太大，孩子没法睡觉。"


def told(
    cast: Cast, texts: tuple[str, ...] = LAMPS, place: str = COMMUNITY, since: datetime = MONDAY
) -> list[Case]:
    """Each text by somebody else, a few hours apart."""
    cases = []
    for number, text in enumerate(texts):
        at = since + timedelta(hours=6 * number)
        phone = f"139{place[-3:]}{number:05}"
        who = remember_resident(name="居民", phone=phone, by=cast.zhao, at=at)
        cases.append(
            reported(
                cast, at, text=text, place_code=place, reporter=who, category=None, by=cast.zhao
            )
        )
    return cases


def found(cast: Cast, at: datetime = LATER) -> list[Topic]:
    """The current topics of the district after a run, the hottest first."""
    actions.find_topics(DISTRICT, by=cast.system, at=at)
    return list(Topic.objects.filter(is_current=True).order_by("-heat", "pk"))


def lamps(cast: Cast) -> Topic:
    """The topic of the lamps."""
    told(cast)
    (topic,) = found(cast)
    return topic
