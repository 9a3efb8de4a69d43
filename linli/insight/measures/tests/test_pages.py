"""The pages of figures, for everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from linli.affairs.cases import actions as cases
from linli.affairs.cases.tests import stages
from linli.insight.measures import actions, tasks
from linli.insight.measures.actions import publishing
from linli.insight.measures.models import Publication, Publishing
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.tests.stories import AT, COMMUNITY, DISTRICT, OTHER, STREET, spring
from linli.insight.measures.views import excluding
from tests.cast import MONDAY

PERIOD = "period=2026-05"
SEE = {"li", "wang", "chen", "zhao", "sun", "lin", "qian", "liu", "gao"}


def statuses(client, cast, address):
    told = {}
    for name, user in cast.everybody().items():
        client.force_login(user)
        told[name] = client.get(address).status_code
    return told


def test_whoever_answers_for_something_sees_the_figures_and_nobody_else(client, cast):
    told = statuses(client, cast, "/measures/")
    assert {name for name, status in told.items() if status == 200} == SEE
    assert {status for name, status in told.items() if name not in SEE} == {403}


def test_a_stranger_is_sent_to_the_sign_in(client, db):
    assert client.get("/measures/").status_code == 302


@pytest.mark.parametrize("page", ["", "received/", "received/rows/", "file/"])
def test_figures_of_a_place_are_for_whoever_answers_for_it(client, cast, page):
    told = statuses(client, cast, f"/measures/{page}?place={STREET}&{PERIOD}")
    assert {name for name, status in told.items() if status == 200} == {"zhao", "sun", "lin"}
    assert {told[name] for name in ("li", "chen", "qian", "liu")} == {404}


def test_a_department_asks_for_what_it_holds(client, cast):
    client.force_login(cast.liu)
    own, other = (cast.units[code].pk for code in ("990101-CG", "990101-SW"))
    asked = f"/measures/?place={DISTRICT}&{PERIOD}&unit="
    assert client.get(f"{asked}{own}").status_code == 200
    assert client.get(f"{asked}{other}").status_code == 404


def test_every_figure_stands_on_the_page_with_its_interval(client, cast):
    spring(cast)
    client.force_login(cast.sun)
    page = client.get(f"/measures/?place={STREET}&{PERIOD}").content.decode()
    assert "解决率" in page
    assert "85.7%" in page
    assert "48.7% – 97.4%" in page


def test_a_wrong_period_is_told_in_words(client, cast):
    client.force_login(cast.sun)
    page = client.get("/measures/?period=soon")
    assert page.status_code == 200
    assert "不是有效的时段" in page.content.decode()


@pytest.mark.parametrize("by", ["place", "category", "unit", "channel", "month"])
def test_a_figure_is_told_apart(client, cast, by):
    spring(cast)
    client.force_login(cast.sun)
    page = client.get(f"/measures/received/?place={STREET}&{PERIOD}&by={by}")
    assert page.content.decode().count("data-row") >= 2


@pytest.mark.parametrize("by", ["place", "category", "unit", "channel", "month"])
def test_every_figure_told_apart_leads_to_the_rows_behind_it(client, cast, by):
    spring(cast)
    client.force_login(cast.sun)
    page = client.get(f"/measures/received/?place={STREET}&{PERIOD}&by={by}")
    told = [(row.figure.denominator, asked) for row, asked in page.context["rows"] if asked]
    assert told
    for count, asked in told:
        behind = client.get(f"/measures/received/rows/?{asked}")
        assert (behind.status_code, len(behind.context["lines"])) == (200, count)


def test_a_narrowed_figure_says_so_and_is_widened_again(client, cast):
    spring(cast)
    client.force_login(cast.sun)
    asked = f"/measures/received/?place={STREET}&{PERIOD}"
    page = client.get(f"{asked}&category=03&channel=phone")
    assert page.context["figure"].denominator == 1
    (category, without), (channel, _other) = page.context["asked"].narrowed
    assert (category in page.text, channel) == (True, "电话")
    wider = client.get(f"/measures/received/?{without}")
    assert [name for name, _wider in wider.context["asked"].narrowed] == ["电话"]
    assert category in client.get(f"/measures/received/rows/?{without}&category=03").text


@pytest.mark.parametrize("wrong", ["category=3", "category=lamps", "channel=pigeon"])
def test_there_is_no_figure_of_what_is_no_category_or_channel(client, cast, wrong):
    client.force_login(cast.sun)
    assert client.get(f"/measures/received/?place={STREET}&{PERIOD}&{wrong}").status_code == 404


def test_a_grid_is_no_link_because_nobody_asks_for_the_figures_of_one(client, cast):
    spring(cast)
    client.force_login(cast.sun)
    page = client.get(f"/measures/received/?place={COMMUNITY}&{PERIOD}&by=place")
    assert {asked for _row, asked in page.context["rows"]} == {""}


def test_there_is_no_page_of_an_unknown_measure(client, cast):
    client.force_login(cast.sun)
    assert client.get("/measures/luck/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_rows_are_read_in_as_many_queries_however_many(
    client, cast, count, django_assert_num_queries
):
    for _each in range(count):
        stages.reported(cast, MONDAY)
    actions.refresh(at=AT)
    client.force_login(cast.sun)
    address = f"/measures/received/rows/?place={STREET}&{PERIOD}"
    client.get(address)
    with django_assert_num_queries(QUERIES):
        page = client.get(address).content.decode()
    assert page.count("data-row") == count


QUERIES = 11


def test_rows_that_one_may_not_see_are_a_number(client, cast):
    told = spring(cast)
    cases.seal(told[0], note="涉及隐私", by=cast.sun, at=AT)
    client.force_login(cast.zhao)
    page = client.get(f"/measures/settled/rows/?place={STREET}&{PERIOD}").content.decode()
    assert page.count("data-row") == 6
    assert told[0].number not in page
    assert "另有 1 件" in page


def test_the_workbook_has_the_figures_of_the_page(client, cast):
    spring(cast)
    client.force_login(cast.sun)
    answer = client.get(f"/measures/file/?place={STREET}&{PERIOD}&measure=received&by=place")
    sheet, about = load_workbook(BytesIO(answer.getvalue())).worksheets
    rows = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [row[:2] for row in rows] == [["桂花里社区", 10], [cast.places[OTHER].name, 1]]
    assert next(about.values)[1] == f"{cast.places[STREET].name} · 2026-05"


def test_the_workbook_of_all_figures_has_numbers_with_their_units(client, cast):
    spring(cast)
    client.force_login(cast.sun)
    answer = client.get(f"/measures/file/?place={STREET}&{PERIOD}")
    book = load_workbook(BytesIO(answer.getvalue()))
    rows = list(book.worksheets[0].values)
    assert len(rows) == len(MEASURES) + 1
    value, low, high, of = next(row[1:5] for row in rows if row[0] == "解决率 (%)")
    assert (value, of) == (pytest.approx(600 / 7), 7)
    assert low < value < high


def test_publishing_is_for_whoever_answers_for_the_place(client, cast):
    given = {"place": STREET, "month": "2025-01", "reason": ""}
    told = {}
    for name in ("chen", "zhao", "liu", "sun"):
        client.force_login(getattr(cast, name))
        told[name] = client.post("/measures/published/", given).status_code
    assert told == {"chen": 403, "zhao": 403, "liu": 403, "sun": 302}
    assert "正在统计" in client.get("/measures/published/").content.decode()
    client.force_login(cast.zhao)
    assert "正在统计" not in client.get("/measures/published/").content.decode()


@pytest.mark.parametrize("month", ["2025", "2025-13", "2025-Q1"])
def test_what_is_no_month_is_not_published(client, cast, month):
    client.force_login(cast.sun)
    answer = client.post("/measures/published/", {"place": STREET, "month": month})
    assert answer.context["form"].errors.keys() == {"month"}


def test_the_places_below_are_asked_of_the_same_unit_and_with_the_same_cases(client, cast):
    spring(cast)
    client.force_login(cast.lin)
    unit = cast.units[stages.GRID].pk
    asked = f"?place={STREET}&{PERIOD}&unit={unit}&with_excluded=on&by=place"
    page = client.get(f"/measures/received/{asked}").content.decode()
    below = asked.replace(f"place={STREET}", f"place={stages.COMMUNITY}").replace("&", "&amp;")
    assert f'href="{below}"' in page


def test_what_is_published_is_read_in_the_district_and_not_beyond(client, cast):
    client.force_login(cast.sun)
    client.post("/measures/published/", {"place": STREET, "month": "2025-01"})
    tasks.publish_month.func(publishing_id=Publishing.objects.get().pk)
    kept = Publication.objects.get()
    told = statuses(client, cast, f"/measures/published/{kept.pk}/?measure=received")
    assert {name for name, status in told.items() if status == 200} == SEE - {"qian"}
    assert told["qian"] == 404


def published_may(cast, monkeypatch):
    monkeypatch.setattr(publishing, "quiet_before", timezone.now)
    spring(cast)
    given = {"place": cast.places[STREET], "month": date(2026, 5, 1)}
    return actions.publish_month(**given, by=cast.sun, at=AT)


def test_a_published_figure_leads_whoever_may_ask_there_to_its_rows(client, cast, monkeypatch):
    kept = published_may(cast, monkeypatch)
    told = {}
    for name in ("sun", "chen", "wang"):
        client.force_login(getattr(cast, name))
        page = client.get(f"/measures/published/{kept.pk}/?measure=settled")
        told[name] = [behind for _name, _row, behind in page.context["apart"]]
        assert all(client.get(each).status_code == 200 for each in told[name] if each)
    assert {name: [bool(each) for each in found] for name, found in told.items()} == {
        "sun": [True, True],
        "chen": [False, True],
        "wang": [False, False],
    }


def test_a_live_figure_leads_to_what_was_published_of_it_and_tells_its_rules(
    client, cast, monkeypatch
):
    kept = published_may(cast, monkeypatch)
    client.force_login(cast.sun)
    page = client.get(f"/measures/settled/?place={STREET}&{PERIOD}").content.decode()
    assert f'href="/measures/published/{kept.pk}/?measure=settled"' in page
    assert str(kept.edition) in page
    wider = client.get(f"/measures/settled/?place={STREET}&period=2026").content.decode()
    assert f"/measures/published/{kept.pk}/" not in wider


def test_the_definition_of_then_is_told_in_its_own_words_where_they_have_changed(
    client, cast, monkeypatch
):
    kept = published_may(cast, monkeypatch)
    client.force_login(cast.sun)
    asked = f"/measures/published/{kept.pk}/?measure=settled"
    told = client.get(asked).context["defined"]
    assert (told["counted"], "settled_at" in told["statement"]) == ("期内办结的诉求", True)
    changed = replace(MEASURES["settled"], basis="cases that somebody settled")
    monkeypatch.setitem(MEASURES, "settled", changed)
    assert client.get(asked).context["defined"]["counted"] == "cases settled in the period"


def test_leaving_out_is_asked_and_decided_on_the_page(client, cast):
    case = spring(cast)[6]
    client.force_login(cast.li)
    given = {"number": case.number, "reason": "管线产权不明"}
    assert client.post("/measures/left-out/", given).status_code == 302
    asked = case.exclusions.get()
    for user, status in ((cast.wang, 404), (cast.li, 302), (cast.sun, 302)):
        client.force_login(user)
        answer = client.post(f"/measures/left-out/{asked.pk}/", {"verdict": "grant"})
        asked.refresh_from_db()
        assert (answer.status_code, asked.judged_by_id) == (
            status,
            cast.sun.pk if user == cast.sun else None,
        )


def test_what_was_left_out_is_listed_with_its_case_page_by_page(client, cast, monkeypatch):
    monkeypatch.setattr(excluding, "ROWS_A_PAGE", 1)
    first, second = spring(cast)[5:7]
    for case in (first, second):
        actions.ask_exclusion(case, reason="管线产权不明", by=cast.li, at=AT)
    client.force_login(cast.sun)
    page, older = (client.get(f"/measures/left-out/?page={n}").text for n in (1, 2))
    assert f'href="/cases/{second.number}/"' in page
    assert (first.number in page, f'href="/cases/{first.number}/"' in older) == (False, True)


@pytest.mark.parametrize("given", [{}, {"verdict": "luck"}, {"verdict": "grant", "note": "\0"}])
def test_what_is_no_verdict_decides_nothing(client, cast, given):
    case = spring(cast)[6]
    asked = actions.ask_exclusion(case, reason="管线产权不明", by=cast.li, at=AT)
    client.force_login(cast.sun)
    assert client.post(f"/measures/left-out/{asked.pk}/", given).status_code == 400
    asked.refresh_from_db()
    assert asked.granted is None


@pytest.mark.parametrize("period", ["0001", "0001-01-01..0001-01-15", "1015-01-01..2026-12-31"])
def test_a_time_of_which_nobody_can_ask_is_an_error_of_the_form(client, cast, period):
    client.force_login(cast.sun)
    answer = client.get(f"/measures/received/?place={STREET}&period={period}&by=month")
    assert answer.status_code == 200
    assert answer.context["asked"].form.errors.keys() == {"period"}
