"""How well suggestions held: the figures, the matrix, the cases behind them, and who sees which."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.affairs.cases import actions
from linli.affairs.cases.models import Category
from linli.affairs.cases.suggesting.accuracy import accuracy, behind, last_year
from linli.affairs.cases.tests.stages import reported
from linli.affairs.cases.tests.test_pages import sign_in

DAY = timedelta(days=1)
SEE = {"zhao", "sun", "lin", "auditor"}
LAMP, TALK = "三号楼前的路灯不亮了。", "想问一下居民议事会什么时候开"
PAGES = ("/suggestions/", "/suggestions/cases/?wanted=03", "/suggestions/models/")


def decided(cast, text, code, at, **given):
    """A report, and what triage said it was about."""
    case = reported(cast, at, text=text, category=None, reporter=None, **given)
    chosen = {"category": Category.objects.get(code=code), "place": case.place}
    return actions.accept(
        case, type="inquiry", urgency="ordinary", **chosen, by=cast.zhao, at=at + DAY / 24
    )


def test_figures_count_what_triage_decided(cast, monday):
    decided(cast, LAMP, "030501", monday)
    decided(cast, LAMP, "0303", monday)
    found = accuracy(cast.zhao, last_year(monday), monday)
    total = found.total
    assert (total.count, total.first) == (2, 1)
    assert total.first_share == 50
    assert [tally.count for _month, tally in found.months] == [2]


def test_the_matrix_says_what_was_suggested_instead_and_opens_a_group(cast, monday):
    decided(cast, LAMP, "0305", monday)
    decided(cast, LAMP, "0903", monday)
    found = accuracy(cast.zhao, last_year(monday), monday)
    cells = {(line.code, cell.told): cell.count for line in found.lines for cell in line.cells}
    assert cells == {("03", "03"): 1, ("03", "09"): 0, ("09", "03"): 1, ("09", "09"): 0}
    assert [(line.recall, line.precision) for line in found.lines] == [(100, 50), (0, None)]
    within = accuracy(cast.zhao, last_year(monday), monday, group="09")
    assert [(line.code, cell.told, cell.count) for line in within.lines for cell in line.cells] == [
        ("0903", "0903", 0),
        ("0903", "", 1),
    ]


def test_only_the_later_of_two_decisions_is_counted(cast, monday):
    lead = reported(cast, monday - DAY)
    case = decided(cast, LAMP, "0303", monday)
    actions.merge(case, lead=lead, note="同一件事", by=cast.zhao, at=monday + DAY)
    actions.split(case, note="不是", by=cast.zhao, at=monday + DAY)
    suggested = case.suggested.get(what="category")
    suggested.decisions.create(stage="triage", code="0305", rank=1, by=cast.zhao, at=monday + DAY)
    total = accuracy(cast.zhao, last_year(monday + DAY), monday + DAY).total
    assert (total.count, total.first) == (1, 1)


def test_another_area_counts_nothing(cast, monday):
    decided(cast, LAMP, "0305", monday)
    cast.qian.duties.create(unit=cast.units["990102001"], role="dispatcher", valid_from=monday)
    assert accuracy(cast.qian, last_year(monday), monday).total.count == 0
    assert accuracy(cast.lin, last_year(monday), monday).total.count == 1


def test_the_cases_behind_a_figure_are_those_that_the_reader_sees(cast, monday):
    case = decided(cast, LAMP, "0305", monday)
    given = {"wanted": "03", "told": "03"}
    asked = last_year(monday)
    (row,) = behind(cast.zhao, asked, monday, **given)
    assert row.suggested.case == case
    assert accuracy(cast.auditor, asked, monday).total.count == 1
    assert not behind(cast.auditor, asked, monday, **given)
    assert not behind(cast.zhao, asked, monday, wanted="03", told="09")


def test_who_may_open_which_page(client, cast, monday):
    decided(cast, LAMP, "0305", timezone.now() - DAY)
    for name in cast.everybody():
        sign_in(client, cast, name)
        for page in PAGES:
            expected = 200 if name in SEE else 403
            assert client.get(page).status_code == expected, (name, page)


def test_a_stranger_is_sent_to_the_sign_in(client, cast):
    for page in PAGES:
        assert client.get(page).headers["Location"].startswith("/signin/")


@pytest.mark.parametrize(
    "question", ["since=x&until=y", "group=x", "group=03", "version=%00", "since=0001-01-01"]
)
def test_a_question_that_makes_no_sense_is_as_none(client, cast, question):
    sign_in(client, cast, "zhao")
    assert client.get(f"/suggestions/?{question}").status_code == 200


def test_a_figure_of_nothing_is_not_there(client, cast):
    sign_in(client, cast, "zhao")
    assert client.get("/suggestions/cases/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_read_little(client, cast, django_assert_num_queries, rows):
    for _number in range(rows):
        decided(cast, LAMP, "0305", timezone.now() - DAY)
    decided(cast, TALK, "0903", timezone.now() - DAY)
    sign_in(client, cast, "zhao")
    client.get("/suggestions/")
    with django_assert_num_queries(5):
        client.get("/suggestions/")
    with django_assert_num_queries(6):
        shown = client.get("/suggestions/cases/?wanted=03&told=03").text
    assert shown.count("data-row") == rows


@pytest.mark.parametrize(("name", "keeps"), [("zhao", True), ("lin", True), ("auditor", False)])
def test_who_keeps_the_catalogue_is_led_to_what_came_back(client, cast, name, keeps):
    sign_in(client, cast, name)
    shown = client.get("/suggestions/").text
    assert ('id="came-back"' in shown) is keeps
