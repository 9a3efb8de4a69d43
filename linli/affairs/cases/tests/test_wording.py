"""Who reads what was written in a case as it was written, and who without what is personal."""

from __future__ import annotations

import pytest

from linli.affairs.cases import actions
from linli.affairs.cases.alike import merge_candidates
from linli.affairs.cases.exporting import rows
from linli.affairs.cases.models import Case
from linli.affairs.cases.rules import may_read_in_full
from linli.affairs.cases.tests.stages import COMMUNITY, GRID, MINUTE, accepted, dispatched, reported
from linli.affairs.cases.tests.test_pages import address
from linli.affairs.cases.wording import EVERYBODY
from linli.matters.actions import comment
from linli.matters.search.actions import index

TEXT = "路灯不亮了,联系人王建国,电话13812345678。"
PLAIN = "路灯不亮了,联系人〔姓名〕,电话〔手机号〕。"
PERSONAL = ("13812345678", "王建国")
EVERYBODY_AT_WORK = ["li", "wang", "chen", "zhao", "liu", "sun", "lin", "he", "zheng", "qian"]


@pytest.fixture
def case(cast, monday) -> Case:
    """A case with a phone in its text and in its title, in the hands of Li's grid."""
    return dispatched(cast, monday, text=TEXT)


def who_reads_it(case, cast, at) -> set[str]:
    people = [*EVERYBODY_AT_WORK, "zhou", "wu", "sysadmin", "secadmin", "auditor"]
    return {name for name in people if may_read_in_full(getattr(cast, name), case, at)}


def test_those_in_charge_and_the_reporter_read_what_was_written(cast, monday, case):
    assert who_reads_it(case, cast, monday) == {"li", "chen", "zhao", "sun", "lin", "zhou"}


def test_without_a_name_the_same_people_read_it(cast, monday):
    case = dispatched(cast, monday, text=TEXT, reporter=None)
    assert who_reads_it(case, cast, monday) == {"li", "chen", "zhao", "sun", "lin"}


def test_the_unit_complained_about_never_does_even_where_it_holds_the_case(cast, monday, case):
    case.subject_unit = cast.units[GRID]
    case.save()
    assert who_reads_it(case, cast, monday) == {"chen", "zhao", "sun", "lin", "zhou"}


def test_a_department_reads_it_while_it_holds_it_and_not_afterwards(client, cast, monday):
    case = dispatched(cast, monday, unit="990101-CG", text=TEXT)
    client.force_login(cast.liu)
    assert TEXT in client.get(address(case)).text
    back = {"note": "找联系人王建国,13812345678", "by": cast.liu, "at": monday + 3 * MINUTE}
    actions.request_return(case, **back)
    actions.grant_return(case, by=cast.zhao, at=monday + 4 * MINUTE)
    page = client.get(address(case)).text
    assert (PLAIN in page, [word for word in PERSONAL if word in page]) == (True, [])


def test_remarks_are_read_like_the_text(client, cast, monday, case):
    comment(case, text="已打13812345678", audience="internal", by=cast.li, at=monday)
    case.subject_unit = cast.units[COMMUNITY]
    case.save()
    client.force_login(cast.li)
    assert "已打〔手机号〕" in client.get(address(case)).text
    client.force_login(cast.zhao)
    assert "已打13812345678" in client.get(address(case)).text


def test_lists_and_what_is_found_show_it_to_nobody(client, cast, case):
    index([case.pk])
    client.force_login(cast.zhao)
    for door in ("/desk/", "/search/?q=路灯"):
        page = client.get(door).text
        assert (case.number in page, [word for word in PERSONAL if word in page]) == (True, [])


def test_the_grid_reads_what_it_holds_unless_somebody_complains_of_a_unit(client, cast, case):
    client.force_login(cast.li)
    assert "王建国" in client.get("/grid/").text
    case.subject_unit = cast.units[GRID]
    case.save()
    assert "王建国" not in client.get("/grid/").text


def test_a_file_holds_it_for_nobody(case):
    (_head, row) = rows(Case.objects.all(), "")
    assert (row[3], [word for word in PERSONAL if word in "".join(row)]) == (PLAIN, [])


def test_a_number_that_two_cases_share_is_no_word_of_theirs(cast, monday, case, deliver_all):
    deliver_all()
    (found,) = merge_candidates(accepted(cast, monday, text=TEXT), cast.zhao, monday)
    assert "13812345678" not in found.shared
    assert "灯不亮" in found.shared


def test_a_masked_text_stays_as_it_is():
    assert EVERYBODY.text(PLAIN) == PLAIN


def test_a_title_does_not_end_in_half_a_phone_number(cast, monday):
    text = "路灯不亮" * 18 + "138 1234 5678请回电"
    assert reported(cast, monday, text=text).title == "路灯不亮" * 18
    assert reported(cast, monday, text="门牌5号" * 30).title == "门牌5号" * 20
