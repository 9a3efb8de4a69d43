"""Who learns who reported a case. The unit complained about never does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.affairs.cases.tests.stages import COMMUNITY, accepted, closed, dispatched, reported
from linli.ground.journal.models import Entry
from linli.ground.org.models import StaffSession

NAMED = ["周秀兰", "周*兰", "13900000001", "139****0001"]
EVERYBODY = [
    "zhou", "wu", "li", "wang", "chen", "zhao", "liu", "sun", "lin", "he", "zheng", "qian",
    "sysadmin", "secadmin", "auditor",
]  # fmt: skip


def page(client, case) -> str:
    return client.get(f"/cases/{case.number}/").text


def ask(client, case, reason: str = "回访核实情况", field: str = "phone"):
    return client.post(f"/cases/{case.number}/reporter/", {"field": field, "reason": reason})


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "sun", "lin"])
def test_who_handles_the_case_sees_the_reporter_masked(client, cast, monday, name):
    case = dispatched(cast, monday)
    client.force_login(getattr(cast, name))
    assert [word in page(client, case) for word in NAMED] == [False, True, False, True]


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_those_five_are_told_anything_of_the_reporter(client, cast, monday, name):
    case = dispatched(cast, monday)
    client.force_login(getattr(cast, name))
    told = any(word in page(client, case) for word in NAMED)
    assert told == (name in {"li", "chen", "zhao", "sun", "lin"})


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("subject", [COMMUNITY, "990101001", "990101-CG", "990101"])
def test_the_unit_complained_about_is_told_nothing(client, cast, monday, name, subject):
    case = accepted(cast, monday, type="complaint") if subject == "990101-CG" else None
    case = case or reported(cast, monday, type="complaint", subject_unit=cast.units[subject])
    case.subject_unit = cast.units[subject]
    case.save()
    complained_about = {
        COMMUNITY: {"li", "wang", "chen", "he", "zheng"},
        "990101001": {"li", "wang", "chen", "he", "zheng", "zhao", "sun"},
        "990101-CG": {"liu"},
        "990101": {"lin"},
    }[subject]
    client.force_login(getattr(cast, name))
    shown = page(client, case)
    refused = ask(client, case)
    if name in complained_about:
        assert [word for word in NAMED if word in shown] == []
        assert refused.status_code in (403, 404)
        assert "13900000001" not in refused.text


def test_the_timeline_names_no_resident(client, cast, monday):
    case = closed(cast, monday)
    client.force_login(cast.zhao)
    who = {line.who for line in client.get(f"/cases/{case.number}/").context["timeline"]}
    assert who == {"反映人", "赵敏", "李晓梅", "陈静"}


def test_the_phone_is_shown_for_a_reason_and_the_journal_knows(client, cast, monday):
    case = dispatched(cast, monday)
    client.force_login(cast.li)
    answer = ask(client, case)
    assert answer.status_code == 200
    assert "13900000001" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    entry = Entry.objects.about(case).last()
    assert (entry.event, entry.by) == ("people.revealed", cast.li)
    assert "13900000001" not in page(client, case)


@pytest.mark.parametrize("reason", ["", "看看"])
def test_without_a_reason_nothing_is_shown(client, cast, monday, reason):
    case = dispatched(cast, monday)
    client.force_login(cast.li)
    answer = ask(client, case, reason)
    assert answer.status_code == 422
    assert "13900000001" not in answer.text
    assert not Entry.objects.filter(event="people.revealed").exists()


@pytest.mark.parametrize("name", ["wang", "liu", "he", "zheng", "qian", "sysadmin", "auditor"])
def test_who_does_not_see_the_case_cannot_ask(client, cast, monday, name):
    case = dispatched(cast, monday)
    client.force_login(getattr(cast, name))
    assert ask(client, case).status_code == 404


@pytest.mark.parametrize("name", ["sysadmin", "secadmin", "auditor"])
def test_an_administrator_in_a_session_sees_the_case_but_not_who_reported_it(
    client, cast, monday, name
):
    case, now = dispatched(cast, monday), timezone.now()
    user = getattr(cast, name)
    StaffSession.objects.create(
        user=user, reason="核对数据", opened_at=now, ends_at=now + timedelta(hours=1)
    )
    client.force_login(user)
    shown = page(client, case)
    assert case.title in shown
    assert [word for word in NAMED if word in shown] == []
    assert ask(client, case).status_code == 403


def test_a_department_that_has_the_case_may_ask_whom_to_call(client, cast, monday):
    case = dispatched(cast, monday, unit="990101-CG")
    client.force_login(cast.liu)
    assert "139****0001" in page(client, case)
    assert ask(client, case).status_code == 200


def test_an_anonymous_report_has_nobody_to_show(client, cast, monday):
    case = reported(cast, monday, reporter=None)
    client.force_login(cast.zhao)
    assert "没有留下姓名" in page(client, case)
    assert ask(client, case).status_code == 403
