"""Finding cases: by words, number and phone; never one that the list does not show."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import (
    COMMUNITY,
    GRID,
    MINUTE,
    closed,
    dispatched,
    reported,
)
from linli.matters.actions import comment
from linli.matters.models import Matter, Words
from linli.matters.queries import visible_matters
from linli.matters.search import marks
from linli.matters.search import queries as searching
from linli.matters.search.actions import index
from linli.matters.search.queries import Asked, is_phone, listed, search, search_phone

ELSEWHERE = "990101002001"


@pytest.fixture
def lamp(cast, monday):
    """The lamp of house three, in Li's grid."""
    case = dispatched(cast, monday, address="桂花路12号")
    index([case.pk])
    return case


def ids(text, user, at, **given):
    return search(Asked(text, **given), user, at + timedelta(hours=1)).ids


def test_a_report_is_found_by_its_words_after_its_entry_was_delivered(
    cast, monday, deliver_all, django_capture_on_commit_callbacks
):
    case = reported(cast, monday)
    assert ids("路灯", cast.zhao, monday) == []
    deliver_all()
    assert ids("路灯", cast.zhao, monday) == [case.pk]


@pytest.mark.parametrize(
    "text", ["路灯", "路灯不亮", "老人摔倒", "三号楼 路灯", "桂花路12号", "桂花路１２号"]
)
def test_it_is_found_by_words_of_title_text_and_address(cast, monday, lamp, text):
    assert ids(text, cast.li, monday) == [lamp.pk]


@pytest.mark.parametrize(
    "text", ["", "  ", "!?", "电梯", "路灯 电梯", "的", "'", "\\", "@p99", "a&b|!"]
)
def test_what_does_not_fit_finds_nothing(cast, monday, lamp, text):
    assert ids(text, cast.li, monday) == []


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "sun", "lin"])
def test_who_sees_the_case_finds_it(cast, monday, lamp, name):
    assert ids("路灯", getattr(cast, name), monday) == [lamp.pk]


@pytest.mark.parametrize(
    "name", ["wang", "liu", "he", "zheng", "qian", "wu", "sysadmin", "secadmin", "auditor"]
)
def test_nobody_else_finds_it_by_word_number_or_phone(cast, monday, lamp, name):
    user = getattr(cast, name)
    assert ids("路灯", user, monday) == []
    assert ids(lamp.number, user, monday) == []
    assert search_phone(cast.residents["zhou"].phone.open(), user, monday).ids == []


def test_a_department_finds_what_it_holds_and_what_it_has_held(cast, monday):
    case = dispatched(cast, monday, unit="990101-CG")
    index([case.pk])
    assert ids("路灯", cast.liu, monday) == [case.pk]


def test_a_reporter_finds_the_own_case_but_never_by_what_the_staff_said(cast, monday, lamp):
    comment(lamp, text="疑似蓄意破坏", audience="internal", by=cast.li, at=monday)
    comment(lamp, text="师傅明早到", audience="reporter", by=cast.li, at=monday)
    index([lamp.pk])
    assert ids("蓄意破坏", cast.li, monday) == [lamp.pk]
    assert ids("蓄意破坏", cast.zhou, monday) == []
    assert ids("师傅", cast.zhou, monday) == ids("路灯", cast.zhou, monday) == [lamp.pk]


def test_what_the_reporter_said_when_rating_is_not_findable(cast, monday):
    case = closed(cast, monday)
    index([case.pk])
    assert ids("谢谢", cast.zhao, monday) == []
    assert ids("更换灯泡", cast.zhao, monday) == [case.pk]


@pytest.mark.parametrize("part", [slice(None), slice(0, 7), slice(0, 10)])
def test_it_is_found_by_its_number_or_the_beginning_of_it(cast, monday, lamp, part):
    assert ids(lamp.number[part], cast.li, monday) == [lamp.pk]


def test_a_number_typed_without_its_dash_is_the_same_number(cast, monday, lamp):
    assert ids(lamp.number.replace("-", " "), cast.li, monday) == [lamp.pk]


def test_the_whole_phone_finds_the_cases_of_its_holder(cast, monday, lamp):
    phone = cast.residents["zhou"].phone.open()
    assert is_phone(phone)
    assert search_phone(phone, cast.li, monday).ids == [lamp.pk]
    assert search_phone("13800000000", cast.li, monday).ids == []


def test_the_unit_complained_about_finds_nothing_by_the_phone(cast, monday):
    case = dispatched(cast, monday, subject_unit=cast.units["990101001001"])
    index([case.pk])
    phone = cast.residents["zhou"].phone.open()
    assert search_phone(phone, cast.chen, monday).ids == []
    assert search_phone(phone, cast.zhao, monday).ids == [case.pk]


@pytest.mark.parametrize("text", ["路灯 12345", "260511-0000", "123456", "110", "桂花路1388888"])
def test_what_is_no_phone_is_looked_for_as_words_or_number(text):
    assert not is_phone(text)


def test_title_goes_before_text_and_new_before_old(cast, monday):
    words = ["电梯困人。请快来", "路灯和电梯都坏了。路灯全灭", "电梯困人。请快来"]
    cases = [
        reported(cast, monday + number * timedelta(days=100), text=text)
        for number, text in enumerate(words)
    ]
    index([case.pk for case in cases])
    at = monday + timedelta(days=201)
    old, other, new = (case.pk for case in cases)
    assert search(Asked("电梯"), cast.zhao, at).ids == [new, other, old]


def test_filters_narrow_what_is_found(cast, monday, lamp):
    other = reported(cast, monday + timedelta(days=40))
    index([other.pk])
    at = monday + timedelta(days=41)
    assert ids("路灯", cast.zhao, at, state="dispatched") == [lamp.pk]
    assert ids("路灯", cast.zhao, at, first=monday.date() + timedelta(days=30)) == [other.pk]
    assert ids("路灯", cast.zhao, at, last=monday.date()) == [lamp.pk]
    assert ids("路灯", cast.zhao, at, place="990101002") == []
    assert ids("路灯", cast.zhao, at, kind="case") == [other.pk, lamp.pk]
    assert ids("路灯", cast.zhao, at, kind="errand") == []


def test_what_is_in_hand_and_what_has_ended_are_told_apart_until_it_is_opened_again(
    cast, monday, deliver_all
):
    going, over = dispatched(cast, monday), closed(cast, monday)
    at = monday + 60 * MINUTE

    def found():
        every = (ids("路灯", cast.zhao, at, ended=ended) for ended in (False, True, None))
        return [sorted(each) for each in every]

    deliver_all()
    assert found() == [[going.pk], [over.pk], [going.pk, over.pk]]
    actions.reopen(over, note="又不亮了", by=cast.zhou, at=at)
    deliver_all()
    assert found() == [[going.pk, over.pk], [], [going.pk, over.pk]]


def test_a_list_takes_up_what_is_in_hand_or_what_has_ended(cast, monday, monkeypatch):
    going, over, late = (make(cast, monday) for make in (dispatched, closed, dispatched))
    index([going.pk, over.pk, late.pk])
    assert listed(Asked("路灯", ended=False), cast.zhao, monday) == [late.pk, going.pk]
    assert listed(Asked("路灯", ended=True), cast.zhao, monday) == [over.pk]
    monkeypatch.setattr(searching, "MOST_LISTED", 1)
    assert listed(Asked("路灯", ended=False), cast.zhao, monday) == [late.pk]


def test_the_upgrade_marks_what_is_in_hand_as_the_index_would(cast, monday):
    keys = [dispatched(cast, monday).pk, closed(cast, monday).pk]
    index(keys)
    written = list(Words.objects.order_by("pk").values_list("vector", flat=True))
    upgrade = import_module("linli.matters.migrations.0011_mark_what_is_in_hand")
    with connection.cursor() as cursor:
        cursor.execute(upgrade.UNMARK)
        assert listed(Asked("路灯", ended=False), cast.zhao, monday) == []
        cursor.execute(upgrade.MARK)
    assert list(Words.objects.order_by("pk").values_list("vector", flat=True)) == written


def test_how_many_of_each_state_were_found(cast, monday, lamp):
    index([reported(cast, monday).pk])
    found = search(Asked("路灯"), cast.zhao, monday)
    assert found.states == {"dispatched": 1, "reported": 1}
    assert not found.cut_off


def test_with_enough_among_the_newest_the_old_ones_are_not_looked_at(cast, monday, monkeypatch):
    monkeypatch.setattr(searching, "ENOUGH", 1)
    monkeypatch.setattr(searching, "MANY", 0)
    monkeypatch.setattr(marks, "AMPLE", 0)
    old, new = reported(cast, monday), reported(cast, monday)
    far = new.pk + 10 * 4_096
    with_words = Case.objects.get(pk=new.pk)
    with_words.pk = with_words.id = with_words.matter_ptr_id = far
    with_words.number = "260511-9999999"
    with_words.save(force_insert=True)
    index([old.pk, far])
    found = search(Asked("路灯"), cast.zhao, monday)
    assert (found.ids, found.cut_off) == ([far], True)
    monkeypatch.setattr(searching, "ENOUGH", 2)
    found = search(Asked("路灯"), cast.zhao, monday)
    assert (found.ids, found.cut_off) == ([far, old.pk], False)


@pytest.mark.parametrize(
    ("wealth", "windows"),
    [
        (1_000, [["@b244", "@b243"], ["@l15", "@l14", "@l13", "@l12"]]),
        (100, [["@l15", "@l14", "@l13", "@l12"]]),
        (10, []),
    ],
)
def test_windows_that_are_expected_to_hold_too_little_are_left_out(wealth, windows):
    assert marks.newest(1_000_000, wealth) == windows


@pytest.mark.parametrize("name", ["zhao", "li", "wang", "liu", "lin", "qian", "sysadmin"])
@pytest.mark.parametrize("ended", [None, False, True])
def test_all_that_somebody_sees_is_found_and_nothing_else(cast, monday, town, name, ended):
    user, at = getattr(cast, name), monday + 60 * MINUTE
    seen = visible_matters(user, at).filter(title__contains="路灯")
    for place in ("", COMMUNITY, GRID):
        wanted = seen.filter(place__code__startswith=place)
        wanted = wanted if ended is None else wanted.filter(closed_at__isnull=not ended)
        found = search(Asked("路灯", ended=ended, place=place), user, at)
        assert set(found.ids) == set(wanted.values_list("pk", flat=True))
        assert not found.cut_off


def test_rare_words_and_departments_go_by_the_index(cast, monday, town, monkeypatch):
    assert searching.frequent(Asked("路灯"), cast.zhao, monday) == ""
    monkeypatch.setattr(searching, "FREQUENT", 0)
    assert searching.frequent(Asked("路灯"), cast.zhao, monday)
    assert searching.frequent(Asked("路灯"), cast.liu, monday) == ""
    assert searching.frequent(Asked("!?"), cast.zhao, monday) == ""


def test_a_place_in_the_area_is_asked_for_without_the_area(cast, monday):
    inside = searching._scopes(Asked("路灯", place=COMMUNITY), cast.zhao, monday)
    outside = searching._scopes(Asked("路灯", place="990102"), cast.zhao, monday)
    assert (inside, bool(outside)) == ([], True)


def test_to_ask_for_the_area_around_the_place_as_well_would_leave_nothing_out(cast, monday, town):
    """Also where another kind is seen by unit alone: any one of the marks of a scope is enough."""
    asked, at = Asked("路灯", place=COMMUNITY), monday + 60 * MINUTE
    assert searching._scopes(asked, cast.chen, at) == []
    (scope,) = searching._scopes(Asked("路灯"), cast.chen, at)
    assert f"'{marks.in_area(COMMUNITY)}'" in scope
    inside = Words.objects.filter(matter__place__code__startswith=COMMUNITY)
    narrowed = inside.extra(where=["vector @@ %s::tsquery"], params=[scope])
    assert set(narrowed.values_list("pk")) == set(inside.values_list("pk")) != set()


def test_who_left_finds_nothing(cast, monday, lamp):
    cast.li.duties.update(valid_to=monday.date())
    cast.li.__dict__.pop("all_duties", None)
    assert ids("路灯", cast.li, monday) == []


def test_an_administrator_finds_cases_in_a_staff_session_alone(cast, monday, lamp):
    session = {"reason": "核查", "opened_at": monday, "ends_at": monday + 60 * MINUTE}
    assert search(Asked("路灯"), cast.sysadmin, monday).ids == []
    cast.sysadmin.staff_sessions.create(**session)
    assert search(Asked("路灯"), cast.sysadmin, monday).ids == [lamp.pk]


@pytest.fixture
def town(cast, monday):
    """Cases in several grids, held by several units."""
    places = ["990101001001001", "990101001001002", "990101001002", "990101002001"]
    texts = ["路灯坏了。很黑", "垃圾没有清运", "电梯坏了,路灯也坏了"]
    cases = [
        reported(cast, monday, place_code=place, text=text) for place in places for text in texts
    ]
    for case in cases[::2]:
        actions.accept(
            case,
            type=case.type,
            category=case.category,
            urgency="ordinary",
            place=case.place,
            by=cast.lin,
            at=monday,
        )
    for case in cases[::4]:
        actions.dispatch(case, unit=cast.units["990101-CG"], by=cast.lin, at=monday)
    cases.append(closed(cast, monday, text="路灯坏了。很黑"))
    index([case.pk for case in cases])
    return cases


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_is_found_is_what_the_list_shows_and_fits(cast, monday, town, data):
    name = data.draw(st.sampled_from(sorted(cast.everybody())))
    text = data.draw(st.sampled_from(["路灯", "坏", "垃圾", "路灯 电梯"]))
    asked = Asked(text, ended=data.draw(st.sampled_from([None, False, True])))
    user, at = getattr(cast, name), monday + 60 * MINUTE
    seen = set(visible_matters(user, at).values_list("pk", flat=True))
    fitting = {
        case.pk
        for case in town
        if all(word in case.text for word in text.split())
        and asked.ended in (None, case.closed_at is not None)
    }
    assert set(search(asked, user, at).ids) == seen & fitting
    if user.kind != "resident":  # residents have no such list
        assert seen & set(listed(asked, user, at)) == seen & fitting


def test_a_matter_that_is_gone_takes_its_words_with_it(cast, monday):
    case = reported(cast, monday)
    index([case.pk])
    assert Matter.objects.get(pk=case.pk).words
    assert index([case.pk, 10**9]) == 1
