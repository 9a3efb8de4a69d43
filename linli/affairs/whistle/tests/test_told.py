"""Who is told what when something happens to a whistle."""

from __future__ import annotations

import pytest

from linli.affairs.whistle import actions
from linli.affairs.whistle.tests import stages
from linli.affairs.whistle.tests.stages import CITY, DAY, HOUR, WATER, naming
from linli.ground.notices.models import Notification

LAST = {
    # Zhao blows emergencies alone: what waits to be blown, or an objection, is Sun's.
    "proposed": {"zhao": "to_review", "sun": "to_review"},
    "reviewed": {"sun": "to_blow", "chen": "answered"},
    "blown": {"liu": "called", "gao": "called"},
    "objected": {"sun": "to_judge", "lin": "to_judge"},
    "escalated": {"lin": "to_decide"},
    "answered": {"chen": "answered"},
    "called_off": {"liu": "released", "gao": "released"},
    "street_rated": {"liu": "to_rate", "gao": "to_rate"},
}


def told(whistle, at) -> dict[str, str]:
    """Who was told at this moment what, without the prefix of the kind."""
    rows = Notification.objects.about(whistle).filter(at=at).select_related("user")
    return {row.user.username: row.code.removeprefix("whistle.") for row in rows}


@pytest.mark.parametrize("stage", LAST)
def test_whoever_has_the_next_step_is_told_and_nobody_else(cast, monday, deliver_all, stage):
    whistle = getattr(stages, stage)(cast, monday)
    deliver_all()
    last = Notification.objects.about(whistle).latest("at", "pk").at
    assert told(whistle, last) == LAST[stage]


def test_an_emergency_calls_at_once_and_leads_to_the_page_for_the_street(cast, monday, deliver_all):
    words = stages.WORDS | {"type": "emergency", "units": [cast.units[WATER]], "note": "到场"}
    whistle = actions.blow_at_once(**words, by=cast.zhao, at=monday)
    deliver_all()
    [row] = Notification.objects.about(whistle).filter(user=cast.gao)
    assert (row.code, row.link) == ("whistle.called_at_once", f"/whistles/{whistle.number}/now/")


def test_when_the_last_result_is_in_the_street_is_told_to_confirm(cast, monday, deliver_all):
    whistle = stages.result(cast, monday)
    deliver_all()
    assert told(whistle, monday + 8 * stages.MINUTE) == {"sun": "to_confirm"}


@pytest.mark.parametrize("judge", ["uphold", "overrule"])
def test_a_department_is_told_how_its_objection_was_judged(cast, monday, deliver_all, judge):
    whistle = stages.objected(cast, monday)
    part, at = naming(whistle, WATER), monday + 2 * HOUR
    getattr(actions, judge)(whistle, part=part, note="已查", by=cast.lin, at=at)
    deliver_all()
    assert told(whistle, at) == {"gao": "judged"}


def test_who_is_released_and_who_is_named_later_is_told_so(cast, monday, deliver_all):
    whistle = stages.blown(cast, monday, units=(CITY,))
    unit = cast.units[WATER]
    actions.name(whistle, unit=unit, note="查管", by=cast.sun, at=monday + HOUR)
    part = naming(whistle, CITY)
    actions.release(whistle, part=part, note="不用来了", by=cast.sun, at=monday + DAY)
    deliver_all()
    assert told(whistle, monday + HOUR) == {"gao": "called"}
    assert told(whistle, monday + DAY) == {"liu": "released"}


def test_a_notice_has_a_number_and_a_place_and_nothing_of_the_matter(cast, monday, deliver_all):
    whistle = stages.closed(cast, monday)
    deliver_all()
    for row in Notification.objects.about(whistle):
        assert set(row.values) <= {"number", "place"}
