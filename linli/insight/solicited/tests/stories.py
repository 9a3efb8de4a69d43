"""Ratings of Li's grid, as many as a test needs, from the doors that it names."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.affairs.cases.actions import take_answer
from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import verified
from linli.ground.org.actions import add_user, grant_duty
from linli.ground.org.models import User
from linli.ground.people.actions import open_account, remember_resident
from linli.insight.solicited import actions
from linli.insight.solicited.models import Finding
from tests.cast import MONDAY, SINCE, Cast
from tests.kept import once

DISTRICT = "990101"
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
LATER = MONDAY + 2 * DAY
PHONE = "Mozilla/5.0 (Linux; Android 14; one phone)"


def appraiser(cast: Cast, unit: str = DISTRICT, username: str = "su") -> User:
    """Somebody who checks ratings."""
    user = add_user(
        username=username, name="苏", kind="staff", password="", by=cast.system, at=MONDAY
    )
    where = cast.units[unit]
    grant_duty(user=user, unit=where, role="appraiser", valid_from=SINCE, by=cast.system, at=MONDAY)
    return user


def rated(
    cast: Cast,
    number: int,
    at: datetime,
    *,
    level: int = 5,
    browser: str = "",
    agent: str = "",
    address: str = "",
) -> Case:
    """A neighbour of this number rates her case at a moment, through a door."""
    phone = f"138{number:08d}"
    someone = remember_resident(name="某某", phone=phone, by=cast.system, at=MONDAY)
    account = open_account(phone=phone, at=MONDAY)
    someone.refresh_from_db()
    case = verified(cast, MONDAY, reporter=someone, by=account)
    answers = {"contacted": True, "solved": True, "satisfaction": level}
    case = take_answer(case, **answers, by=account, at=at)
    actions.note_door(case, browser=browser, agent=agent, address=address, by=account, at=at)
    return case


@once
def one_phone(cast: Cast, count: int = 4, **door: str) -> list[Case]:
    """So many neighbours rate from one browser, five minutes after each other."""
    door = door or {"browser": "a browser"}
    return [rated(cast, n, MONDAY + HOUR + n * 5 * MINUTE, **door) for n in range(count)]


def found(cast: Cast, at: datetime = LATER) -> list[Finding]:
    """What a run finds in the district."""
    actions.find(DISTRICT, by=cast.system, at=at)
    return list(Finding.objects.order_by("pk"))
