"""The journal as the audit reads it: what was done by whom, and nothing of what was said."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.affairs.cases.tests import stages
from linli.faces.web import audit
from linli.ground.journal.models import Entry
from linli.ground.org.actions import block_user, grant_duty, open_staff_session
from linli.ground.privacy.actions.words import destroy_keys
from tests.cast import MONDAY

DAY = timedelta(days=1)


@pytest.fixture
def happened(cast, monday):
    """A case from report to rating, and an account that is blocked."""
    case = stages.closed(cast, monday)
    block_user(cast.he, by=cast.secadmin, at=monday)
    return case


def read(client, cast, query: str = "", name: str = "auditor"):
    client.force_login(getattr(cast, name))
    return client.get(f"/audit/?{query}")


def test_the_auditor_reads_who_did_what_and_nothing_of_the_matter(client, cast, happened):
    answer = read(client, cast)
    page, told = answer.text, {(row.event, row.by.username) for row in answer.context["rows"]}
    assert page.count("data-row") == Entry.objects.count()
    assert {("cases.dispatch", "zhao"), ("cases.sign", "li"), ("org.block", "secadmin")} <= told
    assert f"matters.matter:{happened.pk}" in page
    for secret in ("路灯", "已更换灯泡", "周秀兰", "13900000001", "satisfaction", happened.number):
        assert secret not in page, secret


def test_codes_and_keys_are_shown_of_duties_and_not_of_matters_or_answers(cast, happened):
    duty = {"role": "mediator", "valid_from": MONDAY.date(), "by": cast.secadmin, "at": MONDAY}
    grant_duty(user=cast.zheng, unit=cast.units["990101001"], **duty)
    granted = Entry.objects.get(event="org.grant")
    assert "mediator" in audit.details(granted)
    others = Entry.objects.filter(about_kind__in=("matters.matter", "cases.answers"))
    assert {audit.details(entry) for entry in others} == {""}


def test_the_reason_of_a_look_is_read_until_its_time_is_over(client, cast, monday):
    length = timedelta(minutes=30)
    open_staff_session(reason="核查一件投诉", length=length, by=cast.sysadmin, at=monday)
    answer = read(client, cast, "event=org.open_session")
    assert len(answer.context["rows"]) == 1
    assert ("核查一件投诉" in answer.text, "sealed: " in answer.text) == (True, False)
    destroy_keys("org.user", [cast.sysadmin.pk], at=monday)
    assert "核查一件投诉" not in read(client, cast, "event=org.open_session").text


@pytest.mark.parametrize(
    ("query", "event"),
    [("who=secadmin", "org."), ("who=LI", "cases."), ("event=cases.dispatch", "cases.dispatch")],
)
def test_it_is_narrowed_by_account_and_kind(client, cast, happened, query, event):
    rows = read(client, cast, query).context["rows"]
    assert rows
    assert {entry.event.startswith(event) for entry in rows} == {True}


def test_it_is_narrowed_by_days(client, cast, happened):
    today = timezone.localdate()
    for first, last, some in ((today, today, True), (today - 9 * DAY, today - 8 * DAY, False)):
        rows = read(client, cast, f"first={first}&last={last}").context["rows"]
        assert bool(rows) == some


@pytest.mark.parametrize(
    "query", ["who=nobody", "event=x", "first=2026-05-11&last=2026-05-10", "first=2026-01-01"]
)
def test_what_cannot_be_asked_is_said(client, cast, happened, query):
    page = read(client, cast, query)
    assert (page.status_code, page.context["rows"]) == (422, [])


def test_pages_follow_one_another_without_gaps(client, cast, happened, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 3)
    found, query = [], ""
    while True:
        context = read(client, cast, query).context
        found += [entry.pk for entry in context["rows"]]
        if not (query := context["older"]):
            break
    expected = Entry.objects.order_by("-recorded_at", "-pk").values_list("pk", flat=True)
    assert found == list(expected)


def test_nobody_else_reads_it(client, cast):
    for name in cast.everybody():
        if name != "auditor":
            expected = 403 if name in ("zhou", "wu") else 404
            assert read(client, cast, name=name).status_code == expected, name
            assert client.post("/audit/file/").status_code == expected, name


def test_a_stranger_is_sent_to_the_sign_in(client, db):
    assert client.get("/audit/").url == "/signin/?next=/audit/"


def test_the_file_has_the_same_and_the_journal_keeps_who_took_it(client, cast, happened):
    client.force_login(cast.auditor)
    answer = client.post("/audit/file/?who=zhao")
    head, *rows = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    taken = Entry.objects.get(event="web.journal_taken")
    assert {row[1] for row in rows} == {"zhao"}
    assert all(row[-1].startswith("审计管理员 20") and f"#{taken.pk}" in row[-1] for row in rows)
    kept = taken.data["taken"]
    assert (taken.by, kept["rows"], kept["of"]) == (cast.auditor, len(rows), cast.zhao.pk)
    assert len(head) == 9


def test_more_than_one_file_takes_is_refused(client, cast, happened, monkeypatch):
    monkeypatch.setattr(audit, "MOST", 1)
    client.force_login(cast.auditor)
    assert client.post("/audit/file/").url == "/audit/?"
    assert not Entry.objects.filter(event="web.journal_taken").exists()


def test_nonsense_for_a_page_is_the_first_page(client, cast, happened):
    for before in ("x", "0", "9" * 18):
        assert read(client, cast, f"before={before}").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_long_journal_costs_as_many_questions_as_a_short_one(
    client, cast, monday, django_assert_num_queries, rows
):
    for _number in range(rows):
        stages.reported(cast, monday)
    read(client, cast)
    with django_assert_num_queries(5):
        assert client.get("/audit/").text.count("data-row") == rows
