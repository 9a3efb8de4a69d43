"""The boards of places and units, for everybody."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from linli.affairs.cases.tests import stages
from linli.insight.measures import actions
from linli.insight.measures.tests.stories import AT, COMMUNITY, DISTRICT, OTHER, STREET, spring
from linli.insight.measures.tests.test_pages import SEE, statuses
from tests.cast import MONDAY

PERIOD = "period=2026-05"
GRID = stages.GRID
DOORS = ["", "file/", "shapes/", "points/", "wall/", "wall/now/"]


@pytest.mark.parametrize("door", ["", "wall/now/"])
def test_whoever_sees_figures_has_a_board_and_nobody_else(client, cast, door):
    told = statuses(client, cast, f"/boards/{door}")
    units = {"liu", "gao"} if door else set()  # a department has no wall
    assert {name for name, status in told.items() if status == 200} == SEE - units
    assert {told[name] for name in units} <= {404}
    assert {status for name, status in told.items() if name not in SEE} == {403}


@pytest.mark.parametrize("door", DOORS)
def test_a_stranger_is_sent_to_the_sign_in(client, db, door):
    assert client.get(f"/boards/{door}").status_code == 302


@pytest.mark.parametrize("door", DOORS)
def test_the_board_of_a_place_is_for_whoever_answers_for_it(client, cast, door):
    told = statuses(client, cast, f"/boards/{door}?place={STREET}&{PERIOD}")
    assert {name for name, status in told.items() if status == 200} == {"zhao", "sun", "lin"}
    assert {told[name] for name in ("li", "wang", "chen", "qian", "liu")} == {404}


@pytest.mark.parametrize("door", ["", "file/"])
def test_a_department_has_the_board_of_its_own_unit_alone(client, cast, door):
    client.force_login(cast.liu)
    own, other = (cast.units[code].pk for code in ("990101-CG", "990101-SW"))
    asked = f"/boards/{door}?place={DISTRICT}&{PERIOD}&unit="
    assert client.get(f"{asked}{own}").status_code == 200
    assert client.get(f"{asked}{other}").status_code == 404


@pytest.mark.parametrize(
    ("place", "question"),
    [
        (DISTRICT, "卡在哪里"),
        (STREET, "谁超期了"),
        (COMMUNITY, "社区里在办什么"),
        (GRID, "社区里在办什么"),
    ],
)
def test_each_level_has_the_board_that_answers_its_question(client, cast, place, question):
    spring(cast)
    client.force_login(cast.li if place == GRID else cast.lin)
    assert question in client.get(f"/boards/?place={place}&{PERIOD}").content.decode()


def board(client, cast, user, place=STREET, more=""):
    client.force_login(user)
    return client.get(f"/boards/?place={place}&{PERIOD}{more}")


def test_every_figure_leads_to_its_definition_and_its_rows(client, cast):
    spring(cast)
    page = board(client, cast, cast.sun)
    for cell in page.context["board"].figures:
        assert f'href="{cell.defined.replace("&", "&amp;")}"' in page.content.decode()
        assert client.get(cell.defined).status_code == 200
        assert client.get(cell.rows).status_code == 200


def test_the_figures_are_those_of_the_measures_with_their_intervals(client, cast):
    spring(cast)
    page = board(client, cast, cast.sun).content.decode()
    assert "85.7%" in page
    assert "48.7% – 97.4%" in page


def test_every_rate_is_shown_with_and_without_what_was_left_out(client, cast):
    case = spring(cast)[6]
    asked = actions.ask_exclusion(case, reason="管线产权不明", by=cast.li, at=AT)
    actions.judge_exclusion(asked, granted=True, by=cast.sun, at=AT)
    actions.refresh(at=AT)
    pages = [board(client, cast, cast.sun, more=each) for each in ("", "&with_excluded=on")]
    rates = [figures_of(page)["resolution_rate"] for page in pages]
    assert [rate.figure.denominator for rate in rates] == [6, 7]
    assert ["with_excluded=on" in rate.rows for rate in rates] == [False, True]
    files = [f"/boards/file/?place={STREET}&{PERIOD}{each}" for each in ("", "&with_excluded=on")]
    told = [[row[1] for row in sheets(client.get(each))["数据说明"].values] for each in files]
    assert ["含考核剔除件" in words for words in told] == [False, True]


def figures_of(page):
    return {cell.measure.code: cell for cell in page.context["board"].figures}


def test_every_chart_has_its_table_in_the_page(client, cast):
    spring(cast)
    page = board(client, cast, cast.sun)
    cards = {card.key: card for card in page.context["board"].cards}
    assert page.content.decode().count('class="chart"') == sum(
        bool(c.lines) for c in cards.values()
    )
    below = [
        (line.label, *(cell.figure.value for cell in line.cells)) for line in cards["below"].lines
    ]
    assert below == [("桂花里社区", 10, 3, None), (cast.places[OTHER].name, 1, 1, None)]
    assert len(cards["course"].lines) == 13


def test_a_line_leads_to_the_board_of_its_place(client, cast):
    spring(cast)
    (line, _other) = next(
        card.lines
        for card in board(client, cast, cast.sun).context["board"].cards
        if card.key == "below"
    )
    assert line.url == f"/boards/?place={COMMUNITY}&period=2026-05"
    assert client.get(line.url).status_code == 200


def test_a_category_leads_to_its_rows_and_has_no_board(client, cast):
    spring(cast)
    cards = board(client, cast, cast.sun).context["board"].cards
    (line,) = next(card.lines for card in cards if card.key == "about")
    (cell,) = line.cells
    rows = client.get(cell.rows)
    assert (line.url, len(rows.context["lines"])) == ("", cell.figure.denominator)


def test_a_street_is_led_to_what_a_department_has_in_hand_there(client, cast):
    stages.dispatched(cast, MONDAY, unit="990101-CG")
    actions.refresh(at=AT)
    client.force_login(cast.sun)
    cards = client.get(f"/boards/?place={STREET}").context["board"].cards
    (line,) = next(card.lines for card in cards if card.key == "late")
    addresses = [line.url, *(each for cell in line.cells for each in (cell.defined, cell.rows))]
    assert [client.get(each).status_code for each in addresses] == [200] * 5
    assert client.get(line.url.replace(STREET, DISTRICT)).status_code == 404


@pytest.mark.parametrize("unit", ["0", "9" * 30, "x", "-1"])
def test_there_is_no_board_of_a_unit_that_is_none(client, cast, unit):
    client.force_login(cast.sun)
    assert client.get(f"/boards/?place={STREET}&unit={unit}").status_code == 404


def test_the_list_of_the_late_has_what_the_reader_may_see_and_no_words(client, cast):
    late = spring(cast)[9]
    page = board(client, cast, cast.sun)
    (shown, *_rest) = page.context["board"].lists
    assert (late.number, f"/cases/{late.number}/") in [row[0] for row in shown.rows]
    assert late.title not in page.content.decode()


@pytest.mark.parametrize(("late", "told"), [(3, "不足 1 天"), (25, "1 天"), (50, "2 天")])
def test_what_is_late_by_hours_is_not_said_to_be_late_by_no_day(client, cast, late, told):
    case = stages.in_progress(cast, MONDAY)
    case.due_at = timezone.now() - timedelta(hours=late)
    case.save(update_fields=["due_at"])
    page = board(client, cast, cast.sun).content.decode()
    assert f'<td data-label="已超期">{told}</td>' in page


def test_nobody_is_listed_to_a_department_that_it_does_not_hold(client, cast):
    spring(cast)
    own = cast.units["990101-CG"].pk
    page = board(client, cast, cast.liu, DISTRICT, f"&unit={own}")
    assert [shown.rows for shown in page.context["board"].lists] == [[], []]


def test_a_wrong_period_is_told_in_words(client, cast):
    client.force_login(cast.sun)
    page = client.get("/boards/?period=soon")
    assert page.status_code == 200
    assert "不是有效的时段" in page.content.decode()
    assert client.get("/boards/file/?period=soon").status_code == 404


@pytest.mark.parametrize("period", ["2026-05", "2026", "2026-Q2", "2026-05-11..2026-05-17"])
def test_any_period_may_stand_in_the_address(client, cast, period):
    client.force_login(cast.sun)
    page = client.get(f"/boards/?place={STREET}&period={period}").content.decode()
    assert f'<option value="{period}" selected' in page


def sheets(answer):
    return load_workbook(BytesIO(answer.getvalue()))


def test_the_workbook_has_the_board_with_numbers_as_numbers(client, cast):
    spring(cast)
    client.force_login(cast.sun)
    book = sheets(client.get(f"/boards/file/?place={STREET}&{PERIOD}"))
    assert book.sheetnames[0] == "数据"
    first = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True, min_row=2)}
    assert first["受理量"] == 11


def test_one_chart_is_taken_out_alone(client, cast):
    spring(cast)
    client.force_login(cast.sun)
    asked = f"/boards/file/?place={STREET}&{PERIOD}&card="
    sheet, about = sheets(client.get(f"{asked}below")).worksheets
    assert about["B1"].value == cast.places[STREET].name
    assert [row[:2] for row in sheet.iter_rows(values_only=True, min_row=2)] == [
        ("桂花里社区", 10),
        (cast.places[OTHER].name, 1),
    ]
    assert client.get(f"{asked}luck").status_code == 404


def test_the_map_has_a_spot_for_each_place_that_leads_to_its_board(client, cast):
    ring = [[90.5, 40.2], [90.6, 40.2], [90.6, 40.3], [90.5, 40.2]]
    place = cast.places[COMMUNITY]
    place.polygon = {"type": "Polygon", "coordinates": [ring]}
    place.save()
    spring(cast)
    client.force_login(cast.sun)
    (spot,) = client.get(f"/boards/points/?place={STREET}&{PERIOD}").json()["features"]
    assert spot["properties"]["count"] == 3
    assert client.get(spot["properties"]["url"]).status_code == 200
    (shape,) = client.get(f"/boards/shapes/?place={STREET}&{PERIOD}").json()["features"]
    assert shape["properties"]["code"] == COMMUNITY


@pytest.mark.parametrize("count", [1, 3])
def test_a_board_is_read_in_as_many_queries_however_many_cases(
    client, cast, count, django_assert_num_queries
):
    for _each in range(count):
        stages.reported(cast, MONDAY)
    actions.refresh(at=AT)
    client.force_login(cast.sun)
    address = f"/boards/?place={STREET}&{PERIOD}"
    client.get(address)
    with django_assert_num_queries(QUERIES):
        client.get(address)


QUERIES = 22
