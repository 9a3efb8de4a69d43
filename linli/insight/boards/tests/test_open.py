"""The open board, which everybody may read."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from linli.affairs.cases.tests import stages
from linli.insight.boards.asked import Asked
from linli.insight.boards.queries import open_board
from linli.insight.boards.rules import anybody
from linli.insight.measures import actions
from linli.insight.measures.periods import Period
from linli.insight.measures.queries import by
from linli.insight.measures.tests.stories import AT, COMMUNITY, OTHER, STREET, spring
from tests.cast import MONDAY

MAY, SPRING = Period.month(2026, 5), Period.quarter(2026, 2)
GRID = stages.GRID


def opened(place=STREET, period=MAY):
    return open_board(Asked(place, period, AT, anybody()))


def figures(shown):
    return {cell.measure.code: cell.figure for cell in shown.figures}


def test_everybody_may_read_it_and_take_it_out(client, cast):
    assert client.get("/open/").status_code == 200
    assert client.get("/open/file/").status_code == 200
    assert client.get("/open/file/?card=luck").status_code == 404


def test_where_no_district_is_at_work_there_is_nothing_to_show(client, db):
    assert client.get("/open/").status_code == 200
    assert client.get("/open/file/").status_code == 404


@pytest.mark.parametrize("place", [GRID, "11", "9" * 30, "x"])
def test_nothing_smaller_than_a_community_and_no_other_place_is_told(client, cast, place):
    assert client.get(f"/open/?place={place}").status_code == 404


def test_places_are_told_apart_down_to_communities(client, cast):
    parts = [{card.key for card in opened(at).cards} for at in (STREET, COMMUNITY)]
    assert parts[0] - parts[1] == {"around"}
    assert client.get(f"/open/file/?place={COMMUNITY}&card=around").status_code == 404


def test_a_month_that_is_not_over_is_not_told(client, cast):
    today = timezone.localdate()
    assert client.get(f"/open/?period={today:%Y-%m}").status_code == 404
    assert client.get("/open/?period=2026-05-11..2026-05-12").status_code == 404


def test_large_numbers_are_told_and_small_ones_kept(cast):
    spring(cast)
    told = figures(opened(period=SPRING))
    assert told["received"].value == 12
    few = figures(opened("990101001002"))
    assert (few["received"].suppressed, few["received"].value) == (True, None)


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
    wide, small, neighbour = (figures(opened(at, SPRING)) for at in (STREET, OTHER, COMMUNITY))
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
    answer = client.get(f"/open/file/?place={COMMUNITY}&period={month:%Y-%m}&card=figures")
    sheet = load_workbook(BytesIO(answer.getvalue())).active
    assert [sheet["A2"].value, sheet["B2"].value, sheet["E2"].value] == ["受理量", "不显示", None]


def test_no_figure_leads_anywhere(client, cast):
    spring(cast)
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
