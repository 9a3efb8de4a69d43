"""The page of the dispatch catalogue: read, try, add and end a line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from linli.affairs.cases.actions.catalogue import (
    BeginsInThePast,
    EndedBefore,
    LineInForce,
    NotYourCatalogue,
    UnitOrLevel,
    add_rule,
    end_rule,
)
from linli.affairs.cases.models import Category, DispatchRule
from linli.ground.journal.models import Entry

STREET = "990101001"


def line(cast, at, **changed: object) -> DispatchRule:
    given = {
        "category": Category.objects.get(code="0303"),
        "place": cast.places[STREET],
        "unit": cast.units[STREET],
        "valid_from": timezone.localdate(at),
        "by": cast.zhao,
    }
    return add_rule(**given | changed, at=at)


def test_a_line_is_added_and_the_journal_knows(cast, monday):
    rule = line(cast, monday)
    entry = Entry.objects.about(rule).get()
    assert (entry.event, entry.by, entry.data) == (
        "cases.catalogue",
        cast.zhao,
        {"change": "added", "edition": 2},
    )


def test_a_line_is_ended_once(cast, monday):
    rule = line(cast, monday)
    on = timezone.localdate(monday) + timedelta(days=1)
    end_rule(rule, on=on, by=cast.zhao, at=monday)
    assert DispatchRule.objects.get(pk=rule.pk).valid_to == on
    with pytest.raises(EndedBefore):
        end_rule(rule, on=on, by=cast.zhao, at=monday)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"unit": None}, UnitOrLevel),
        ({"level": "street"}, UnitOrLevel),
        ({"valid_from": date(2026, 5, 10)}, BeginsInThePast),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(cast, monday, changed, refusal):
    with pytest.raises(refusal):
        line(cast, monday, **changed)


def test_two_lines_for_the_same_do_not_hold_at_once(cast, monday):
    rule = line(cast, monday)
    with pytest.raises(LineInForce):
        line(cast, monday, unit=None, level="grid")
    on = timezone.localdate(monday) + timedelta(days=1)
    end_rule(rule, on=on, by=cast.zhao, at=monday)
    assert line(cast, monday, unit=None, level="grid", valid_from=on).pk != rule.pk


@pytest.mark.parametrize("name", ["li", "chen", "liu", "qian", "sysadmin", "zhou"])
def test_others_change_nothing(cast, monday, name):
    rule = line(cast, monday)
    with pytest.raises(NotYourCatalogue):
        line(cast, monday, by=getattr(cast, name), category=None)
    with pytest.raises(NotYourCatalogue):
        end_rule(rule, on=timezone.localdate(monday), by=getattr(cast, name), at=monday)


def test_a_street_does_not_change_the_lines_of_the_district(cast, monday):
    district = DispatchRule.objects.filter(place="990101").first()
    with pytest.raises(NotYourCatalogue):
        end_rule(district, on=timezone.localdate(monday), by=cast.zhao, at=monday)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("zhou", 403),
        ("li", 403),
        ("chen", 403),
        ("zhao", 200),
        ("sun", 200),
        ("lin", 200),
        ("liu", 403),
        ("qian", 403),
        ("sysadmin", 403),
        ("auditor", 403),
    ],
)
def test_who_keeps_the_catalogue_has_the_page(client, cast, name, status):
    client.force_login(getattr(cast, name))
    assert client.get("/catalogue/").status_code == status


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_reads_little(client, cast, django_assert_num_queries, rows):
    codes = ["0303", "030302", "0903"][:rows]
    for code in codes:
        line(cast, timezone.now(), category=Category.objects.get(code=code))
    client.force_login(cast.zhao)
    with django_assert_num_queries(12):
        answer = client.get("/catalogue/")
    assert len(answer.context["lines"]) == rows + 2


def test_a_line_is_added_and_ended_on_the_page(client, cast):
    today = timezone.localdate().isoformat()
    client.force_login(cast.zhao)
    data = {"category": "0303", "place": STREET, "level": "street", "valid_from": today}
    assert client.post("/catalogue/", data).status_code == 302
    rule = DispatchRule.objects.get(category_code="0303")
    client.post("/catalogue/end/", {"rule": rule.pk, "on": today})
    rule.refresh_from_db()
    assert rule.valid_to.isoformat() == today


@pytest.mark.parametrize("changed", [{"level": ""}, {"place": "1"}, {"valid_from": "2020-01-01"}])
def test_a_wrong_line_comes_back_with_a_reason(client, cast, changed):
    client.force_login(cast.zhao)
    data = {"place": STREET, "level": "street", "valid_from": timezone.localdate().isoformat()}
    answer = client.post("/catalogue/", data | changed)
    assert answer.status_code == 422
    assert "note-error" in answer.text
    assert DispatchRule.objects.count() == 2


def test_the_district_s_line_cannot_be_ended_from_the_street(client, cast):
    rule = DispatchRule.objects.filter(place="990101").first()
    client.force_login(cast.zhao)
    answer = client.post(
        "/catalogue/end/", {"rule": rule.pk, "on": timezone.localdate().isoformat()}
    )
    assert answer.status_code == 403


def test_the_page_tells_which_line_would_decide(client, cast):
    client.force_login(cast.zhao)
    tried = [
        client.get("/catalogue/", {"category": code, "place": STREET}).context["tried"].unit.code
        for code in ("0303", "0305", "030501")
    ]
    assert tried == ["990101001", "990101-CG", "990101-CG"]
