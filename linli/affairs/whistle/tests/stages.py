"""A whistle at each stage of its life, brought there by the people whose job it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from linli.affairs.cases import actions as case_actions
from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import dispatched
from linli.affairs.whistle import actions
from linli.affairs.whistle.forms import Grades
from linli.affairs.whistle.models import Naming, Whistle
from linli.ground.org.models import User
from linli.matters.engine import moves_for
from linli.matters.flow import Move
from tests.cast import Cast
from tests.kept import once

GRID = "990101001001001"
COMMUNITY = "990101001001"
STREET = "990101001"
CITY, WATER = "990101-CG", "990101-SW"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WORDS = {
    "type": "routine",
    "text": "夜市占道多年。街道没有执法权，劝了就回潮。",
    "place": COMMUNITY,
    "address": "桂花路东口",
}


def proposed(cast: Cast, at: datetime, **given: Any) -> Whistle:
    """Chen's community proposes a whistle."""
    return actions.propose(**WORDS | given, by=cast.chen, at=at)


def reviewed(cast: Cast, at: datetime, **given: Any) -> Whistle:
    """The street has taken it up."""
    whistle = proposed(cast, at, **given)
    return actions.take_up(whistle, type=whistle.type, by=cast.zhao, at=at + MINUTE)


@once
def blown(
    cast: Cast, at: datetime, units: tuple[str, ...] = (CITY, WATER), **given: Any
) -> Whistle:
    """Sun calls two departments."""
    whistle = reviewed(cast, at, **given)
    called = [cast.units[code] for code in units]
    return actions.blow(whistle, units=called, note="请到场会商", by=cast.sun, at=at + 2 * MINUTE)


def naming(whistle: Whistle, code: str) -> Naming:
    """How far a department is, the newest naming of it."""
    found = Naming.objects.filter(part__matter=whistle.pk, part__unit__code=code)
    return found.select_related("part__unit", "part__objection").latest("pk")


def signed(cast: Cast, at: datetime, **given: Any) -> Whistle:
    """Both departments have signed."""
    whistle = blown(cast, at, **given)
    for who in (cast.liu, cast.gao):
        actions.sign(whistle, by=who, at=at + 3 * MINUTE)
    return whistle


def here(whistle: Whistle, code: str, by: User, at: datetime) -> Whistle:
    """A department reports in."""
    part = naming(whistle, code)
    return actions.report_in(whistle, part=part, presence="deputy", post="副局长", by=by, at=at)


def reported_in(cast: Cast, at: datetime, **given: Any) -> Whistle:
    """Both departments have come."""
    whistle = signed(cast, at, **given)
    here(whistle, CITY, cast.liu, at + 4 * MINUTE)
    return here(whistle, WATER, cast.gao, at + 5 * MINUTE)


def joint_handling(cast: Cast, at: datetime, **given: Any) -> Whistle:
    """The street has set down who does what."""
    whistle = reported_in(cast, at, **given)
    return actions.plan(whistle, text="城管清摊，水务改管", by=cast.zhao, at=at + 6 * MINUTE)


def finish(whistle: Whistle, code: str, by: User, at: datetime) -> Whistle:
    """A department reports its result."""
    part = naming(whistle, code)
    return actions.finish(whistle, part=part, outcome="solved", text="已办结", by=by, at=at)


def result(cast: Cast, at: datetime, **given: Any) -> Whistle:
    """Both departments have finished."""
    whistle = joint_handling(cast, at, **given)
    finish(whistle, CITY, cast.liu, at + 7 * MINUTE)
    return finish(whistle, WATER, cast.gao, at + 8 * MINUTE)


def street_rated(cast: Cast, at: datetime, **given: Any) -> Whistle:
    """Sun has confirmed and rated."""
    whistle = result(cast, at, **given)
    ratings = [Grades(naming(whistle, code), 5, 4, 3) for code in (CITY, WATER)]
    return actions.confirm(whistle, ratings=ratings, by=cast.sun, at=at + 9 * MINUTE)


def closed(cast: Cast, at: datetime, **given: Any) -> Whistle:
    """Sun has answered and closed it."""
    whistle = street_rated(cast, at, **given)
    words = "已联合整治，落实每晚值守。"
    return actions.close(whistle, outcome="solved", text=words, by=cast.sun, at=at + 10 * MINUTE)


def objected(cast: Cast, at: datetime) -> Whistle:
    """Gao's department says that it is not in charge."""
    whistle = blown(cast, at)
    part = naming(whistle, WATER)
    words = {"ground": "not_ours", "text": "与给排水无关"}
    return actions.object_(whistle, part=part, **words, by=cast.gao, at=at + HOUR)


def escalated(cast: Cast, at: datetime) -> Whistle:
    """A department has not come; the street has brought it before the district."""
    return actions.escalate(blown(cast, at), by=cast.sun, at=at + HOUR)


def answered(cast: Cast, at: datetime) -> Whistle:
    """The street settles it itself."""
    words = {"reason_code": "settled_here", "text": "街道本周清理"}
    return actions.answer(proposed(cast, at), **words, by=cast.zhao, at=at + HOUR)


def called_off(cast: Cast, at: datetime) -> Whistle:
    """It was a false alarm."""
    return actions.call_off(blown(cast, at), note="误报", by=cast.sun, at=at + HOUR)


def in_the_hands_of_the_street(cast: Cast, at: datetime) -> Case:
    """A case that the street keeps for itself: Sun has signed for it and called Zhou."""
    case = dispatched(cast, at, unit=STREET)
    case_actions.sign(case, by=cast.sun, at=at + 3 * MINUTE)
    return case_actions.contact(case, reached=True, note="约好", by=cast.sun, at=at + 4 * MINUTE)


def moves(whistle: Whistle, user: User, at: datetime) -> list[Move]:
    """The moves open to somebody on the whistle as the database has it."""
    return moves_for(Whistle.objects.get(pk=whistle.pk), user, at)
