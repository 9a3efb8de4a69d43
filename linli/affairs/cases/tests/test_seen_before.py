"""What a department has handed on stands in its lists, as it is now, to the end and after it."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from linli.affairs.cases import actions
from linli.affairs.cases.tests.stages import COMMUNITY, GRID, MINUTE, dispatched
from linli.matters.lists import Asked, Order, Term, below
from linli.matters.models import Matter, Onlooker
from linli.matters.queries import visible_matters

DEPARTMENT = "990101-CG"
LATEST, NEWEST = Order("closed_at", descending=True), Order("opened_at", descending=True)
KEPT = ("kind", "state", "urgency", "topic", "place_id", "holder_id", "opened_at", "closed_at")


@pytest.fixture
def case(cast, monday):
    """A lamp that was the department's for an hour, and has been mended by the grid."""
    case = dispatched(cast, monday, unit=DEPARTMENT)
    at = monday + timedelta(hours=1)
    actions.request_return(case, note="不归我们管", by=cast.liu, at=at)
    actions.grant_return(case, by=cast.zhao, at=at)
    actions.dispatch(case, unit=cast.units[GRID], by=cast.zhao, at=at)
    actions.sign(case, by=cast.li, at=at + MINUTE)
    actions.contact(case, reached=True, note="约好", by=cast.li, at=at + 2 * MINUTE)
    actions.finish(case, outcome="solved", text="已更换", by=cast.li, at=at + 3 * MINUTE)
    actions.verify(case, note="看过", by=cast.chen, at=at + 4 * MINUTE)
    rating = {"contacted": True, "solved": True, "satisfaction": 5}
    actions.rate(case, **rating, note="谢谢", by=cast.zhou, at=at + 5 * MINUTE)
    return case


def listed(user, at, *terms, ended=True, order=LATEST):
    """The list, which its count and the rule must agree with."""
    asked = Asked(user, at, terms=terms, ended=ended)
    ids = asked.page(order, 10).ids
    assert asked.counts({"": []})[""].number == len(ids)
    assert sum(number for number, _late in asked.by_place().values()) == len(ids)
    seen = visible_matters(user, at).filter(closed_at__isnull=not ended)
    assert set(ids) == set(seen.filter(*(t.condition for t in terms)).values_list("pk", flat=True))
    return ids


def test_it_is_found_by_whatever_lists_filter_and_sort_by(cast, case, monday):
    at = monday + timedelta(days=1)
    here = Term("kind", "=", "case"), Term("state", "=", case.state)
    when = Term("opened_at", ">=", monday), Term("opened_at", "<", at)
    for terms in ([], here, when, below("place_id", COMMUNITY), below("topic", "03")):
        for order in (LATEST, NEWEST):
            assert listed(cast.liu, at, *terms, order=order) == [case.pk]
    for term in (Term("state", "=", "withdrawn"), Term("urgency", "=", "urgent")):
        assert listed(cast.liu, at, term) == []


def test_it_is_found_by_what_stands_with_the_matter_alone(cast, case, monday):
    at, day = monday + timedelta(days=1), case.number[:7]
    for term in (Term("number", ">=", day), Term("created_by_id", "=", case.created_by_id)):
        for order in (LATEST, NEWEST):
            assert listed(cast.liu, at, term, order=order) == [case.pk]
    assert listed(cast.liu, at, Term("number", "<", day)) == []


def test_a_department_finds_it_by_its_number_in_the_inbox(client, cast, case):
    client.force_login(cast.liu)
    page = client.get("/desk/", {"show": "closed", "q": case.number})
    assert [row.number for row in page.context["page"]] == [case.number]


def test_another_department_has_it_in_no_list(cast, case, monday):
    cast.liu.duties.update(unit=cast.units["990101"])
    cast.liu.duties.update(role="department_officer")
    liu = type(cast.liu).objects.get(pk=cast.liu.pk)
    assert listed(liu, monday + timedelta(days=1)) == []


def test_what_is_put_right_after_the_end_is_found_by_what_it_is_now(cast, case, monday):
    at = monday + timedelta(days=1)
    Matter.objects.filter(pk=case.pk).update(topic="0501", place=COMMUNITY, urgency="urgent")
    assert listed(cast.liu, at, *below("topic", "03")) == []
    assert listed(cast.liu, at, *below("topic", "05")) == [case.pk]
    assert listed(cast.liu, at, *below("place_id", GRID)) == []
    assert listed(cast.liu, at, Term("urgency", "=", "urgent")) == [case.pk]


def test_what_is_opened_again_is_in_hand(cast, case, monday):
    at = monday + timedelta(days=1)
    actions.reopen(case, note="又不亮了", by=cast.zhou, at=at)
    assert listed(cast.liu, at) == []
    assert listed(cast.liu, at, ended=False, order=NEWEST) == [case.pk]


def test_who_sees_it_for_two_units_sees_it_once(cast, case, monday):
    at = monday + timedelta(days=1)
    department, _created = cast.liu.duties.get_or_create(role="department_officer")
    department.pk = None
    department.unit = cast.units["990101001"]
    department.save()
    liu = type(cast.liu).objects.get(pk=cast.liu.pk)
    assert listed(liu, at) == [case.pk]


def test_the_upgrade_writes_down_what_the_database_would_have_kept(cast, case, monday):
    dispatched(cast, monday, unit=DEPARTMENT)
    kept = set(Onlooker.objects.values_list("matter", "unit", *KEPT))
    upgrade = import_module("linli.matters.migrations.0016_what_was_seen_before")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matters_onlooker")
        cursor.execute(upgrade.FILL)
    written = set(Onlooker.objects.values_list("matter", "unit", *KEPT))
    ended = {row for row in written if row[-1]}
    assert ended
    assert ended <= kept
    assert {row[:2] for row in written} == {row[:2] for row in kept}
