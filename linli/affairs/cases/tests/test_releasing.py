"""What somebody has taken on, given back to the unit."""

from __future__ import annotations

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import closed, in_progress
from linli.ground.journal.models import Entry


def release(client, user, case: Case) -> int:
    client.force_login(user)
    return client.post(f"/matters/{case.number}/release/").status_code


def test_who_has_taken_a_case_on_gives_it_back(client, cast, monday):
    case = in_progress(cast, monday)
    assert release(client, cast.li, case) == 302
    now = Case.objects.get(pk=case.pk)
    assert (now.assignee, now.holder, now.version) == (None, case.holder, case.version + 1)
    assert Entry.objects.filter(event="matters.release", by=cast.li).count() == 1


def test_nobody_gives_back_what_others_have_taken_on(client, cast, monday):
    case = in_progress(cast, monday)
    assert [release(client, cast.zhao, case), release(client, cast.chen, case)] == [403, 403]
    assert release(client, cast.qian, case) == 404
    assert release(client, cast.zhou, case) == 403
    assert Case.objects.get(pk=case.pk).assignee == cast.li


def test_what_has_come_to_its_end_keeps_who_did_it(client, cast, monday):
    case = closed(cast, monday)
    assert release(client, cast.li, case) == 403
    assert Case.objects.get(pk=case.pk).assignee == case.assignee


def test_the_page_offers_it_to_nobody_else(client, cast, monday):
    case = in_progress(cast, monday)
    for user, offered in ((cast.li, True), (cast.zhao, False)):
        client.force_login(user)
        page = client.get(f"/cases/{case.number}/").text
        assert (f"/matters/{case.number}/release/" in page) == offered
