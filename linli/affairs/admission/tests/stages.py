"""Items, tasks and refusals at each stage, brought there by the people whose job it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from linli.affairs.admission import actions
from linli.affairs.admission.applications import Application
from linli.affairs.admission.models import Admission, Refusal, Task
from linli.ground.worktime.calendar import local_day
from tests.cast import Cast

DEPARTMENT, STREET, COMMUNITY = "990101-CG", "990101001", "990101001001"
OTHER_COMMUNITY, FAR_COMMUNITY = "990101001002", "990101002001"
MINUTE = timedelta(minutes=1)
APPLICATION: dict[str, Any] = {
    "title": "垃圾分类入户宣传",
    "subject": "task",
    "basis": "《城市生活垃圾管理办法》第九条",
    "content": "每月入户宣传一次，发放宣传页。",
    "starts_on": date(2026, 7, 1),
    "ends_on": date(2027, 6, 30),
    "hours": 8,
    "staff": "局机关2人，全程到场",
    "funding": "workload",
    "money": Decimal(20_000),
}


def drafted(cast: Cast, at: datetime, **given: Any) -> Admission:
    """Liu's department wants communities to do something."""
    unit, by = given.pop("unit", cast.units[DEPARTMENT]), given.pop("by", cast.liu)
    said = Application(**APPLICATION | {"place": cast.places["990101"]} | given)
    return actions.draft(unit=unit, application=said, by=by, at=at)


def submitted(cast: Cast, at: datetime, **given: Any) -> Admission:
    """It is before the district's group."""
    item = drafted(cast, at, **given)
    return actions.submit(item, by=item.created_by, at=at + MINUTE)


def screened(cast: Cast, at: datetime, **given: Any) -> Admission:
    """Fang has looked at it."""
    return actions.screen(submitted(cast, at, **given), by=cast.fang, at=at + 2 * MINUTE)


def in_review(cast: Cast, at: datetime, **given: Any) -> Admission:
    """The units that decide together look at it."""
    return actions.call_review(screened(cast, at, **given), by=cast.fang, at=at + 3 * MINUTE)


def approved(cast: Cast, at: datetime, **given: Any) -> Admission:
    """Lin has admitted it as it was applied for."""
    item = in_review(cast, at, **given)
    term = {"starts_on": item.starts_on, "ends_on": item.ends_on}
    return actions.admit(item, **term, by=cast.lin, at=at + 4 * MINUTE)


def rejected(cast: Cast, at: datetime) -> Admission:
    """Lin has kept it out."""
    item = screened(cast, at)
    return actions.reject(item, note="街道已在做", by=cast.lin, at=at + 4 * MINUTE)


def funded(cast: Cast, at: datetime, **given: Any) -> Admission:
    """More than half of the money is there."""
    item = approved(cast, at, **given)
    came = {"amount": Decimal(12_000), "arrived_on": local_day(at)}
    return actions.record_money(item, **came, by=cast.fang, at=at + 5 * MINUTE)


def active(cast: Cast, at: datetime, **given: Any) -> Admission:
    """It is in force, though its term has not begun yet unless `given` says so."""
    return actions.start(funded(cast, at, **given), by=cast.liu, at=at + 6 * MINUTE)


def under_review(cast: Cast, at: datetime, **given: Any) -> Admission:
    """Fang looks whether it is still needed."""
    return actions.review(active(cast, at, **given), by=cast.fang, at=at + 7 * MINUTE)


def residents_asked(cast: Cast, at: datetime, **given: Any) -> Admission:
    """The residents of Chen's community are to say whether it should go on."""
    item, units = under_review(cast, at, **given), [cast.units[COMMUNITY]]
    asked = {"units": units, "note": "是否继续", "by": cast.fang}
    return actions.ask_residents(item, **asked, at=at + 8 * MINUTE)


def voted(cast: Cast, at: datetime, in_favour: int, against: int) -> Admission:
    """They have said so."""
    item = residents_asked(cast, at)
    told = {"held_on": local_day(at), "in_favour": in_favour, "against": against, "text": "已表决"}
    part = item.participations.get()
    return actions.tell_vote(item, part=part, **told, by=cast.chen, at=at + 9 * MINUTE)


def renewed(cast: Cast, at: datetime) -> Admission:
    """It goes on for half a year."""
    item = under_review(cast, at)
    more = {"ends_on": date(2027, 12, 31), "hours": 4, "note": "有效果"}
    return actions.renew(item, **more, by=cast.lin, at=at + 8 * MINUTE)


def withdrawn(cast: Cast, at: datetime) -> Admission:
    """Lin has taken it out again."""
    return actions.withdraw(active(cast, at), note="并入街道工作", by=cast.lin, at=at + 8 * MINUTE)


def exempted(cast: Cast, at: datetime, **given: Any) -> Admission:
    """In force from today on, without the procedure, because the communities asked for it."""
    claim = {"exemption": "own_request", "exemption_reason": "三个社区联名提出"}
    term = {"starts_on": local_day(at), "ends_on": local_day(at) + timedelta(days=80)}
    item = submitted(cast, at, **claim | term | given)
    return actions.exempt(item, note="同意", by=cast.lin, at=at + 2 * MINUTE)


def handed_out(cast: Cast, at: datetime, **given: Any) -> Task:
    """Chen's community is to do something until the 29th of May."""
    item = given.pop("item", None) or exempted(cast, at)
    words = {
        "item": item,
        "units": [cast.units[COMMUNITY]],
        "title": "五月入户宣传",
        "content": "发放宣传页",
        "evidence": "照片三张",
        "answer_by": date(2026, 5, 29),
        "hours": 6,
        "by": cast.liu,
    }
    return actions.hand_out(**words | given, at=at + 10 * MINUTE)


def part_of(task: Task, code: str = COMMUNITY) -> Any:
    """The newest part of a community."""
    return task.participations.filter(unit__code=code).last()


def done(cast: Cast, at: datetime) -> Task:
    """Chen has reported her community's part, and nobody has looked at it."""
    task = handed_out(cast, at)
    told = {"part": part_of(task), "text": "已入户320户", "hours": 7}
    return actions.report_part(task, **told, by=cast.chen, at=at + 20 * MINUTE)


def finished(cast: Cast, at: datetime) -> Task:
    """Everything is done and accepted."""
    task = done(cast, at)
    actions.accept_part(task, part=part_of(task), by=cast.liu, at=at + 30 * MINUTE)
    return actions.finish(task, by=cast.liu, at=at + 31 * MINUTE)


def called_off(cast: Cast, at: datetime) -> Task:
    """Nobody need do it any more."""
    task = handed_out(cast, at)
    return actions.call_off(task, note="改由街道统一做", by=cast.liu, at=at + 30 * MINUTE)


REFUSAL: dict[str, Any] = {
    "title": "下载并打卡某应用",
    "subject": "app",
    "way": "chat",
    "ground": "not_admitted",
    "text": "在群里要求社区人员每天打卡，没有准入文件。",
    "asked_on": date(2026, 5, 8),
}


def refused(cast: Cast, at: datetime, **given: Any) -> Refusal:
    """Chen's community refuses what Liu's department asked in a chat group."""
    who = {"community": cast.units[COMMUNITY], "department": cast.units[DEPARTMENT]}
    return actions.refuse(**REFUSAL | who | {"by": cast.chen} | given, at=at)


def upheld(cast: Cast, at: datetime) -> Refusal:
    """The group finds that the community was right."""
    return actions.uphold(refused(cast, at), ruling="停止打卡", by=cast.lin, at=at + MINUTE)


def dismissed(cast: Cast, at: datetime) -> Refusal:
    """The group finds that it was not."""
    return actions.dismiss(refused(cast, at), ruling="属法定职责", by=cast.lin, at=at + MINUTE)


def taken_back(cast: Cast, at: datetime) -> Refusal:
    """The community does it after all."""
    return actions.take_back(refused(cast, at), note="已说清", by=cast.chen, at=at + MINUTE)
