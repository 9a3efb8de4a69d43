"""The open board, which everybody may read."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests import stages
from linli.insight.boards.actions import open_daily, open_months
from linli.insight.boards.asked import Asked
from linli.insight.boards.models import Opened
from linli.insight.boards.queries import board, open_board, open_plan
from linli.insight.boards.rules import anybody
from linli.insight.measures import actions
from linli.insight.measures.models import Fact, Tallied
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import by, figure
from linli.insight.measures.tests.stories import (
    AT,
    COMMUNITY,
    DISTRICT,
    OTHER,
    STREET,
    spring,
)
from linli.matters.models import Seal
from tests.cast import MONDAY
from tests.kept import once

MAY, SPRING = Period.month(2026, 5), Period.quarter(2026, 2)
GRID = stages.GRID


def opened(place=STREET, period=MAY):
    """The open board as it is read, made of the facts as they stand."""
    open_months(at=AT)
    return open_board(Asked(place, period, AT, anybody()))


def asked_for(place=STREET, period=MAY):
    """The same of any period, as somebody who sees nothing would ask it of the facts."""
    return board(open_plan(place), Asked(place, period, AT, anybody()), linked=False)


def figures(shown):
    return {cell.measure.code: cell.figure for cell in shown.figures}


def told(figure):
    return figure.value, figure.denominator, figure.low, figure.high, figure.suppressed


def compared(shown):
    return [
        (code, told(figure), figure.change, figure.year_change, figure.enough)
        for code, figure in figures(shown).items()
    ]


def lines(shown):
    return {
        card.key: [(line.label, [told(cell.figure) for cell in line.cells]) for line in card.lines]
        for card in shown.cards
    }


@once
def many(cast):
    """A spring in which some is told and some is not: of two communities, and of other months."""
    spring(cast)
    for days in range(-33, 3):
        place = OTHER if days % 4 else COMMUNITY
        stages.reported(cast, MONDAY + timedelta(days=days), place_code=place)
    for days in (-60, -61, 25):
        stages.closed(cast, MONDAY + timedelta(days=days))
    actions.refresh(at=AT)


@pytest.mark.parametrize("place", [DISTRICT, STREET, COMMUNITY, OTHER])
@pytest.mark.parametrize("month", [3, 4, 5])
def test_it_is_what_somebody_who_sees_nothing_would_be_told(cast, place, month):
    many(cast)
    period = Period.month(2026, month)
    made, right = opened(place, period), asked_for(place, period)
    assert compared(made) == compared(right)
    assert lines(made) == lines(right)


def kept(shown):
    """What is kept back: codes of figures, and of charts the lines and their columns."""
    found = {code for code, figure in figures(shown).items() if figure.suppressed}
    return found | {
        (key, label, number)
        for key, told_apart in lines(shown).items()
        for label, cells in told_apart
        for number, cell in enumerate(cells)
        if cell[-1]
    }


@pytest.mark.parametrize("place", [STREET, COMMUNITY])
@pytest.mark.parametrize("month", [3, 4, 5])
def test_what_it_tells_is_told_to_whoever_answers_for_the_place(cast, place, month):
    many(cast)
    for case in list(Case.objects.filter(closed_at=None).order_by("pk"))[::4]:
        Seal.objects.create(matter=case, by=cast.sun, at=AT)
    period = Period.month(2026, month)
    own = board(open_plan(place), Asked(place, period, AT, cast.zhao), linked=False)
    everybody = kept(asked_for(place, period))
    assert kept(own) <= everybody
    assert everybody


def test_that_comparison_has_both_what_is_told_and_what_is_kept(cast):
    many(cast)
    kept = {cell.figure.suppressed for place in (STREET, OTHER) for cell in opened(place).figures}
    assert kept == {True, False}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("door", ["", "file/"])
def test_it_is_read_in_as_many_queries_however_many_cases(
    client, cast, count, door, django_assert_num_queries
):
    month = timezone.localtime().replace(day=1, hour=12) - timedelta(days=2)
    for _each in range(count):
        stages.closed(cast, month - timedelta(days=20))
    actions.refresh(at=timezone.now())
    open_months(at=timezone.now())
    client.get(f"/open/{door}")
    with django_assert_num_queries(QUERIES):
        client.get(f"/open/{door}")


QUERIES = 10


def test_no_fact_is_asked_for_a_page(client, cast):
    many(cast)
    open_months(at=AT)
    Fact.objects.all().delete()
    Tallied.objects.all().delete()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/open/?place={STREET}&period=2026-05")
    assert figures(page.context["board"])["received"].value
    asked_of = " ".join(query["sql"] for query in asked.captured_queries)
    assert "measures_" not in asked_of
    assert "matters_" not in asked_of


def test_it_says_when_it_was_counted_and_is_counted_once_a_day(client, cast):
    spring(cast)
    assert open_daily(at=AT) > 0
    assert open_daily(at=AT + timedelta(hours=9)) == 0
    assert "统计时点 2026-06-01 09:00" in client.get("/open/").content.decode()
    actions.refresh(at=AT + timedelta(days=1))
    assert open_daily(at=AT + timedelta(days=1)) > 0


NEIGHBOUR = {"length": 6, "place": "990102", "month": date(2026, 5, 1), "categories": {}}


def test_a_district_does_not_wait_for_a_board_because_another_has_one(client, cast):
    spring(cast)
    Opened.objects.create(**NEIGHBOUR, figures={}, as_of=AT)
    assert client.get(f"/open/?place={STREET}").status_code == 404
    assert open_daily(at=AT) > 0
    assert "board" in client.get(f"/open/?place={STREET}").context


def test_of_each_district_only_months_that_were_over_for_it_are_offered(client, cast):
    spring(cast)
    open_months(at=AT)
    Opened.objects.create(**NEIGHBOUR, figures={}, as_of=AT + timedelta(days=31))
    assert client.get(f"/open/?place={STREET}&period=2026-06").status_code == 404
    assert client.get("/open/").context["asked"].at == AT


def test_as_long_as_the_facts_stand_still_nothing_is_made_anew(cast):
    spring(cast)
    assert open_daily(at=AT) > 0
    assert open_daily(at=AT + timedelta(days=3)) == 0


def test_the_first_cases_of_a_month_keep_back_nothing_of_the_month_before(cast):
    for days in range(8):
        stages.reported(cast, MONDAY + timedelta(days=days))
    stages.reported(cast, AT - timedelta(hours=8))
    actions.refresh(at=AT)
    assert figures(opened(DISTRICT))["received"].value == 8


@pytest.mark.django_db(transaction=True)
def test_two_makings_at_once_leave_one_board(cast):
    many(cast)
    together, made = Barrier(2), []

    def make() -> None:
        together.wait()
        made.append(open_months(at=AT))
        connection.close()

    threads = [Thread(target=make) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [Opened.objects.count()] * 2


def test_a_board_of_later_facts_is_not_made_earlier_again(cast):
    spring(cast)
    open_months(at=AT)
    Opened.objects.update(as_of=AT + timedelta(days=1))
    open_months(at=AT)
    assert set(Opened.objects.values_list("as_of", flat=True)) == {AT + timedelta(days=1)}


def test_months_that_have_enough_are_read_one_at_a_time(cast):
    for month in range(3):
        for days in range(6):
            stages.reported(cast, MONDAY - timedelta(days=30 * month + days))
    actions.refresh(at=AT)
    with CaptureQueriesContext(connection) as asked:
        open_months(at=AT)
    read = [query["sql"] for query in asked.captured_queries if "hits0" in query["sql"]]
    assert len(read) >= 3
    assert {text.count("::bigint, ") for text in read} == {2}


def test_a_figure_that_changed_is_told_from_the_next_making_on(cast):
    many(cast)
    before = figures(opened())["received"].value
    stages.reported(cast, MONDAY + timedelta(days=4))
    actions.refresh(at=AT)
    assert figures(open_board(Asked(STREET, MAY, AT, anybody())))["received"].value == before
    assert figures(opened())["received"].value == before + 1


def test_everybody_may_read_it_and_take_it_out(client, cast):
    spring(cast)
    open_months(at=AT)
    assert client.get("/open/").status_code == 200
    assert client.get("/open/file/").status_code == 200
    assert client.get("/open/file/?card=luck").status_code == 404


def test_everybody_reads_how_each_figure_is_defined(client, cast):
    spring(cast)
    open_months(at=AT)
    page = client.get("/open/")
    labels = [str(cell.measure.label) for cell in page.context["board"].figures]
    assert [name for name, _basis, _left_out in page.context["definitions"]][
        : len(labels)
    ] == labels
    assert page.text.count('href="#definitions"') == len(labels)
    assert page.context["definitions"][0][1] in page.text


def test_before_it_is_made_there_is_nothing_to_show(client, cast):
    assert "board" not in client.get("/open/").context
    assert client.get("/open/file/").status_code == 404


def test_where_no_district_is_at_work_there_is_nothing_to_show(client, db):
    assert client.get("/open/").status_code == 200
    assert client.get("/open/file/").status_code == 404


@pytest.mark.parametrize("place", [GRID, "11", "9" * 30, "x"])
def test_nothing_smaller_than_a_community_and_no_other_place_is_told(client, cast, place):
    spring(cast)
    open_months(at=AT)
    assert client.get(f"/open/?place={place}").status_code == 404


def test_places_are_told_apart_down_to_communities(client, cast):
    spring(cast)
    parts = [{card.key for card in opened(at).cards} for at in (STREET, COMMUNITY)]
    assert parts[0] - parts[1] == {"around"}
    assert client.get(f"/open/file/?place={COMMUNITY}&card=around").status_code == 404


def test_a_month_that_is_not_over_is_not_told(client, cast):
    stages.reported(cast, MONDAY)
    actions.refresh(at=timezone.now())
    open_months(at=timezone.now())
    today = timezone.localdate()
    assert client.get(f"/open/?period={today:%Y-%m}").status_code == 404
    assert client.get("/open/?period=2026-05-11..2026-05-12").status_code == 404


def test_large_numbers_are_told(cast):
    many(cast)
    right = figure("received", place=STREET, period=MAY, at=AT)
    assert figures(opened())["received"].value == right.value > 5


def test_small_numbers_are_kept(cast):
    spring(cast)
    few = figures(opened(OTHER))["received"]
    assert (few.suppressed, few.value) == (True, None)


def test_told_apart_nothing_small_is_told_either(cast):
    spring(cast)
    shown = [
        cell.figure
        for card in opened().cards
        for line in card.lines
        for cell in line.cells
        if 0 < cell.figure.denominator < 5
    ]
    assert shown == []


def test_a_small_place_does_not_follow_from_the_wider_one_and_its_neighbours(cast):
    spring(cast)
    for days in range(3):
        stages.reported(cast, MONDAY + timedelta(days=days), place_code=OTHER)
    actions.refresh(at=AT)
    wide, small, neighbour = (figures(asked_for(at, SPRING)) for at in (STREET, OTHER, COMMUNITY))
    assert wide["received"].value == 15
    assert (small["received"].suppressed, neighbour["received"].suppressed) == (True, True)


def test_months_of_one_year_are_kept_back_in_one_reading(cast, django_assert_num_queries):
    spring(cast)
    question = {"place": STREET, "at": AT, "reader": anybody()}
    by("received", "month", period=MAY, **question)
    with CaptureQueriesContext(connection) as one:
        by("received", "month", period=Period.days(date(2026, 5, 1), date(2026, 5, 31)), **question)
    with django_assert_num_queries(len(one)):
        by("received", "month", period=Period.days(date(2026, 2, 1), date(2026, 5, 31)), **question)


def test_the_workbook_keeps_what_the_page_keeps(client, cast):
    month = timezone.localdate().replace(day=1) - timedelta(days=1)
    stages.reported(cast, timezone.localtime().replace(day=1, hour=12) - timedelta(days=2))
    actions.refresh(at=timezone.now())
    open_months(at=timezone.now())
    answer = client.get(f"/open/file/?place={COMMUNITY}&period={month:%Y-%m}&card=figures")
    sheet, about = load_workbook(BytesIO(answer.getvalue())).worksheets
    assert about["A3"].value == "统计时点"
    assert [sheet["A2"].value, sheet["B2"].value, sheet["E2"].value] == ["受理量", "不显示", None]


def test_no_figure_leads_anywhere(client, cast):
    spring(cast)
    open_months(at=AT)
    for name in (None, cast.wu, cast.lin):
        if name:
            client.force_login(name)
        assert (
            "/measures/"
            not in client.get(f"/open/?place={STREET}")
            .content.decode()
            .split("<main")[1]
            .split("</main")[0]
        )
