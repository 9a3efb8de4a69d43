"""The measures of whistles, supervision and admission, against numbers counted by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from linli.affairs.admission.tests.stages import handed_out
from linli.affairs.whistle import queries
from linli.affairs.whistle.models import Naming
from linli.affairs.whistle.queries import Share
from linli.affairs.whistle.tests.stages import CITY, WATER
from linli.insight.measures import actions
from linli.insight.measures.figures import Figure
from linli.insight.measures.models import Fact
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import by, figure, rows
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.tests import institutions
from linli.insight.measures.tests.institutions import admissions, supervisions, whistles
from linli.insight.measures.tests.stories import AT, COMMUNITY, DISTRICT, STREET
from tests.cast import MONDAY

MAY = Period.month(2026, 5)
MINUTE = 60


def counted(code: str) -> int | tuple[int, int]:
    """The number, or the hits and of how many."""
    return pair(code, figure(code, place=DISTRICT, period=MAY, at=AT))


def pair(code: str, told: Figure) -> int | tuple[int, int]:
    """What was counted: a number, or two."""
    if MEASURES[code].hits is None:
        return told.numerator
    return told.numerator, told.denominator


WHISTLES = {
    "whistles_blown": 8,
    "whistles_settled": 3,
    "whistle_on_time_sign": (2, 3),
    "whistle_on_time_contact": (2, 3),
    "whistle_on_time_report_in": (2, 3),
    "whistle_on_time_finish": (3, 3),
    "whistle_on_time_confirm": (3, 3),
    "whistles_objected": (2, 8),
    "whistles_upheld": (1, 8),
    "whistles_escalated": (1, 8),
    "whistles_blown_again": (1, 8),
    "departments_named": 15,
    "sign_in_rate": (8, 15),
    "report_in_rate": (7, 15),
    "department_on_time_sign": (6, 7),
    "department_on_time_contact": (6, 7),
    "department_on_time_report_in": (6, 7),
    "department_on_time_finish": (7, 7),
    "departments_rated": (4 * 400 + 300, 5),  # in hundredths of a grade
    "whistles_rated": (450 + 150, 2),
}

BY_DEPARTMENT = {
    "departments_named": {CITY: 9, WATER: 6},
    "sign_in_rate": {CITY: (4, 9), WATER: (4, 6)},
    "report_in_rate": {CITY: (4, 9), WATER: (3, 6)},
    "department_on_time_sign": {CITY: (3, 4), WATER: (3, 3)},
    "department_on_time_report_in": {CITY: (3, 4), WATER: (3, 3)},
    "departments_rated": {CITY: (1100, 3), WATER: (800, 2)},
    "whistles_rated": {CITY: (450, 1), WATER: (150, 1)},
}

SUPERVISIONS = {
    "supervisions": 8,
    "supervision_prompt": 1,
    "supervision_reminder": 1,
    "supervision_order": 4,
    "supervision_listed": 0,
    "supervision_talk": 1,
    "supervision_bulletin": 0,
    "supervision_referral": 1,
    "supervision_on_time_reply": (3, 4),  # accepted, tolerated and referred; the reminder late
    "supervision_objected": (2, 8),
    "supervision_upheld": (1, 2),
    "supervision_tolerated": (1, 5),
}

ADMISSIONS = {
    "items_admitted": 2,
    "items_exempted": 1,
    "items_rejected": 1,
    "items_on_time_decide": (3, 3),
    "items_time_median": 3 * MINUTE,
    "items_time_p90": 3 * MINUTE,
    "tasks_handed_out": 5,
    "tasks_on_time": (2, 3),
    "tasks_returned": (1, 3),
    "task_hours": (30, 5),
    "task_parts_on_time": (3, 4),  # what was returned was reported twice
    "refusals": 4,
    "refusals_not_admitted": 2,
    "refusals_upheld": (1, 2),
    "refusals_on_time_judge": (2, 2),
}


def test_whistles_are_counted(cast):
    whistles(cast)
    assert {code: counted(code) for code in WHISTLES} == WHISTLES


def test_departments_are_counted_apart_wherever_they_were_called(cast):
    whistles(cast)
    found = {
        code: {
            row.key: pair(code, row.figure)
            for row in by(code, "unit", place=DISTRICT, period=MAY, at=AT)
        }
        for code in BY_DEPARTMENT
    }
    assert found == {
        code: {str(cast.units[unit].pk): told for unit, told in apart.items()}
        for code, apart in BY_DEPARTMENT.items()
    }


def test_the_page_of_whistles_and_the_measures_tell_the_same(cast):
    whistles(cast)
    found = queries.blown(DISTRICT, MAY.begins, MAY.ends)
    assert queries.sign_in(found) == Share(*WHISTLES["sign_in_rate"])
    assert queries.report_in(found) == Share(*WHISTLES["report_in_rate"])
    assert queries.ratings_of_units(found).count == WHISTLES["departments_rated"][1]


def test_hours_are_told_of_each_community(cast):
    admissions(cast)
    [row] = by("task_hours", "place", place=STREET, period=MAY, at=AT)
    assert (row.key, row.figure.value) == (COMMUNITY, 30)


def test_supervisions_are_counted(cast):
    supervisions(cast)
    assert {code: counted(code) for code in SUPERVISIONS} == SUPERVISIONS


def test_items_tasks_and_refusals_are_counted(cast):
    admissions(cast)
    assert {code: counted(code) for code in ADMISSIONS} == ADMISSIONS


def test_every_measure_of_the_three_was_counted_by_hand():
    kinds = {"whistle", "whistle_part", "supervision", "admission", "task", "task_part", "refusal"}
    declared = {code for code, measure in MEASURES.items() if kinds & {*measure.kinds}}
    assert declared == {*WHISTLES, *SUPERVISIONS, *ADMISSIONS}


def test_a_case_under_supervision_and_its_supervision_are_counted_apart(cast):
    supervisions(cast)
    assert counted("received") == counted("supervisions") == 8


@pytest.mark.parametrize("tell", ["whistles", "supervisions", "admissions"])
def test_a_run_folds_the_same_as_everything_anew(cast, tell):
    actions.refresh(at=AT)
    getattr(institutions, tell)(cast)
    kept = list(Fact.objects.order_by("pk").values())
    actions.rebuild(at=AT)
    assert kept == list(Fact.objects.order_by("pk").values())
    assert kept


@pytest.mark.parametrize("page", ["", "rows/"])
def test_figures_of_whistles_are_for_whoever_answers_for_the_place(client, cast, page):
    whistles(cast)
    address = f"/measures/whistles_blown/{page}?place={COMMUNITY}&period=2026-05"
    told = {}
    for name, user in cast.everybody().items():
        client.force_login(user)
        told[name] = client.get(address).status_code
    assert {name for name, status in told.items() if status == 200} == {
        "chen",
        "zhao",
        "sun",
        "lin",
    }
    assert {told[name] for name in ("li", "wang", "qian", "liu")} == {404}


@pytest.mark.parametrize(
    ("tell", "code"), [(supervisions, "supervisions"), (whistles, "sign_in_rate")]
)
def test_a_department_sees_the_figures_of_its_own_alone(client, cast, tell, code):
    tell(cast)
    client.force_login(cast.liu)
    own, other = (cast.units[code].pk for code in (CITY, WATER))
    asked = f"/measures/{code}/?place={DISTRICT}&period=2026-05&unit="
    assert client.get(f"{asked}{own}").status_code == 200
    assert client.get(f"{asked}{other}").status_code == 404


def test_what_is_behind_a_figure_leads_to_the_page_of_each(client, cast):
    whistles(cast)
    client.force_login(cast.sun)
    asked = f"place={STREET}&period=2026-05"
    page = client.get(f"/measures/sign_in_rate/rows/?{asked}").content.decode()
    numbers = Naming.objects.filter(part__unit__code=CITY).values_list("part__matter__number")
    for (number,) in numbers:
        assert f'href="/whistles/{number}/"' in page


def test_behind_a_figure_of_units_each_unit_asked_is_a_row(client, cast):
    whistles(cast)
    client.force_login(cast.sun)
    told = client.get(f"/measures/sign_in_rate/rows/?place={STREET}&period=2026-05")
    lines, shown = told.context["lines"], told.context["figure"]
    numbers = [(line.matter.number, line.unit.code) for line in lines]
    assert len(numbers) == shown.denominator == told.content.decode().count("data-row")
    assert len({number for number, _unit in numbers}) < len(numbers)
    units = Counter(unit for _number, unit in numbers)
    assert units == {CITY: 9, WATER: 6}
    assert [line.value for line in lines].count(100.0) == shown.numerator
    text = told.content.decode()
    assert (text.count(">是</td>"), text.count(">否</td>")) == (8, 15 - 8)


def test_the_rows_of_a_department_are_its_own(client, cast):
    whistles(cast)
    client.force_login(cast.liu)
    own = cast.units[CITY]
    asked = f"place={DISTRICT}&period=2026-05&unit={own.pk}"
    told = client.get(f"/measures/sign_in_rate/rows/?{asked}")
    assert [line.unit for line in told.context["lines"]] == [own] * 9


def test_hours_are_told_of_each_task_behind_them(client, cast):
    admissions(cast)
    client.force_login(cast.sun)
    told = client.get(f"/measures/task_hours/rows/?place={STREET}&period=2026-05")
    assert sum(line.value for line in told.context["lines"]) == ADMISSIONS["task_hours"][0]


@pytest.mark.parametrize(("name", "told"), [("zhao", (0, 1)), ("sun", (1, 0))])
def test_what_a_unit_was_asked_in_an_unseen_matter_is_a_number(cast, name, told):
    handed_out(cast, MONDAY)
    actions.refresh(at=AT)
    reader = getattr(cast, name)
    found = rows("task_hours", place=STREET, period=MAY, at=AT, reader=reader)
    assert (len(found.counted), found.unseen) == told


@pytest.mark.parametrize("count", [1, 3])
def test_the_units_asked_are_read_in_as_many_queries_however_many(
    client, cast, count, django_assert_num_queries
):
    for _each in range(count):
        handed_out(cast, MONDAY)
    actions.refresh(at=AT)
    client.force_login(cast.sun)
    address = f"/measures/task_hours/rows/?place={STREET}&period=2026-05"
    client.get(address)
    with django_assert_num_queries(QUERIES):
        page = client.get(address).content.decode()
    assert page.count("data-row") == count


QUERIES = 12
"""One more than of cases: which tasks here the reader does not see, for those of other units."""


@pytest.mark.parametrize(("code", "offered"), [("received", True), ("sign_in_rate", False)])
def test_by_category_is_offered_for_what_has_one(client, cast, code, offered):
    client.force_login(cast.sun)
    page = client.get(f"/measures/{code}/?place={STREET}&period=2026-05").content.decode()
    assert ("by=category" in page) is offered


@pytest.mark.parametrize(("name", "kept"), [("zhao", True), ("sun", False)])
def test_parts_are_kept_from_whoever_does_not_see_their_matter(cast, name, kept):
    handed_out(cast, MONDAY)
    actions.refresh(at=AT)
    told = figure("task_hours", place=STREET, period=MAY, at=AT, reader=getattr(cast, name))
    assert told.suppressed is kept
