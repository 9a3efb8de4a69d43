"""The pages, with everybody at each door; and the resident's page through which a rating comes."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.affairs.cases.models import FollowUp
from linli.affairs.cases.tests.stages import verified
from linli.insight.solicited.models import Check, Door, Finding, FindingRow
from linli.insight.solicited.tests.stories import (
    DISTRICT,
    HOUR,
    PHONE,
    appraiser,
    found,
    one_phone,
    rated,
)
from tests.cast import MONDAY

LISTED = {"lin", "auditor", "su"}
OPENED = {"lin", "su"}


@pytest.fixture
def finding(cast) -> Finding:
    one_phone(cast)
    return found(cast)[0]


def everybody(cast):
    return cast.everybody() | {"su": appraiser(cast)}


def visits(client, cast, address) -> dict[str, int]:
    statuses = {}
    for name, user in everybody(cast).items():
        client.force_login(user)
        statuses[name] = client.get(address).status_code
    return statuses


def test_the_list_is_there_for_those_who_check_and_the_audit_administrator(client, cast, finding):
    statuses = visits(client, cast, reverse("solicited:list"))
    assert {name for name, status in statuses.items() if status == 200} == LISTED
    assert {status for name, status in statuses.items() if name not in LISTED} == {403}


def test_the_page_is_there_for_those_who_check_alone(client, cast, finding):
    statuses = visits(client, cast, reverse("solicited:page", args=[finding.pk]))
    assert {name for name, status in statuses.items() if status == 200} == OPENED
    assert statuses["auditor"] == 404
    assert {statuses[name] for name in ("li", "chen", "sun", "qian", "wu", "zhou")} == {403}


def test_a_stranger_is_sent_to_the_sign_in(client, finding):
    assert client.get(reverse("solicited:page", args=[finding.pk])).status_code == 302


def test_whoever_checks_in_the_street_that_had_the_cases_sees_nothing(client, cast, finding):
    client.force_login(appraiser(cast, "990101001", "shi"))
    assert b"data-row" not in client.get(reverse("solicited:list")).content
    assert client.get(reverse("solicited:page", args=[finding.pk])).status_code == 404


def test_whoever_checks_in_another_district_sees_nothing(client, cast, finding):
    client.force_login(appraiser(cast, "990102", "shi"))
    assert b"data-row" not in client.get(reverse("solicited:list")).content
    assert client.get(reverse("solicited:page", args=[finding.pk])).status_code == 404


def test_nobody_of_a_unit_that_is_rated_checks_it(client, cast, finding):
    client.force_login(appraiser(cast))
    finding.rows.update(unit=cast.units[DISTRICT])
    assert client.get(reverse("solicited:page", args=[finding.pk])).status_code == 404


def test_a_check_is_kept_with_name_and_reason(client, cast, finding):
    su = appraiser(cast)
    client.force_login(su)
    address = reverse("solicited:page", args=[finding.pk])
    given = {"result": "solicited", "reason": "四位居民都说网格员借手机"}
    assert client.post(address, given).status_code == 302
    check = Check.objects.get()
    assert (check.by, check.result, check.reason) == (su, "solicited", given["reason"])
    assert given["reason"] in client.get(address).content.decode()


@pytest.mark.parametrize("given", [{}, {"result": "solicited"}, {"result": "?", "reason": "x"}])
def test_a_check_without_result_or_reason_is_refused_in_the_form(client, cast, finding, given):
    client.force_login(cast.lin)
    answer = client.post(reverse("solicited:page", args=[finding.pk]), given)
    assert (answer.status_code, Check.objects.count()) == (422, 0)


@pytest.mark.parametrize("name", ["li", "sun", "wu", "auditor"])
def test_nobody_else_sends_a_check(client, cast, finding, name):
    client.force_login(getattr(cast, name))
    given = {"result": "fine", "reason": "没有问题"}
    answer = client.post(reverse("solicited:page", args=[finding.pk]), given)
    assert answer.status_code in {403, 404}
    assert Check.objects.count() == 0


def test_the_page_tells_no_name_and_no_phone(client, cast, finding):
    client.force_login(cast.lin)
    text = client.get(reverse("solicited:page", args=[finding.pk])).content.decode()
    assert "某某" not in text
    assert "138000" not in text


def test_spans_are_told_in_words(client, cast, finding):
    first = finding.rows.earliest("pk")
    finding.rows.update(seconds=180)
    FindingRow.objects.filter(pk=first.pk).update(seconds=50)
    client.force_login(cast.lin)
    text = client.get(reverse("solicited:page", args=[finding.pk])).content.decode()
    assert "4 人在 1 天内" in text
    told = [text.count(f"请评价后 {span}") for span in ("3 分钟", "50 秒")]
    assert told == [3, 1]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_little_for_three_as_for_one(
    client, cast, rows, django_assert_num_queries
):
    for number in range(rows):
        for each in range(4):
            key = number * 10 + each
            rated(cast, key, MONDAY + HOUR, browser=f"browser {number}")
    assert len(found(cast)) == rows
    client.force_login(cast.lin)
    client.get(reverse("solicited:list"))
    with django_assert_num_queries(6):
        client.get(reverse("solicited:list"))


def test_a_rating_on_the_residents_page_leaves_its_door(client, cast):
    case = verified(cast, timezone.now() - HOUR)
    client.force_login(cast.zhou)
    page = client.get(reverse("my-case", args=[case.number]))
    assert 'id="rate"' in page.content.decode()
    given = {"contacted": "yes", "solved": "yes", "satisfaction": "5", "version": case.version}
    address = reverse("my-case-move", args=[case.number, "rate"])
    client.post(address, given, headers={"user-agent": PHONE}, REMOTE_ADDR="203.0.113.77")
    door = Door.objects.get()
    assert door.follow_up == FollowUp.objects.get()
    assert all(len(bytes(part)) == 16 for part in (door.browser, door.machine, door.network))


def test_a_refused_answer_leaves_no_door(client, cast):
    case = verified(cast, timezone.now() - HOUR)
    client.force_login(cast.zhou)
    address = reverse("my-case-move", args=[case.number, "rate"])
    client.post(address, {"satisfaction": "9", "version": case.version})
    assert (FollowUp.objects.count(), Door.objects.count()) == (0, 0)


def test_other_moves_of_a_resident_leave_no_door(client, cast):
    case = verified(cast, timezone.now() - HOUR)
    client.force_login(cast.zhou)
    address = reverse("my-case-move", args=[case.number, "rate"])
    sent = {"contacted": "yes", "solved": "no", "satisfaction": "1", "version": case.version}
    client.post(address, sent)
    case.refresh_from_db()
    again = reverse("my-case-move", args=[case.number, "reopen"])
    client.post(again, {"note": "没有修好", "version": case.version})
    case.refresh_from_db()
    assert (case.state, Door.objects.count()) == ("dispatched", 1)
