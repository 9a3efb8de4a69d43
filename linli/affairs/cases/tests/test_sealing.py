"""Sealed cases (封存): who may, who still sees them, at which doors they are gone, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from linli.affairs.cases import actions, exporting
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.tests import stages
from linli.affairs.cases.tests.test_pages import sign_in
from linli.ground.journal.models import Entry
from linli.ground.org.actions import add_user, issue_token, open_staff_session
from linli.ground.org.models import Duty
from linli.matters.engine import MoveRefused, NotReady, submit
from linli.matters.lists import Asked, Term
from linli.matters.models import Seal
from linli.matters.search.queries import Asked as Words
from linli.matters.search.queries import search
from tests.cast import SINCE

HOUR = timedelta(hours=1)


@pytest.fixture
def case(cast, monday):
    """Sun has sealed what Li had settled for Zhou."""
    case = stages.closed(cast, monday)
    return actions.seal(case, note="涉及未成年人", by=cast.sun, at=monday + HOUR)


def who_sees(cast, at) -> set[str]:
    people = cast.everybody().items()
    return {name for name, user in people if visible_cases(user, at).exists()}


def test_only_who_may_seal_and_the_reporter_still_see_it(cast, case, monday):
    assert who_sees(cast, monday + HOUR) == {"sun", "lin", "zhou"}
    actions.unseal(case, note="期限已过", by=cast.lin, at=monday + 2 * HOUR)
    assert who_sees(cast, monday + 2 * HOUR) == {"sun", "lin", "zhou", "chen", "zhao", "li"}


def test_an_open_staff_session_does_not_show_it(cast, case, monday):
    at = monday + HOUR
    open_staff_session(reason="季度抽查", length=HOUR, by=cast.auditor, at=at)
    assert not visible_cases(cast.auditor, at).exists()
    actions.unseal(case, note="期限已过", by=cast.lin, at=at)
    assert visible_cases(cast.auditor, at).exists()


def test_a_neighbouring_director_sees_as_little_as_before(cast, case, monday):
    cast.qian.duties.update(role="street_director")
    assert not visible_cases(cast.qian, monday + HOUR).exists()


def test_lists_counts_search_and_export_leave_it_out(cast, case, monday, deliver_all):
    at = monday + HOUR
    deliver_all()

    def found(user):
        ended = Asked(user, at, ended=True)
        seen = visible_cases(user, at)
        return [
            ended.counts({"": [Term("id", "=", case.pk)]})[""].number,
            len(search(Words(text="路灯"), user, at).ids),
            len(list(exporting.rows(seen, "#1"))) - 1,
        ]

    assert (found(cast.zhao), found(cast.sun)) == ([0, 0, 0], [1, 1, 1])


def test_the_page_and_the_api_know_nothing_of_it(cast, case, client, monday):
    program = add_user(username="p", name="p", kind="service", by=cast.secadmin, at=monday)
    Duty.objects.create(
        user=program, unit=cast.units["990101001"], role="dispatcher", valid_from=SINCE
    )
    given = {"user": program, "label": "", "scopes": ["cases.read"], "by": cast.secadmin}
    _token, secret = issue_token(**given, at=timezone.now())
    auth = {"authorization": f"Bearer {secret}"}
    sign_in(client, cast, "zhao")
    assert client.get(f"/cases/{case.number}/").status_code == 404
    assert client.get(f"/api/v1/cases/{case.number}", headers=auth).status_code == 404
    sign_in(client, cast, "sun")
    assert "Sealed" in client.get(f"/cases/{case.number}/", headers={"accept-language": "en"}).text


def test_nobody_opens_it_again_before_the_seal_is_lifted(cast, case, monday):
    with pytest.raises(NotReady, match="封存"):
        submit(case, "reopen", {"note": "又不亮了"}, by=cast.zhou, at=monday + HOUR)
    actions.unseal(case, note="要重新办理", by=cast.sun, at=monday + 2 * HOUR)
    assert submit(case, "reopen", {"note": "又不亮了"}, by=cast.zhou, at=monday + 3 * HOUR)
    assert case.state == "dispatched"


def test_every_move_that_leads_out_of_an_end_waits_for_the_seal():
    out = [m for m in flow.moves.values() if m.target and set(m.sources) & set(flow.final)]
    assert {m.name for m in out if m.unless is None} == set()


def test_what_is_merged_into_it_is_sealed_and_lifted_with_it(cast, monday):
    part, lead = stages.reported(cast, monday), stages.verified(cast, monday)
    actions.merge(part, lead=lead, note="同一盏灯", by=cast.zhao, at=monday + HOUR)
    lead = Case.objects.get(pk=lead.pk)
    actions.rate(lead, contacted=True, solved=True, satisfaction=5, by=cast.zhou, at=monday + HOUR)
    actions.seal(lead, note="涉及未成年人", by=cast.sun, at=monday + 2 * HOUR)
    assert who_sees(cast, monday + 2 * HOUR) == {"sun", "lin", "zhou"}
    with pytest.raises(NotReady), transaction.atomic():
        submit(part, "split", {"note": "不是"}, by=cast.lin, at=monday + 2 * HOUR)
    actions.unseal(lead, note="期限已过", by=cast.sun, at=monday + 3 * HOUR)
    assert not Seal.objects.standing().exists()
    events = Entry.objects.about(part).values_list("event", flat=True)
    assert list(events)[-2:] == ["cases.seal", "cases.unseal"]


def test_a_case_in_hand_is_not_sealed_and_none_is_sealed_twice(cast, case, monday):
    again = Case.objects.get(pk=case.pk)
    for each in (stages.verified(cast, monday), again):
        with pytest.raises(MoveRefused):
            submit(each, "seal", {"note": "涉密"}, by=cast.sun, at=monday + 2 * HOUR)
    assert Seal.objects.count() == 1
