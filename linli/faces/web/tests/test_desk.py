"""The inbox: whose matters stand in it, in which order, behind which filters."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.http import QueryDict
from django.utils import translation

from linli.affairs.cases.models import Category, State
from linli.affairs.cases.tests.stages import accepted, closed, dispatched, in_progress, reported
from linli.faces.web.choices import states_of
from linli.faces.web.inbox import FilterForm, filtered, page
from linli.matters import lists
from linli.matters.engine import hand_over
from linli.matters.models import Matter
from linli.matters.queries import visible_matters
from linli.matters.search import queries as searching
from linli.matters.search.actions import index


def inbox(client, user, **filters: str):
    client.force_login(user)
    return client.get("/desk/", filters)


def titles(answer) -> list[str]:
    return [row.title for row in answer.context["page"]]


def counts(answer) -> list[int | None]:
    counted = [chip["count"] for chip in answer.context["chips"]]
    return [count.number if count else None for count in counted]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("li", 1),
        ("wang", 0),
        ("chen", 1),
        ("zhao", 1),
        ("liu", 0),
        ("sun", 1),
        ("lin", 1),
        ("he", 0),
        ("zheng", 0),
        ("qian", 0),
        ("sysadmin", 0),
        ("secadmin", 0),
        ("auditor", 0),
    ],
)
def test_everybody_finds_the_matters_of_their_area(client, cast, monday, name, seen):
    dispatched(cast, monday)
    assert len(titles(inbox(client, getattr(cast, name)))) == seen


@pytest.mark.parametrize("name", ["zhou", "wu"])
def test_residents_have_no_desk(client, cast, name):
    assert inbox(client, getattr(cast, name)).status_code == 403


def test_a_stranger_is_sent_to_the_sign_in(client, cast):
    assert client.get("/desk/").headers["Location"] == "/signin/?next=/desk/"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_reads_as_little_for_many_rows_as_for_one(
    client, cast, monday, django_assert_num_queries, rows
):
    for _row in range(rows):
        dispatched(cast, monday)
    client.force_login(cast.zhao)
    client.get("/desk/")
    with django_assert_num_queries(8):
        answer = client.get("/desk/")
    assert len(titles(answer)) == rows


def test_the_most_pressing_matter_stands_first(client, cast, monday):
    reported(cast, monday + timedelta(days=1), text="后天到期")
    reported(cast, monday, text="今天到期")
    assert titles(inbox(client, cast.zhao)) == ["今天到期", "后天到期"]
    assert titles(inbox(client, cast.zhao, sort="newest")) == ["后天到期", "今天到期"]


def test_the_quick_choices_say_how_many_there_are(client, cast, monday):
    reported(cast, monday)
    dispatched(cast, monday, unit="990101001")
    in_progress(cast, monday)
    closed(cast, monday)
    zhao = counts(inbox(client, cast.zhao))
    assert zhao == [3, 2, 0, None, 0, 3, 1, None, None]
    assert counts(inbox(client, cast.li)) == [3, 1, 1, None, 0, 3, 1, None]


def test_what_is_due_soon_is_neither_early_nor_late(client, cast, monday):
    case = reported(cast, monday)
    far = monday + timedelta(days=30_000)
    Matter.objects.filter(pk=case.pk).update(due_at=far)
    case.deadlines.update(due_at=far)
    answer = inbox(client, cast.zhao, show="soon")
    assert (titles(answer), counts(answer)[4:6]) == ([case.title], [1, 0])


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["路灯", "噪声"]),
        ({"q": "灯"}, ["路灯"]),
        ({"q": "260511-"}, ["路灯", "噪声"]),
        ({"q": "260511-", "state": "accepted"}, ["噪声"]),
        ({"q": "路灯", "show": "closed"}, []),
        ({"q": "噪声", "place": "990101001001"}, []),
        ({"q": "的"}, []),
        ({"place": "990101001001"}, ["路灯"]),
        ({"type": "complaint"}, ["噪声"]),
        ({"category": "03"}, ["路灯"]),
        ({"state": "accepted"}, ["噪声"]),
        ({"urgency": "emergency"}, []),
        ({"opened_from": "2026-05-12"}, []),
        ({"opened_to": "2026-05-11"}, ["路灯", "噪声"]),
        ({"show": "unit"}, ["路灯", "噪声"]),
        ({"show": "mine"}, []),
        ({"show": "overdue"}, ["路灯", "噪声"]),
        ({"show": "triage"}, ["路灯"]),
        ({"show": "closed"}, []),
        ({"place": "nowhere", "opened_from": "soon", "show": "x"}, ["路灯", "噪声"]),
    ],
)
def test_a_filter_leaves_what_fits(client, cast, monday, filters, found):
    reported(cast, monday, text="路灯")
    other = Category.objects.get(code="0903")
    accepted(cast, monday, text="噪声", type="complaint", category=other, place_code="990101001002")
    index(list(Matter.objects.values_list("pk", flat=True)))
    assert sorted(titles(inbox(client, cast.zhao, **filters)), reverse=True) == found


def test_a_state_that_several_kinds_share_is_called_as_cases_call_it():
    with translation.override("zh-hans"):
        words = {value: str(label) for value, label in states_of()}
        assert words["withdrawn"] == str(State.WITHDRAWN.label)
    assert words["refused"] == "未批准"


def test_no_two_states_to_choose_have_the_same_words():
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words = [str(label) for _value, label in states_of()]
            assert len(set(words)) == len(words)


def test_a_long_list_is_turned_page_by_page(client, cast, monday):
    for number in range(27):
        reported(cast, monday, text=f"第{number}件")
    first = inbox(client, cast.zhao)
    second = client.get(f"/desk/{first.context['page'].after}")
    again = client.get(f"/desk/{second.context['page'].before}")
    assert (titles(second), titles(again)) == (["第25件", "第26件"], titles(first))
    assert (first.context["page"].before, second.context["page"].after) == ("", "")
    assert len(titles(inbox(client, cast.zhao, after="nonsense"))) == 25


def test_a_row_says_what_where_with_whom_and_how_long(client, cast, monday):
    case = dispatched(cast, monday)
    page = inbox(client, cast.zhao).text
    for words in [case.number, case.title, "求助", "桂花里第一网格", "已派单", "已超期"]:
        assert words in page


@pytest.mark.parametrize(("name", "found"), [("zhao", 1), ("li", 1), ("wang", 0), ("qian", 0)])
def test_words_find_nothing_that_is_not_in_the_list(client, cast, monday, name, found):
    index([dispatched(cast, monday).pk, closed(cast, monday).pk])
    answer = inbox(client, getattr(cast, name), q="路灯")
    assert len(titles(answer)) == found
    assert not answer.context["page"].cut_off


@pytest.mark.parametrize("walked", [5_000, 3])
def test_frequent_words_give_the_same_list(cast, monday, monkeypatch, walked):
    cases = [reported(cast, monday, text="垃圾未清运") for _number in range(27)]
    cases += [dispatched(cast, monday), *(reported(cast, monday) for _number in range(26))]
    index([case.pk for case in cases])
    for name, rows in {"li": 27, "zhao": 27, "liu": 0, "lin": 27, "qian": 0}.items():
        user, query = getattr(cast, name), QueryDict("q=路灯&sort=newest")
        form = FilterForm(query, user=user, at=monday)
        wanted = _walk(form, query, user, monday)
        with monkeypatch.context() as patched:
            patched.setattr(searching, "FREQUENT", 0)
            patched.setattr(lists, "MOST_WALKED", walked)
            form = FilterForm(query, user=user, at=monday)
            assert bool(form.frequent) is (name != "liu"), name
            assert _walk(form, query, user, monday) == wanted, name
        assert len(wanted) == rows, name


EVERYBODY = ("li", "wang", "chen", "zhao", "liu", "lin", "qian", "sysadmin")
FILTERS = ("", "show=closed", "sort=newest&category=03", "show=unit")


def test_list_and_rule_agree_for_everybody(cast, monday):
    for number, stage in enumerate([reported, accepted, dispatched, in_progress, closed] * 6):
        stage(cast, monday - timedelta(days=number))
    handed = dispatched(cast, monday, unit="990101-CG")
    hand_over(handed, cast.units["990101001001001"], at=monday)
    handed.save()
    for name, filters in product(EVERYBODY, FILTERS):
        user, query = getattr(cast, name), QueryDict(filters)
        form = FilterForm(query, user=user, at=monday)
        wanted = filtered(visible_matters(user, monday), form, user, monday)
        keys = list(wanted.values_list("pk", flat=True))
        assert _walk(form, query, user, monday) == keys, (name, filters)


def _walk(form, query, user, at) -> list[int]:
    rows = []
    while True:
        shown = page(form, query, user, at)
        rows += [row.pk for row in shown]
        if not shown.after:
            return rows
        query = QueryDict(shown.after[1:])
