"""A May of whistles, supervision and admission, to be counted by hand."""

from __future__ import annotations

from datetime import timedelta

from linli.affairs.admission.tests import stages as admission
from linli.affairs.supervision import actions as supervision_actions
from linli.affairs.supervision.tests import stages as supervision
from linli.affairs.whistle import actions as whistle_actions
from linli.affairs.whistle.tests import stages as whistle
from linli.affairs.whistle.tests.stages import CITY, HOUR, WATER, here, naming
from linli.insight.measures import actions
from linli.insight.measures.tests.stories import AT
from tests.cast import MONDAY, Cast

DAY = timedelta(days=1)


def whistles(cast: Cast) -> None:
    """Nine, of which eight were blown and three closed: one signed late, and came late."""
    whistle.closed(cast, MONDAY)
    rated = whistle.closed(cast, MONDAY)
    for who, code, need, clarity in ((cast.liu, CITY, 5, 4), (cast.gao, WATER, 2, 1)):
        given = {"part": naming(rated, code), "need": need, "clarity": clarity, "by": who}
        whistle_actions.rate_whistle(rated, **given, at=MONDAY + HOUR)
    _late(cast)
    whistle.objected(cast, MONDAY)
    judged = whistle.objected(cast, MONDAY)
    part = naming(judged, WATER)
    given = {"part": part, "note": "无关", "by": cast.lin}
    whistle_actions.uphold(judged, **given, at=MONDAY + 2 * HOUR)
    whistle.escalated(cast, MONDAY)
    again = whistle.result(cast, MONDAY)
    called = {"units": [cast.units[CITY]], "note": "又回潮了", "by": cast.sun}
    whistle_actions.blow_again(again, **called, at=MONDAY + HOUR)
    whistle.called_off(cast, MONDAY)
    whistle.answered(cast, MONDAY)
    actions.refresh(at=AT)


def _late(cast: Cast) -> None:
    """Liu's department signs after three hours and comes on Saturday; Thursday was the end."""
    found = whistle.blown(cast, MONDAY, units=(CITY,))
    whistle_actions.sign(found, by=cast.liu, at=MONDAY + 3 * HOUR)
    here(found, CITY, cast.liu, MONDAY + 5 * DAY)
    whistle.finish(found, CITY, cast.liu, MONDAY + 5 * DAY + HOUR)
    ratings = [whistle.Grades(naming(found, CITY), 3, 3, 3)]
    given = {"by": cast.sun, "at": MONDAY + 7 * DAY}
    whistle_actions.confirm(found, ratings=ratings, **given)
    whistle_actions.close(found, outcome="solved", text="已整治", **given)


def supervisions(cast: Cast) -> None:
    """Eight: two ended with an answer in time, one late, one tolerated, one upheld."""
    supervision.accepted(cast, MONDAY)
    late = supervision.demanded(cast, MONDAY, step="reminder")
    supervision_actions.answer(late, text="已换灯", by=cast.li, at=MONDAY + 3 * DAY)
    supervision_actions.accept(late, by=cast.sun, at=MONDAY + 4 * DAY)
    supervision.tolerated(cast, MONDAY)
    supervision.taken_back(cast, MONDAY)
    dismissed = supervision.objected(cast, MONDAY)
    given = {"note": "归网格报修", "by": cast.lin}
    supervision_actions.dismiss(dismissed, **given, at=MONDAY + 3 * HOUR)
    supervision.talked_to(cast, MONDAY)
    supervision.referred(cast, MONDAY)
    supervision.demanded(cast, MONDAY, step="prompt")
    actions.refresh(at=AT)


def admissions(cast: Cast) -> None:
    """Applications, tasks and refusals, some of each kind of end."""
    admission.approved(cast, MONDAY)
    admission.rejected(cast, MONDAY)
    admission.submitted(cast, MONDAY)
    item = admission.exempted(cast, MONDAY)
    _tasks(cast, item)
    admission.refused(cast, MONDAY)
    admission.refused(cast, MONDAY, ground="prohibited")
    admission.upheld(cast, MONDAY)
    admission.dismissed(cast, MONDAY)
    admission.taken_back(cast, MONDAY)
    actions.refresh(at=AT)


def _tasks(cast: Cast, item: admission.Admission) -> None:
    """One done in time, one late, one returned and done, one called off, one open."""
    for days, returned in ((1, False), (19, False), (2, True)):
        _done(cast, item, days, returned=returned)
    task = admission.handed_out(cast, MONDAY, item=item)
    admission.actions.call_off(task, note="不做了", by=cast.liu, at=MONDAY + DAY)
    admission.handed_out(cast, MONDAY, item=item)


def _done(cast: Cast, item: admission.Admission, days: int, *, returned: bool) -> None:
    task, at = admission.handed_out(cast, MONDAY, item=item), MONDAY + days * DAY
    told = {"text": "已入户320户", "hours": 7, "by": cast.chen}
    admission.actions.report_part(task, part=admission.part_of(task), **told, at=at)
    if returned:
        given = {"part": admission.part_of(task), "note": "缺照片", "by": cast.liu}
        admission.actions.return_part(task, **given, at=at)
        admission.actions.report_part(task, part=admission.part_of(task), **told, at=at + HOUR)
    part = admission.part_of(task)
    admission.actions.accept_part(task, part=part, by=cast.liu, at=at + 2 * HOUR)
    admission.actions.finish(task, by=cast.liu, at=at + 2 * HOUR)
