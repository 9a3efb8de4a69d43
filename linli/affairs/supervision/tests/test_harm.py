"""Harm that was done is not over with its matter: a unit answers for it afterwards."""

from __future__ import annotations

import pytest

from linli.affairs.supervision import actions
from linli.affairs.supervision.models import Suggestion
from linli.affairs.supervision.tests.stages import DAY, DEPARTMENT, GRID, HOUR
from linli.affairs.supervision.tests.test_suggestions import suggested
from tests.errands import actions as errands

pytestmark = pytest.mark.urls("tests.errands.urls")


def dropped(cast, monday, deliver_all):
    """An errand that ended with harm done by Li's grid, as its flow has declared."""
    errand = errands.ask(what="伞", unit=cast.units[GRID], by=cast.zhao, at=monday)
    errands.drop(errand, by=cast.system, at=monday + HOUR)
    deliver_all()
    return errand


def test_for_harm_a_unit_answers_though_the_matter_has_ended(cast, monday, deliver_all):
    errand = dropped(cast, monday, deliver_all)
    actions.lapse(by=cast.system, at=monday + DAY)
    assert suggested() == [("order", ["bad_effect"])]
    order = {"step": "order", "text": "请整改", "at": monday + DAY}
    for other in ("990101001001002", DEPARTMENT):
        with pytest.raises(actions.NotInHand):
            actions.begin(errand, unit=cast.units[other], **order, by=cast.lin)
    made = actions.take_up(Suggestion.objects.get(), **order, by=cast.sun)
    assert (made.subject_id, made.holder.code) == (errand.pk, GRID)


def test_what_was_declined_cannot_be_begun_by_hand_over_a_matter_that_has_ended(
    cast, monday, deliver_all
):
    errand = dropped(cast, monday, deliver_all)
    actions.decline(Suggestion.objects.get(), note="已道歉", by=cast.sun, at=monday + DAY)
    given = {"unit": cast.units[GRID], "step": "order", "text": "请整改", "by": cast.sun}
    with pytest.raises(actions.NotInHand):
        actions.begin(errand, **given, at=monday + DAY)
