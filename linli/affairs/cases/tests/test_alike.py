"""Cases that may be the same matter: what is suggested to whom, and merging from there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from linli.affairs.cases import actions
from linli.affairs.cases.alike import merge_candidates
from linli.affairs.cases.models import Case, Category, Said
from linli.affairs.cases.tests.stages import GRID, accepted, reported
from linli.affairs.cases.tests.test_pages import address, sign_in

DAY = timedelta(days=1)


@pytest.fixture
def wus(cast, monday, deliver_all):
    """Wu had reported the same lamp two days before."""
    given = {"reporter": cast.residents["wu"], "by": cast.wu, "point": (90.51, 40.21)}
    case = reported(cast, monday - 2 * DAY, **given)
    deliver_all()
    return case


def test_the_same_lamp_is_found_with_its_distance_in_time_and_place(cast, monday, wus):
    case = reported(cast, monday, point=(90.51, 40.211))
    with translation.override("en"):
        (found,) = merge_candidates(case, cast.zhao, monday)
    assert (found.case, found.days, found.metres, found.can_lead) == (wus, 2, 111, True)
    assert found.reasons == ["same words", "same kind", "same place"]
    assert "灯不亮" in found.shared


def test_what_says_something_else_or_is_far_away_or_long_ago_is_not_suggested(
    cast, monday, deliver_all
):
    other = Category.objects.get(code="0903")
    reported(cast, monday, category=other, text="想问议事会什么时候开", reporter=None)
    reported(cast, monday, place_code="990102001001", reporter=None)
    old = reported(cast, monday - 61 * DAY, reporter=None)
    actions.decline(old, reason_code="concluded", note="已办结", by=cast.zhao, at=monday)
    deliver_all()
    assert merge_candidates(reported(cast, monday), cast.zhao, monday) == []


def test_a_case_at_its_end_is_shown_but_nothing_goes_into_it(cast, monday, wus):
    given = {"reason_code": "concluded", "note": "已办结"}
    actions.decline(wus, **given, by=cast.zhao, at=monday - DAY)
    (found,) = merge_candidates(reported(cast, monday), cast.zhao, monday)
    assert (found.case, found.can_lead) == (wus, False)


def test_an_old_case_that_is_still_open_is_suggested(cast, monday, deliver_all):
    old = reported(cast, monday - 61 * DAY, reporter=None)
    deliver_all()
    (found,) = merge_candidates(reported(cast, monday), cast.zhao, monday)
    assert found.case == old


def test_what_is_withdrawn_or_merged_is_not_suggested(cast, monday, wus, deliver_all):
    actions.withdraw(wus, note="已经好了", by=cast.wu, at=monday - DAY)
    assert merge_candidates(reported(cast, monday), cast.zhao, monday) == []
    deliver_all()
    assert not Said.objects.get(case=wus).row


def test_the_case_that_whoever_entered_it_named_comes_first(cast, monday, wus):
    case = reported(cast, monday, text="电梯困人，维保不来", duplicate_of=wus)
    with translation.override("en"):
        (found,) = merge_candidates(case, cast.zhao, monday)
    assert (found.case, found.reasons) == (wus, ["named by whoever entered it"])


def test_what_the_user_does_not_see_is_not_suggested(cast, monday, wus):
    case = reported(cast, monday, place_code=GRID[:12])
    assert merge_candidates(case, cast.wang, monday) == []


def test_whoever_dispatches_merges_from_the_card(client, cast, monday, wus):
    case = accepted(cast, monday)
    sign_in(client, cast, "zhao")
    assert wus.number in client.get(address(case)).text
    given = {"lead": wus.number, "note": "same kind", "version": case.version}
    client.post(address(case, "moves", "merge"), given)
    assert Case.objects.get(pk=case.pk).merged_into == wus


@pytest.mark.parametrize("name", ["li", "chen", "sun"])
def test_who_may_not_merge_is_suggested_nothing(client, cast, monday, wus, name):
    case = accepted(cast, monday)
    sign_in(client, cast, name)
    assert 'id="alike"' not in client.get(address(case)).text
