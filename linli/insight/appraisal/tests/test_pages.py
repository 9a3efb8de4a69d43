"""The pages, with everybody at each door."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from linli.insight.appraisal import actions
from linli.insight.appraisal.models import Edition, Objection, Scheme
from linli.insight.appraisal.tests.stories import (
    LATER,
    OTHER,
    appraiser,
    drafted,
    of_street,
    of_workers,
    shown,
)
from tests.cast import MONDAY


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY + timedelta(days=1))


def open_(client, cast, address) -> set[str]:
    found = set()
    for name, user in cast.everybody().items():
        client.force_login(user)
        if client.get(address).status_code == 200:
            found.add(name)
    return found


def test_list_and_scheme_are_there_for_who_runs_them(client, cast):
    scheme = drafted(cast)
    assert open_(client, cast, reverse("appraisal:list")) == {"lin"}
    assert open_(client, cast, reverse("appraisal:page", args=[scheme.pk])) == {"lin"}
    assert open_(client, cast, reverse("appraisal:new")) == {"lin"}


def test_a_score_is_there_for_the_unit_it_is_of_and_who_runs_it(client, cast):
    edition = shown(cast)
    own = reverse("appraisal:score", args=[of_street(edition).pk])
    assert open_(client, cast, own) == {"lin", "sun", "zhao"}
    other = reverse("appraisal:score", args=[of_street(edition, OTHER).pk])
    assert open_(client, cast, other) == {"lin"}


def test_a_workers_score_is_there_for_the_worker_and_who_runs_it(client, cast):
    address = reverse("appraisal:score", args=[of_workers(cast, 40).pk])
    assert open_(client, cast, address) == {"chen", "lin"}


def test_before_it_is_shown_nobody_sees_their_score(client, cast):
    edition = shown(cast)
    Edition.objects.update(shown_at=None)
    client.force_login(cast.sun)
    address = reverse("appraisal:score", args=[of_street(edition).pk])
    assert client.get(address).status_code == 404
    assert "年度考核" not in client.get(reverse("appraisal:mine")).content.decode()


def test_a_scheme_is_drawn_up_weighed_and_settled_on_its_pages(client, cast):
    client.force_login(cast.lin)
    given = {"title": "街道考核", "kind": "street", "place": "990101"}
    page = client.post(
        reverse("appraisal:new"), given | {"first": "2026-01-01", "last": "2026-12-31"}
    )
    scheme = Scheme.objects.get()
    assert page["Location"] == reverse("appraisal:page", args=[scheme.pk])
    indicator = {"label": "居民评价", "source": "entry", "voice": "residents", "weight": "100"}
    sent = indicator | {"worst": "0", "target": "100"}
    client.post(reverse("appraisal:add-indicator", args=[scheme.pk]), sent)
    client.post(reverse("appraisal:settle", args=[scheme.pk]))
    scheme.refresh_from_db()
    assert scheme.settled_at is not None
    entry = {"indicator": scheme.indicators.get().pk, "subject": scheme.subjects.first().pk}
    entry |= {"value": "77", "evidence": "问卷"}
    assert client.post(reverse("appraisal:enter", args=[scheme.pk]), entry).status_code == 302
    client.post(reverse("appraisal:compute", args=[scheme.pk]))
    assert "77.00" in client.get(reverse("appraisal:page", args=[scheme.pk])).content.decode()


@pytest.mark.parametrize("wrong", [{"weight": "0"}, {"target": "0"}, {"source": "survey"}])
def test_an_indicator_that_makes_no_sense_is_refused_in_the_form(client, cast, wrong):
    scheme = drafted(cast)
    client.force_login(cast.lin)
    given = {"label": "?", "source": "entry", "weight": "5", "worst": "0", "target": "100"}
    address = reverse("appraisal:add-indicator", args=[scheme.pk])
    assert client.post(address, given | wrong).status_code == 422
    assert scheme.indicators.count() == 2


@pytest.mark.parametrize("name", ["li", "chen", "sun", "qian", "wu", "auditor"])
@pytest.mark.parametrize("door", ["settle", "compute", "show", "publish"])
def test_nobody_else_moves_it_on(client, cast, name, door):
    scheme = drafted(cast)
    client.force_login(getattr(cast, name))
    assert client.post(reverse(f"appraisal:{door}", args=[scheme.pk])).status_code == 403
    assert Scheme.objects.get().settled_at is None


def test_an_objection_is_sent_and_judged_on_the_page(client, cast):
    su, score = appraiser(cast), of_street(shown(cast))
    address = reverse("appraisal:score", args=[score.pk])
    client.force_login(cast.sun)
    assert 'id="object"' in client.get(address).content.decode()
    sent = {"text": "问卷漏了两个社区"}
    assert client.post(reverse("appraisal:object", args=[score.pk]), sent).status_code == 302
    client.force_login(su)
    verdict = {"verdict": "dismissed", "answer": "已核对，没有遗漏"}
    client.post(reverse("appraisal:judge", args=[score.pk]), verdict)
    assert Objection.objects.get().judged_by == su
    assert verdict["answer"] in client.get(address).content.decode()


def test_an_appeal_is_sent_by_who_was_reviewed_and_judged_by_another_on_the_page(client, cast):
    su, hua, score = appraiser(cast), appraiser(cast, "hua"), of_workers(cast, 40)
    at = {"at": MONDAY + timedelta(days=1)}
    actions.open_review(score, by=su, **at)
    heard = {"heard_on": MONDAY.date(), "heard": "人手不够", "reason": "?", "outcome": "training"}
    actions.decide_review(score, **heard, by=su, **at)
    address, sent = reverse("appraisal:score", args=[score.pk]), {"text": "培训与此无关"}
    door = reverse("appraisal:appeal", args=[score.pk])
    verdicts = reverse("appraisal:judge-appeal", args=[score.pk])
    verdict = {"verdict": "stands", "answer": "已当面说明理由"}
    for name, user in cast.everybody().items():
        client.force_login(user)
        status = client.post(door, {"text": ""} if name == "chen" else sent).status_code
        seen = {"chen": 422, "lin": 403}
        assert status == seen.get(name, 404 if user.is_staff else 403), name
    client.force_login(cast.chen)
    assert 'id="appeal"' in client.get(address).content.decode()
    assert client.post(door, sent).status_code == 302
    assert client.post(verdicts, verdict).status_code == 403
    client.force_login(su)
    assert 'name="verdict"' not in client.get(address).content.decode()
    assert client.post(verdicts, verdict).status_code == 403
    client.force_login(hua)
    assert 'name="verdict"' in client.get(address).content.decode()
    assert client.post(verdicts, verdict).status_code == 302
    client.force_login(cast.chen)
    assert verdict["answer"] in client.get(address).content.decode()


def test_an_appeal_that_nobody_may_judge_says_so_on_the_page(client, cast):
    su, score = appraiser(cast), of_workers(cast, 40)
    at = {"at": MONDAY + timedelta(days=1)}
    address = reverse("appraisal:score", args=[score.pk])
    client.force_login(su)
    assert client.get(address).context["judged_by_nobody"]
    actions.open_review(score, by=su, **at)
    heard = {"heard_on": MONDAY.date(), "heard": "人手不够", "reason": "?", "outcome": "training"}
    actions.decide_review(score, **heard, by=su, **at)
    actions.appeal(score, text="培训与此无关", by=cast.chen, **at)
    for user in (su, cast.chen, cast.lin):
        client.force_login(user)
        assert client.get(address).context["appeal_waits"]
    appraiser(cast, "hua")
    assert not client.get(address).context["appeal_waits"]


def test_published_scores_are_there_for_everybody(client, cast):
    edition = shown(cast)
    address = reverse("appraisal:result", args=[edition.pk])
    assert client.get(address).status_code == 404
    actions.publish(edition, by=cast.lin, at=LATER)
    assert "80.00" in client.get(address).content.decode()
    assert "年度考核" in client.get(reverse("appraisal:published")).content.decode()


def test_published_scores_are_taken_out_as_a_workbook(client, cast):
    edition = shown(cast)
    address = reverse("appraisal:result-file", args=[edition.pk])
    assert client.get(address).status_code == 404
    actions.publish(edition, by=cast.lin, at=LATER)
    book = load_workbook(BytesIO(client.get(address).getvalue()))
    scores, weighed = (list(sheet.values) for sheet in book.worksheets)
    assert scores[0][:3] == ("考核对象", "名次", "得分")
    assert [row[1:5] for row in scores[1:]] == [(1, 80, None, None), (2, 60, None, None)]
    assert [row[3:] for row in weighed[1:]] == [(60, 0, 100), (40, 0, 100)]


def test_of_workers_there_is_no_workbook(client, cast):
    edition = of_workers(cast, 80).edition
    for user in (cast.lin, cast.chen):
        client.force_login(user)
        address = reverse("appraisal:result-file", args=[edition.pk])
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"last": "2025-12-31"},
        {"last": "2027-01-02"},
        {"first": "0001-01-01", "last": "0001-12-31"},
        {"first": "9999-01-01", "last": "9999-12-31"},
        {"kind": "staff", "by_mix": "on"},
        {"place": "990102"},
    ],
)
def test_a_scheme_of_a_year_at_most_and_of_ones_own_area(client, cast, wrong):
    client.force_login(cast.lin)
    given = {"title": "?", "kind": "street", "place": "990101"}
    given |= {"first": "2026-01-01", "last": "2026-12-31"}
    assert client.post(reverse("appraisal:new"), given | wrong).status_code == 422
    assert Scheme.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_little_for_three_as_for_one(
    client, cast, rows, django_assert_num_queries
):
    for _number in range(rows):
        drafted(cast)
    client.force_login(cast.lin)
    client.get(reverse("appraisal:list"))
    with django_assert_num_queries(5):
        client.get(reverse("appraisal:list"))
