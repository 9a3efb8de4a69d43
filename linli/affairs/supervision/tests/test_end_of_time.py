"""When its time is over no word of a supervision is left; unit, steps and outcome are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.supervision import actions
from linli.affairs.supervision.models import Supervision
from linli.affairs.supervision.tests.stages import COMMUNITY, DAY, GRID, HOUR, a_case
from linli.ground.journal.queries import broken_links
from linli.ground.privacy.actions import end_all
from linli.ground.privacy.scan import scan
from linli.matters.attachments import Content

NAME = "白秋月"


@pytest.fixture
def two(cast, monday, tmp_path, settings, deliver_all) -> list[Supervision]:
    """One that the unit put right at last, one that was tolerated, with a name in every text."""
    settings.MEDIA_ROOT, found = tmp_path, []
    file = Content(f"{NAME}.pdf", "application/pdf", NAME.encode())
    for unit, who in ((GRID, cast.li), (COMMUNITY, cast.chen)):
        case, at = a_case(cast, monday, unit), monday + HOUR
        given = {"unit": cast.units[unit], "step": "order", "text": NAME}
        made = actions.begin(case, **given, by=cast.sun, at=at)
        actions.object_(made, text=NAME, by=who, at=at + HOUR)
        actions.dismiss(made, note=NAME, by=cast.lin, at=at + 2 * HOUR)
        actions.answer(made, text=NAME, photos=[file], by=who, at=at + 3 * HOUR)
        actions.send_back(made, note=NAME, by=cast.sun, at=at + 4 * HOUR)
        actions.answer(made, text=NAME, by=who, at=at + 5 * HOUR)
        found.append(made)
    actions.accept(found[0], note=NAME, by=cast.sun, at=at + 6 * HOUR)
    why = {"kind": "tried", "reason": NAME}
    actions.tolerate(found[1], **why, by=cast.lin, at=at + 6 * HOUR)
    deliver_all()
    return found


def test_no_word_is_left_and_steps_and_outcomes_stay(
    cast, monday, two, tmp_path, django_capture_on_commit_callbacks
):
    place, days = cast.places["990101"], (monday.date(), (monday + DAY).date())
    drawn = {"place": place, "first": days[0], "last": days[1], "by": cast.lin, "at": monday + DAY}
    actions.draft(**drawn)
    assert len({found.where for found in scan([NAME], [tmp_path])}) > 6
    with django_capture_on_commit_callbacks(execute=True):
        end_all(by=cast.system, at=monday + timedelta(days=3 * 366 + 30))
    assert list(scan([NAME], [tmp_path])) == []
    left = [(each.step, each.state, each.holder_id) for each in Supervision.objects.order_by("pk")]
    units = [cast.units[code].pk for code in (GRID, COMMUNITY)]
    assert left == [("order", "accepted", units[0]), ("order", "tolerated", units[1])]
    assert list(broken_links()) == []
