"""What is asked of communities in the demonstration. The words are invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from random import Random
from typing import Any

from django.utils import timezone

from linli.affairs.admission import actions, queries
from linli.affairs.admission.applications import Application
from linli.affairs.admission.importing import COLUMNS
from linli.affairs.admission.models import Admission, Refusal, Task
from linli.faces.commands.cast import DISTRICT
from linli.faces.commands.stories import Stage, Step
from linli.ground.org.models import User
from linli.ground.places.models import Place
from linli.ground.rulepacks.queries import pack_for
from linli.ground.sheets.reading import read

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DEPARTMENT, STREET, COMMUNITY = "990101-CG", "990101001", "990101001001"
FAR = "990101002001"
ASKS = {DEPARTMENT: "liu", STREET: "sun"}

LISTS = {
    "duty": "序号,事项,依据\n1,召集居民会议并执行决定,居民委员会组织法第三条\n"
    "2,办理公共事务和公益事业,居民委员会组织法第三条\n3,调解民间纠纷,居民委员会组织法第三条\n",
    "assist": "序号,事项,依据,部门\n1,协助开展生活垃圾分类宣传,城市生活垃圾管理办法,城市管理局\n"
    "2,协助开展消防安全宣传,消防法第三十二条,街道办事处\n"
    "3,协助公共卫生工作,基本医疗卫生与健康促进法,街道办事处\n",
    "prohibited": "序号,事项\n1,要求社区承担行政执法\n2,要求社区下载应用打卡留痕\n"
    "3,要求社区出具清单外证明\n",
    "certificates": "序号,事项,依据\n1,居住情况证明(本人无其他材料时),地方目录\n",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """An item that a unit applies for, and what becomes of it."""

    unit: str
    title: str
    content: str
    fate: str
    subject: str = "task"
    money: int = 0
    hours: int = 8
    claim: str = ""
    fields: tuple[str, ...] = ()
    line: str = ""
    """The line of the list of help by law under which it falls."""


FIRE = Wish(
    STREET, "消防安全宣传月入户", "每月入户宣传一次。", "exempt", claim="own_request", line="2"
)
SORTING = Wish(
    DEPARTMENT, "垃圾分类入户宣传", "每月组织一次入户宣传。", "renew", money=24_000, line="1"
)
BINS = Wish(
    DEPARTMENT,
    "分类桶站台账",
    "每季度填报一次桶站情况。",
    "good",
    "form",
    money=6_000,
    hours=2,
    fields=("桶站数量", "破损数量"),
)
SHOPS = Wish(DEPARTMENT, "门店信息登记表", "登记沿街门店。", "reject", "form", fields=("门店名称",))
RAIN = Wish(DEPARTMENT, "暴雨积水点排查", "排查并上报积水点。", "exempt", claim="emergency")
CONTEST = Wish(DEPARTMENT, "文明创建评比", "组织社区参加评比。", "reject", "appraisal")
BIKES = Wish(DEPARTMENT, "共享单车停放劝导", "早晚高峰劝导。", "withdraw", money=9_000)
DOGS = Wish(DEPARTMENT, "宠物饲养情况调查", "入户调查养犬情况。", "review", "survey", money=3_000)
RUBBLE = Wish(DEPARTMENT, "装修垃圾堆放点核查", "核查堆放点。", "submit", "inspection")

WISHES: tuple[tuple[int, Wish], ...] = (
    (3, FIRE),
    (6, SORTING),
    (40, BINS),
    (75, SHOPS),
    (120, RAIN),
    (200, CONTEST),
    (260, BIKES),
    (372, DOGS),
    (386, RUBBLE),
)
"""On which day of the demonstration somebody applies for what."""

WHY = {"emergency": "暴雨预警已发布。", "own_request": "社区联名提出。"}
LASTS = {"emergency": 3, "own_request": 12}
"""Why an item needs no procedure, and for how many months."""

REFUSED: tuple[tuple[int, str, str, str, str], ...] = (
    (90, "要求下载应用每日打卡", "app", "prohibited", "uphold"),
    (180, "临时填报商户情况表", "form", "not_admitted", "uphold"),
    (290, "协助开展灭蟑消杀", "task", "not_admitted", "dismiss"),
    (387, "收集居民车位信息", "survey", "not_admitted", ""),
)
"""On which day the community refuses what, on which ground, and what is decided."""


def admissions(
    stage: Stage, rng: Random, begin: datetime
) -> Iterator[tuple[datetime, Callable[[datetime], Iterator[Step]]]]:
    """When something begins that has to do with admission, and what it is."""
    morning = timezone.localtime(begin).replace(hour=9, minute=0, second=0, microsecond=0)
    yield begin, partial(publish_lists, stage)
    for day, wish in WISHES:
        yield morning + day * DAY, partial(apply, stage, rng, wish)
    for day, title, subject, ground, ruling in REFUSED:
        yield morning + day * DAY, partial(refuse, stage, title, subject, ground, ruling)


def publish_lists(stage: Stage, at: datetime) -> Iterator[Step]:
    """The district publishes its four lists."""
    place = Place.objects.get(code=DISTRICT)
    for kind, text in LISTS.items():
        checked = actions.check_list(read(BytesIO(text.encode()), COLUMNS, name="list.csv"))
        given: dict[str, Any] = {
            "place": place,
            "valid_from": timezone.localdate(at),
            "source": "临新办〔示〕1号",
        }
        actions.publish_list(checked, kind=kind, **given, by=stage.people["fang"], at=at)
    return iter(())


def apply(stage: Stage, rng: Random, wish: Wish, at: datetime) -> Iterator[Step]:
    """A unit applies; the group screens, hears others, decides; the item is used, and ends."""
    people, by = stage.people, stage.people[ASKS[wish.unit]]
    item = actions.draft(
        unit=stage.units[wish.unit], application=_application(wish, at), by=by, at=at
    )
    yield HOUR, lambda at: actions.submit(item, by=by, at=at)
    if wish.fate == "submit":
        return
    if wish.fate == "exempt":
        yield DAY, lambda at: actions.exempt(item, note="情况属实。", by=people["lin"], at=at)
        yield from monthly(stage, rng, item, 2 if wish.claim == "emergency" else 8)
        return
    yield 2 * DAY, lambda at: actions.screen(item, note="材料齐全。", by=people["fang"], at=at)
    yield DAY, lambda at: actions.call_review(item, by=people["fang"], at=at)
    street = stage.units[STREET]
    yield (
        HOUR,
        lambda at: actions.ask_opinion(
            item, unit=street, note="工作量是否合适？", by=people["fang"], at=at
        ),
    )
    if wish.fate == "review":
        return
    yield 2 * DAY, lambda at: actions.give_opinion(item, text="可行。", by=people["sun"], at=at)
    if wish.fate == "reject":
        note = "已有同类工作，不再增加社区负担。"
        yield 3 * DAY, lambda at: actions.reject(item, note=note, by=people["lin"], at=at)
        return
    term: dict[str, Any] = {"starts_on": item.starts_on, "ends_on": item.ends_on}
    yield 3 * DAY, lambda at: actions.admit(item, **term, by=people["lin"], at=at)
    if item.money:
        yield 9 * DAY, lambda at: pay(stage, item, at)
    wait = item.starts_on - timezone.localdate(at) - 18 * DAY
    yield max(wait, DAY), lambda at: actions.start(item, by=by, at=at)
    yield from monthly(stage, rng, item, 7 if wish.fate == "renew" else 2)
    yield from afterwards(stage, rng, item, wish)


def _application(wish: Wish, at: datetime) -> Application:
    today = timezone.localdate(at)
    starts = queries.earliest_start(at, pack_for(DISTRICT, today))
    ends = queries.latest_end(starts, 9)
    if wish.claim:
        starts, ends = today + DAY, queries.latest_end(today, LASTS[wish.claim])
    listed = queries.listed(DISTRICT, today, ("assist",)).filter(code=wish.line).first()
    return Application(
        title=wish.title,
        subject=wish.subject,
        place=Place.objects.get(code=DISTRICT if wish.unit == DEPARTMENT else STREET),
        listed=listed,
        basis=listed.basis if listed else "区政府年度工作要点",
        content=wish.content,
        starts_on=starts,
        ends_on=ends,
        hours=wish.hours,
        staff="部门派两人到场。",
        funding="workload" if wish.money else "none",
        money=Decimal(wish.money),
        fields_typed=wish.fields,
        fields_known=("社区名称",) if wish.fields else (),
        exemption=wish.claim,
        exemption_reason=WHY.get(wish.claim, ""),
    )


def pay(stage: Stage, item: Admission, at: datetime) -> Admission:
    """Two thirds of the money arrive."""
    came: dict[str, Any] = {"amount": item.money * 2 / 3, "arrived_on": timezone.localdate(at)}
    return actions.record_money(item, **came, by=stage.people["fang"], at=at)


def monthly(stage: Stage, rng: Random, item: Admission, times: int) -> Iterator[Step]:
    """Every month a task, so often; one returned, one refused, one late."""
    by = stage.people[ASKS[item.department.code]]
    for number in range(times):
        handed: list[Task] = []
        yield 5 * DAY, partial(_hand, stage, item, number, by, handed)
        yield from part(stage, rng, handed, number)


def _hand(
    stage: Stage, item: Admission, number: int, by: User, handed: list[Task], at: datetime
) -> None:
    handed.append(hand(stage, item, number, by, at))


def hand(stage: Stage, item: Admission, number: int, by: User, at: datetime) -> Task:
    """The task of a month, for the community that works, and now and then another."""
    codes = [COMMUNITY, FAR] if number % 4 == 3 and item.place_id == DISTRICT else [COMMUNITY]
    soon = 2 if item.exemption == "emergency" else 16
    return actions.hand_out(
        item=item,
        units=[stage.units[code] for code in codes],
        title=f"{item.title}（第{number + 1}次）",
        content=item.content,
        evidence="照片两张、参加人数。",
        answer_by=timezone.localdate(at) + soon * DAY,
        hours=10 if number == 2 else 6,
        by=by,
        at=at,
    )


def part(stage: Stage, rng: Random, handed: list[Task], number: int) -> Iterator[Step]:
    """What the community does about it, and what it comes to."""
    chen = stage.people["chen"]

    def mine() -> Any:
        return handed[0].participations.filter(unit__code=COMMUNITY).last()

    def report(at: datetime) -> None:
        told: dict[str, Any] = {
            "part": mine(),
            "text": "已完成，照片见附件。",
            "hours": rng.randint(4, 9),
        }
        actions.report_part(handed[0], **told, by=chen, at=at)

    def judge(at: datetime) -> None:
        actions.accept_part(handed[0], part=mine(), by=handed[0].created_by, at=at)

    def send_back(at: datetime) -> None:
        note, by = "缺参加人数。", handed[0].created_by
        actions.return_part(handed[0], part=mine(), note=note, by=by, at=at)

    def say_no(at: datetime) -> None:
        said: dict[str, Any] = {"ground": "beyond", "note": "超出准入事项约定的次数。"}
        actions.refuse_part(handed[0], part=mine(), **said, by=chen, at=at)

    def finish(at: datetime) -> None:
        task = handed[0]
        for open_ in task.participations.open():
            note = "由部门自行完成。"
            actions.release_part(task, part=open_, note=note, by=task.created_by, at=at)
        actions.finish(task, by=task.created_by, at=at)

    if number == 2:
        yield DAY, say_no
        yield 6 * DAY, lambda at: decide(stage, Refusal.objects.latest("pk"), "uphold", at)
    else:
        yield (20 if number == 4 else rng.randint(4, 12)) * DAY, report
        if number == 1:
            yield DAY, send_back
            yield 2 * DAY, report
        yield DAY, judge
    yield 9 * DAY, finish


def afterwards(stage: Stage, rng: Random, item: Admission, wish: Wish) -> Iterator[Step]:
    """The item is reviewed and renewed, withdrawn, or left to its end."""
    people = stage.people
    if wish.fate == "renew":
        yield from residents(stage, item, (86, 14), "愿意继续，希望少跑几趟。")
        ends = queries.latest_end(item.ends_on + DAY, 9)
        more: dict[str, Any] = {"ends_on": ends, "hours": 6, "note": "居民认可，工作量下调。"}
        yield 4 * DAY, lambda at: actions.renew(item, **more, by=people["lin"], at=at)
        yield from monthly(stage, rng, item, 3)
    if wish.fate == "withdraw":
        yield from residents(stage, item, (21, 57), "车还是乱停，应由企业管。")
        note = "居民评议未通过，由企业自行管理，退出社区。"
        yield DAY, lambda at: actions.withdraw(item, note=note, by=people["lin"], at=at)


def residents(stage: Stage, item: Admission, votes: tuple[int, int], text: str) -> Iterator[Step]:
    """The item is reviewed, and the residents of the community that works are asked."""
    fang, chen = stage.people["fang"], stage.people["chen"]
    asked: dict[str, Any] = {"units": [stage.units[COMMUNITY]], "note": "是否继续？", "by": fang}

    def tell(at: datetime) -> None:
        actions.tell_vote(
            item,
            part=queries.asked_in_review(item).get(),
            held_on=timezone.localdate(at),
            in_favour=votes[0],
            against=votes[1],
            text=text,
            by=chen,
            at=at,
        )

    yield DAY, lambda at: actions.review(item, note="期满前评估。", by=fang, at=at)
    yield HOUR, lambda at: actions.ask_residents(item, **asked, at=at)
    yield 9 * DAY, tell


def refuse(
    stage: Stage, title: str, subject: str, ground: str, ruling: str, at: datetime
) -> Iterator[Step]:
    """The community refuses what was asked outside of linli."""
    refusal = actions.refuse(
        community=stage.units[COMMUNITY],
        department=stage.units[DEPARTMENT],
        title=title,
        subject=subject,
        way="chat",
        ground=ground,
        text=f"工作群中{title}，没有准入文件。",
        asked_on=date.fromordinal(timezone.localdate(at).toordinal() - 1),
        by=stage.people["chen"],
        at=at,
    )
    liu = stage.people["liu"]
    if ruling:
        said = "为完成上级统计，考虑不周。"
        yield 2 * DAY, lambda at: actions.state_position(refusal, text=said, by=liu, at=at)
        yield 3 * DAY, lambda at: decide(stage, refusal, ruling, at)


def decide(stage: Stage, refusal: Refusal, ruling: str, at: datetime) -> Refusal:
    """The district's group decides about a refusal."""
    words = {"uphold": "立即停止，今后先申请准入。", "dismiss": "属法定协助事项，请社区配合。"}
    decided = getattr(actions, ruling)
    found: Refusal = decided(refusal, ruling=words[ruling], by=stage.people["lin"], at=at)
    return found
