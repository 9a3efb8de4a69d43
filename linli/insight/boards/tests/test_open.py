"""The open board, which everybody may read."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from linli.affairs.cases.tests import stages
from linli.insight.boards.asked import Asked
from linli.insight.boards.plans import OPEN
from linli.insight.boards.queries import board
from linli.insight.boards.rules import anybody
from linli.insight.measures import actions
from linli.insight.measures.periods import Period
from linli.insight.measures.tests.stories import AT, COMMUNITY, STREET, spring

MAY = Period.month(2026, 5)
GRID = stages.GRID


def opened(place=STREET, period=MAY):
    return board(OPEN, Asked(place, period, AT, anybody()), linked=False)


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


def test_a_month_that_is_not_over_is_not_told(client, cast):
    today = timezone.localdate()
    assert client.get(f"/open/?period={today:%Y-%m}").status_code == 404
    assert client.get("/open/?period=2026-05-11..2026-05-12").status_code == 404


def test_large_numbers_are_told_and_small_ones_kept(cast):
    spring(cast)
    told = figures(opened())
    assert told["received"].value == 11
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


def test_the_workbook_keeps_what_the_page_keeps(client, cast):
    month = timezone.localdate().replace(day=1) - timedelta(days=1)
    stages.reported(cast, timezone.now().replace(day=1, hour=4) - timedelta(days=2))
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
