"""What residents reject in the review of an item leaves the communities."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.affairs.admission import actions, queries
from linli.affairs.admission.models import ResidentsVote
from linli.affairs.admission.tests import stages
from linli.affairs.admission.tests.stages import COMMUNITY, FAR_COMMUNITY, OTHER_COMMUNITY
from linli.ground.worktime.calendar import last_day
from linli.matters.engine import InputInvalid, NotAllowed, NotReady, submit

HOUR = timedelta(hours=1)
MORE = {"ends_on": date(2027, 12, 31), "hours": 4, "note": "有效果"}


@pytest.mark.parametrize(
    ("in_favour", "against", "rejected"),
    [(14, 15, False), (14, 16, True), (15, 15, False), (0, 30, True), (30, 0, False)],
)
def test_more_against_than_for_it_of_enough_votes_is_a_rejection(
    cast, monday, in_favour, against, rejected
):
    item = stages.voted(cast, monday, in_favour, against)
    assert queries.rejected_by_residents(item) is rejected


def test_what_residents_rejected_is_not_renewed_and_can_only_leave(cast, monday):
    item = stages.voted(cast, monday, 10, 40)
    with pytest.raises(NotReady, match="40"), transaction.atomic():
        actions.renew(item, **MORE, by=cast.lin, at=monday + HOUR)
    left = actions.withdraw(item, note="居民不认可", by=cast.lin, at=monday + HOUR)
    assert left.state == "withdrawn"


def test_what_residents_want_is_renewed(cast, monday):
    item = stages.voted(cast, monday, 40, 10)
    assert actions.renew(item, **MORE, by=cast.lin, at=monday + HOUR).state == "renewed"


def test_a_later_review_begins_without_the_votes_of_the_one_before(cast, monday):
    item = stages.voted(cast, monday, 40, 10)
    actions.renew(item, **MORE, by=cast.lin, at=monday + HOUR)
    again = actions.review(item, by=cast.fang, at=monday + 2 * HOUR)
    assert queries.votes(again) == (0, 0)


def test_a_community_has_the_time_of_the_rule_pack_for_its_residents(cast, monday):
    item = stages.residents_asked(cast, monday)
    clock = item.deadlines.get(participation__unit__code=COMMUNITY)
    assert (clock.name, last_day(clock.due_at)) == ("opinion", date(2026, 6, 1))


def test_nobody_is_waited_for_once_it_is_decided(cast, monday):
    item = stages.residents_asked(cast, monday)
    actions.withdraw(item, note="并入街道工作", by=cast.lin, at=monday + HOUR)
    assert not item.participations.open().exists()
    assert not item.deadlines.running().exists()


def test_another_community_tells_no_vote_and_nobody_a_second(cast, monday):
    told = {"held_on": "2026-05-11", "in_favour": "1", "against": "0", "text": "已表决"}
    item = stages.under_review(cast, monday)
    units = [cast.units[FAR_COMMUNITY]]
    actions.ask_residents(item, units=units, note="是否继续", by=cast.fang, at=monday + HOUR)
    with pytest.raises(NotAllowed):
        submit(item, "tell_vote", told, by=cast.chen, at=monday + 2 * HOUR)
    voted = stages.voted(cast, monday, 3, 4)
    with pytest.raises(NotAllowed):
        submit(voted, "tell_vote", told, by=cast.chen, at=monday + 2 * HOUR)


def test_communities_are_asked_once_in_a_review(cast, monday):
    item = stages.residents_asked(cast, monday)
    for code, fits in ((COMMUNITY, False), (OTHER_COMMUNITY, True)):
        given = {"units": [code], "note": "是否继续"}
        if fits:
            submit(item, "ask_residents", given, by=cast.fang, at=monday + HOUR)
        else:
            with pytest.raises(InputInvalid):
                submit(item, "ask_residents", given, by=cast.fang, at=monday + HOUR)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"in_favour": "0", "against": "0"}, "in_favour"),
        ({"held_on": "2026-05-10"}, "held_on"),
        ({"held_on": "2026-05-12"}, "held_on"),
        ({"against": "-1"}, "against"),
    ],
)
def test_votes_that_cannot_be_are_refused(cast, monday, given, field):
    item = stages.residents_asked(cast, monday)
    told = {"part": COMMUNITY, "held_on": "2026-05-11", "in_favour": "3", "against": "4"}
    with pytest.raises(InputInvalid) as refused:
        submit(item, "tell_vote", told | {"text": "…"} | given, by=cast.chen, at=monday + HOUR)
    assert set(refused.value.errors) == {field}


def test_the_database_keeps_no_vote_without_voters(cast, monday):
    part = stages.residents_asked(cast, monday).participations.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ResidentsVote.objects.create(part=part, held_on=date(2026, 5, 11), in_favour=0, against=0)


def test_the_page_tells_the_votes_and_what_follows(client, cast, monday):
    item = stages.voted(cast, monday, 10, 40)
    client.force_login(cast.lin)
    page = client.get(f"/admission/{item.number}/").content.decode()
    assert "居民怎么说" in page
    assert "不得续期" in page
    assert "?move=renew" not in page
