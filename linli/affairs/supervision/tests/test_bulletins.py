"""Bulletins: from the rows, approved by another, read by those they are for, corrected beside."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.affairs.supervision import actions
from linli.affairs.supervision.bulletins import table
from linli.affairs.supervision.models import Bulletin
from linli.affairs.supervision.tests.stages import (
    DAY,
    HOUR,
    accepted,
    demanded,
    taken_back,
    tolerated,
)
from tests.cast import MONDAY

MAY_2026 = {"first": date(2026, 5, 1), "last": date(2026, 5, 31)}
JUNE = MONDAY + 25 * DAY
STREET, DISTRICT = "990101001", "990101"


def drawn(cast, place=STREET, by="sun", **given) -> Bulletin:
    who = getattr(cast, by)
    return actions.draft(place=cast.places[place], **MAY_2026, **given, by=who, at=JUNE)


def published(cast, **given) -> Bulletin:
    return actions.publish_bulletin(drawn(cast, **given), by=cast.lin, at=JUNE + HOUR)


def test_it_counts_the_rows_of_the_period_without_what_was_taken_back_or_tolerated(cast):
    accepted(cast, MONDAY)
    taken_back(cast, MONDAY + DAY)
    tolerated(cast, MONDAY + DAY)
    demanded(cast, MONDAY + DAY, step="reminder")  # no order
    demanded(cast, JUNE)  # of another month
    [row] = table(drawn(cast))
    assert (row.unit.code, row.supervised, row.late, row.put_right) == (
        "990101001001001",
        1,
        0,
        1,
    )


def test_a_street_tells_of_units_below_it_and_the_district_of_departments_too(cast):
    demanded(cast, MONDAY)
    demanded(cast, MONDAY, unit="990101-CG", by=cast.lin)
    demanded(cast, MONDAY, unit=STREET, by=cast.lin)
    told = [
        [row.unit.code for row in table(drawn(cast, place, by=who))]
        for place, who in ((STREET, "sun"), (DISTRICT, "lin"))
    ]
    grid = "990101001001001"
    assert told == [[grid], ["990101-CG", STREET, grid]]


def test_its_words_are_redacted(cast):
    found = demanded(cast, MONDAY)
    found.demands.update(text="请给周秀兰回电，电话13900000001")
    [line] = drawn(cast, foreword="联系13900000001").lines.all()
    assert "13900000001" not in line.text
    assert "13900000001" not in line.bulletin.foreword


def test_who_draws_up_and_who_approves(cast):
    for name, user in cast.everybody().items():
        if name not in ("sun", "lin"):
            with pytest.raises(actions.MayNotAnnounce):
                actions.draft(place=cast.places[STREET], **MAY_2026, by=user, at=JUNE)
    with pytest.raises(actions.MayNotAnnounce):
        drawn(cast, DISTRICT, by="sun")
    bulletin = drawn(cast)
    for name, user in cast.everybody().items():
        if name != "lin":  # not Sun either, who drew it up
            with pytest.raises(actions.MayNotAnnounce):
                actions.publish_bulletin(bulletin, by=user, at=JUNE)
    assert actions.publish_bulletin(bulletin, by=cast.lin, at=JUNE).published_by == cast.lin


def test_a_draft_is_published_or_discarded_once(cast):
    bulletin = actions.discard(drawn(cast), by=cast.sun, at=JUNE)
    for action in (actions.publish_bulletin, actions.discard):
        with pytest.raises(actions.NotADraft):
            action(bulletin, by=cast.lin, at=JUNE)
    with pytest.raises(actions.NotADraft):
        actions.correct(bulletin, reason="错", by=cast.sun, at=JUNE)


def test_a_correction_stands_beside_the_old_one(client, cast):
    old = published(cast)
    new = actions.correct(old, reason="漏记一件", by=cast.sun, at=JUNE + DAY)
    actions.publish_bulletin(new, by=cast.lin, at=JUNE + DAY)
    with pytest.raises(actions.NotADraft):
        actions.correct(old, reason="再次", by=cast.sun, at=JUNE + DAY)
    both = [client.get(reverse("supervision:public-bulletin", args=[b.pk])) for b in (old, new)]
    assert [page.status_code for page in both] == [200, 200]
    assert reverse("supervision:public-bulletin", args=[new.pk]) in both[0].text
    assert "漏记一件" in both[1].text


def test_the_reason_of_a_correction_is_redacted(cast):
    new = actions.correct(published(cast), reason="漏记13900000001", by=cast.sun, at=JUNE + DAY)
    assert "13900000001" not in new.reason


def test_a_second_tap_on_the_correction_says_that_there_is_one(client, cast):
    old = published(cast)
    client.force_login(cast.sun)
    correct = reverse("supervision:correct", args=[old.pk])
    for _time in range(2):
        assert client.post(correct, {"reason": "漏记一件"}).status_code == 302
    assert Bulletin.objects.filter(corrects=old).count() == 1


def test_whoever_corrects_holds_the_bulletin_until_it_is_done(cast):
    old = published(cast)
    with CaptureQueriesContext(connection) as asked:
        actions.correct(old, reason="漏记一件", by=cast.sun, at=JUNE + DAY)
    first = next(each["sql"] for each in asked if "supervision_bulletin" in each["sql"])
    assert first.endswith("FOR UPDATE")


def test_the_public_reads_units_and_figures_of_what_was_published_for_it(client, cast):
    found = demanded(cast, MONDAY)
    hidden = drawn(cast)
    shown = published(cast)
    page = client.get(reverse("supervision:public-bulletin", args=[shown.pk]))
    assert str(found.holder) in page.text
    for kept in (found.number, found.subject.number, "修好路灯"):
        assert kept not in page.text
    assert client.get(reverse("supervision:public-bulletin", args=[hidden.pk])).status_code == 404
    assert f"/bulletins/{shown.pk}/" in client.get(reverse("supervision:public-bulletins")).text


def test_what_is_for_inside_is_not_for_the_public(client, cast):
    shown = published(cast)
    Bulletin.objects.filter(pk=shown.pk).update(is_public=False)
    assert client.get(reverse("supervision:public-bulletin", args=[shown.pk])).status_code == 404
    assert "/bulletins/1" not in client.get(reverse("supervision:public-bulletins")).text


def test_drafts_are_for_those_who_draw_up_and_publications_for_the_staff_of_the_area(client, cast):
    draft, shown = drawn(cast), published(cast)
    for name, user in cast.everybody().items():
        client.force_login(user)
        status = [
            client.get(reverse("supervision:bulletin", args=[each.pk])).status_code
            for each in (draft, shown)
        ]
        if name in ("zhou", "wu"):
            assert status == [403, 403], name
        elif name in ("sun", "lin"):
            assert status == [200, 200], name
        elif name in ("qian", "sysadmin", "secadmin", "auditor"):
            assert status == [404, 404], name
        else:
            assert status == [404, 200], name


def test_days_offered_in_a_form_are_written_as_browsers_read_them(client, cast):
    client.force_login(cast.sun)
    page = client.get(reverse("supervision:new-bulletin"), headers={"accept-language": "zh-hans"})
    first = page.context["form"]["first"].value()
    assert f'value="{first:%Y-%m-%d}"' in page.content.decode()


def test_a_bulletin_is_drawn_up_published_and_corrected_on_pages(client, cast):
    client.force_login(cast.sun)
    new = reverse("supervision:new-bulletin")
    good = {"place": STREET, "first": "2026-05-01", "last": "2026-05-31", "foreword": ""}
    for wrong in ({"place": "990102"}, {"last": "2026-04-01"}, {"last": "2099-01-01"}):
        assert client.post(new, good | wrong).status_code == 422
    client.post(new, good)
    bulletin = Bulletin.objects.get()
    act = reverse("supervision:act", args=[bulletin.pk, "publish"])
    assert client.post(act).status_code == 403  # drawn up by the same person
    client.force_login(cast.lin)
    client.post(act)
    correct = reverse("supervision:correct", args=[bulletin.pk])
    assert client.post(correct, {"reason": ""}).status_code == 422
    client.post(correct, {"reason": "漏记一件"})
    assert Bulletin.objects.get(corrects=bulletin).drafted_by == cast.lin


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_read_as_little_for_three_rows_as_for_one(
    client, cast, django_assert_num_queries, rows
):
    for _ in range(rows):
        published(cast)
    with django_assert_num_queries(2):
        client.get(reverse("supervision:public-bulletins"))
    client.force_login(cast.sun)
    client.get(reverse("supervision:bulletins"))
    with django_assert_num_queries(4):
        client.get(reverse("supervision:bulletins"))
