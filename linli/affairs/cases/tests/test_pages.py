"""The page of a case: who sees it, what stands on it, and moving a case from it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from linli.affairs.cases.models import State
from linli.affairs.cases.tests.stages import (
    accepted,
    closed,
    dispatched,
    finished,
    in_progress,
    reopened,
    reported,
)
from linli.ground.worktime import calendar
from tests.cast import Cast

SEE = ["li", "chen", "zhao", "sun", "lin"]
DO_NOT_SEE = ["wang", "liu", "he", "zheng", "qian", "sysadmin", "secadmin", "auditor"]
RESIDENTS = ["zhou", "wu"]


def address(case, *rest: str) -> str:
    return "/".join(["", "cases", case.number, *rest, ""])


def sign_in(client, cast: Cast, name: str) -> None:
    client.force_login(getattr(cast, name))


def test_a_clock_says_that_its_holidays_are_not_known_yet(client, cast, monday, monkeypatch):
    case = in_progress(cast, monday)
    sign_in(client, cast, "li")
    said = f"{monday.year}年的节假日和调休安排尚不掌握"
    assert said not in client.get(address(case)).text
    monkeypatch.setattr(calendar, "_covered", range(2004, monday.year))
    assert said in client.get(address(case)).text


@pytest.mark.parametrize("name", SEE)
def test_those_of_the_area_see_the_case(client, cast, monday, name):
    case = dispatched(cast, monday)
    sign_in(client, cast, name)
    answer = client.get(address(case))
    assert answer.status_code == 200
    assert "三号楼前的路灯不亮了" in answer.text


@pytest.mark.parametrize("name", DO_NOT_SEE)
def test_to_everybody_else_the_case_is_not_there(client, cast, monday, name):
    case = dispatched(cast, monday)
    sign_in(client, cast, name)
    assert client.get(address(case)).status_code == 404


@pytest.mark.parametrize("name", RESIDENTS)
def test_residents_have_no_business_at_the_desk(client, cast, monday, name):
    case = dispatched(cast, monday)
    sign_in(client, cast, name)
    assert client.get(address(case)).status_code == 403


def test_a_stranger_is_sent_to_the_sign_in(client, cast, monday):
    case = reported(cast, monday)
    answer = client.get(address(case))
    assert answer.headers["Location"] == f"/signin/?next={address(case)}"


def test_the_unit_that_holds_the_case_sees_it_wherever_it_lies(client, cast, monday):
    case = dispatched(cast, monday, unit="990101-CG")
    sign_in(client, cast, "liu")
    assert client.get(address(case)).status_code == 200


@pytest.mark.parametrize(
    ("stage", "name", "move", "queries"),
    [
        (reported, "zhao", "", 9),
        (reported, "zhao", "accept", 11),
        (accepted, "zhao", "dispatch", 10),
        (dispatched, "li", "", 9),
        (in_progress, "li", "finish", 8),
        (finished, "chen", "", 9),
        (closed, "zhao", "", 11),
        (reopened, "li", "", 11),
    ],
)
def test_the_page_reads_little(
    client, cast, monday, django_assert_num_queries, stage, name, move, queries
):
    case = stage(cast, monday)
    sign_in(client, cast, name)
    client.get(address(case))
    with django_assert_num_queries(queries):
        client.get(address(case), {"move": move})


def test_the_moves_stand_on_the_page_and_one_form_is_open(client, cast, monday):
    case = in_progress(cast, monday)
    sign_in(client, cast, "li")
    page = client.get(address(case), {"move": "finish"}).text
    assert f'action="{address(case, "moves", "finish")}"' in page
    assert f'href="{address(case)}?move=raise#moves"' in page
    assert f'action="{address(case, "moves", "raise")}"' not in page


def test_a_move_is_made_from_the_page(client, cast, monday):
    case = dispatched(cast, timezone.now())
    sign_in(client, cast, "li")
    answer = client.post(address(case, "moves", "sign"), {"version": case.version})
    assert answer.headers["Location"] == address(case)
    case.refresh_from_db()
    assert case.state == State.SIGNED


def test_a_wrong_input_brings_the_form_back_with_what_was_written(client, cast, monday):
    case = reported(cast, monday)
    sign_in(client, cast, "zhao")
    data = {"version": case.version, "reason_code": "concluded", "note": ""}
    answer = client.post(address(case, "moves", "decline"), data)
    assert answer.status_code == 422
    assert '<option value="concluded" selected>' in answer.text
    assert 'class="errors"' in answer.text


def test_who_comes_second_hears_that_somebody_was_faster(client, cast, monday):
    case = in_progress(cast, monday)
    sign_in(client, cast, "li")
    data = {"version": case.version - 1, "outcome": "solved", "text": "已更换"}
    answer = client.post(address(case, "moves", "finish"), data)
    assert answer.status_code == 409
    assert "note-error" in answer.text


def test_what_is_no_longer_possible_is_said_with_the_fresh_state(client, cast, monday):
    case = in_progress(cast, monday)
    sign_in(client, cast, "li")
    answer = client.post(address(case, "moves", "sign"), {"version": case.version})
    assert answer.status_code == 409


@pytest.mark.parametrize("name", ["chen", "sun"])
def test_who_does_not_hold_the_case_cannot_move_it(client, cast, monday, name):
    case = dispatched(cast, monday)
    sign_in(client, cast, name)
    answer = client.post(address(case, "moves", "sign"), {"version": case.version})
    assert answer.status_code == 403


def test_a_move_that_does_not_exist_is_not_there(client, cast, monday):
    case = dispatched(cast, monday)
    sign_in(client, cast, "li")
    assert client.post(address(case, "moves", "forget")).status_code == 404


def test_who_cannot_see_the_case_cannot_move_it(client, cast, monday):
    case = dispatched(cast, monday)
    sign_in(client, cast, "qian")
    assert client.post(address(case, "moves", "sign")).status_code == 404


def test_the_timeline_tells_who_said_what(client, cast, monday):
    case = closed(cast, monday)
    sign_in(client, cast, "zhao")
    lines = client.get(address(case)).context["timeline"]
    assert [(line.who, line.text) for line in lines if line.text] == [
        ("赵敏", "请今天去看"),
        ("李晓梅", "约好下午去看"),
        ("李晓梅", "已解决\n已更换灯泡"),
        ("陈静", "现场看过"),
        ("反映人", "联系：是。解决：是。非常满意。\n谢谢"),
    ]


def test_the_page_says_why_the_catalogue_suggests_a_unit(client, cast, monday):
    case = accepted(cast, monday)
    sign_in(client, cast, "zhao")
    suggestion = client.get(address(case)).context["suggestion"]
    assert suggestion.unit == cast.units["990101001001"]
    assert suggestion.rule.category_code == ""


def test_the_page_has_nothing_that_its_own_policy_forbids(client, cast, monday):
    case = reported(cast, monday)
    sign_in(client, cast, "zhao")
    page = client.get(address(case), {"move": "accept"}).text
    assert "<script>" not in page
    assert " style=" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ["办理过程", "时限"]), ("en", ["What happened", "Deadlines"])],
)
def test_the_page_speaks_both_languages(client, cast, monday, language, words):
    case = dispatched(cast, monday)
    sign_in(client, cast, "zhao")
    client.cookies["django_language"] = language
    page = client.get(address(case)).text
    assert [word in page for word in words] == [True, True]
