"""The report: a page, a PDF and a workbook with the same figures."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from django.utils import translation
from openpyxl import load_workbook

from linli.insight.boards import reports, sheets
from linli.insight.boards.asked import Asked
from linli.insight.boards.cards import spoken
from linli.insight.boards.reports import NoFont, pdf, report
from linli.insight.boards.rules import anybody
from linli.insight.measures.cells import number
from linli.insight.measures.periods import Period
from linli.insight.measures.tests.stories import AT, DISTRICT, STREET, spring
from linli.insight.measures.tests.test_pages import SEE, statuses

ASKED = f"place={STREET}&period=2026-05"
FILES = ["pdf/?language=zh-hans&", "pdf/?language=en&", "xlsx/?language=zh-hans&", "xlsx/?"]


def words(content: bytes) -> str:
    """The text of a PDF, without its spaces and line breaks."""
    pages = list(pypdfium2.PdfDocument(content))
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in pages)


def of_may(reader, language="zh-hans"):
    with translation.override(language):
        shown = report(Asked(STREET, Period.month(2026, 5), AT, reader))
        return shown, words(pdf(shown))


def test_whoever_sees_figures_has_a_report_and_nobody_else(client, cast):
    told = statuses(client, cast, "/boards/report/")
    assert {name for name, status in told.items() if status == 200} == SEE
    assert {status for name, status in told.items() if name not in SEE} == {403}


@pytest.mark.parametrize("file", FILES)
def test_the_report_of_a_place_is_for_whoever_answers_for_it(client, cast, file):
    told = statuses(client, cast, f"/boards/report/{file}{ASKED}")
    assert {name for name, status in told.items() if status == 200} == {"zhao", "sun", "lin"}
    assert {told[name] for name in ("li", "wang", "chen", "qian", "liu")} == {404}


@pytest.mark.parametrize("file", ["", "pdf/", "xlsx/"])
def test_a_stranger_is_sent_to_the_sign_in(client, db, file):
    assert client.get(f"/boards/report/{file}").status_code == 302


@pytest.mark.parametrize("file", ["doc/", "pdf/?language=fr", "xlsx/?period=soon"])
def test_there_is_no_other_file_language_or_period(client, cast, file):
    client.force_login(cast.sun)
    assert client.get(f"/boards/report/{file}").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_figure_stands_in_the_pdf(cast, language):
    spring(cast)
    shown, text = of_may(cast.sun, language)
    with translation.override(language):
        missing = [
            cell.measure.code
            for cell in shown.figures
            if "".join(f"{cell.measure.label}{spoken(cell.figure)}".split()) not in text
        ]
    assert missing == []


def test_the_pdf_speaks_the_language_that_was_asked_for(cast):
    spring(cast)
    _shown, chinese = of_may(cast.sun)
    _shown, english = of_may(cast.sun, "en")
    assert ("满意率" in chinese, "满意率" in english) == (True, False)
    assert ("Satisfactionrate" in chinese, "Satisfactionrate" in english) == (False, True)


def book_of(shown, language):
    """The workbook of a report, as it is read back: the rows of each sheet."""
    file = BytesIO()
    with translation.override(language):
        sheets.write(shown, file)
    return [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(file).worksheets]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_number_of_the_workbook_stands_in_the_pdf_of_its_language(cast, language):
    spring(cast)
    shown, text = of_may(cast.sun, language)
    first, *others = book_of(shown, language)
    assert [row[1] for row in first[1:]] == [number(cell.figure) for cell in shown.figures]
    for card, (_head, *rows) in zip(shown.cards, others, strict=False):
        assert len(rows) == len(card.lines)
        for line, row in zip(card.lines, rows, strict=True):
            assert row[1] == number(line.cells[0].figure)
            with translation.override(language):
                told = "".join([line.label, *(spoken(cell.figure) for cell in line.cells)])
            assert "".join(told.split()) in text, (card.key, line.label)


def test_both_languages_tell_the_same_numbers(cast):
    spring(cast)
    told = []
    for language in ("zh-hans", "en"):
        shown, _text = of_may(cast.sun, language)
        book = book_of(shown, language)[:-1]  # the last sheet says when it was counted
        cells = [each for rows in book for row in rows for each in row]
        told.append([each for each in cells if isinstance(each, int | float)])
    assert told[0] == told[1] != []


def test_the_workbook_that_is_sent_is_the_one_of_the_page(client, cast):
    spring(cast)
    client.force_login(cast.sun)
    for language, label in (("zh-hans", "解决率 (%)"), ("en", "Resolution rate (%)")):
        answer = client.get(f"/boards/report/xlsx/?{ASKED}&language={language}")
        rows = load_workbook(BytesIO(answer.getvalue())).worksheets[0].iter_rows(values_only=True)
        assert dict(row[:2] for row in rows)[label] == pytest.approx(600 / 7)


def test_a_report_says_when_it_counts_what_was_left_out(client, cast):
    client.force_login(cast.sun)
    pages = [client.get(f"/boards/report/?{ASKED}{each}") for each in ("", "&with_excluded=on")]
    words = [page.context["subtitle"].split(" · ") for page in pages]
    assert ["含考核剔除件" in each for each in words] == [False, True]


def test_no_case_is_named_in_what_is_handed_on(cast):
    cases = spring(cast)
    shown, text = of_may(cast.sun)
    assert [each.key for each in shown.lists] == ["called"]
    assert [case.number for case in cases if case.number in text] == []


def test_what_a_reader_may_not_know_is_kept_in_the_report_too(cast):
    spring(cast)
    asked = Asked("990101001002", Period.month(2026, 5), AT, anybody())
    shown = report(asked)
    assert shown.figures[0].figure.suppressed
    assert "不显示" in words(pdf(shown))


def test_markup_in_a_name_is_a_name(cast):
    place = cast.places[STREET]
    place.name = '#panic("no") *街* $x$'
    place.save()
    _shown, text = of_may(cast.lin)
    assert '#panic("no")*街*$x$' in text


def test_a_font_that_is_not_there_is_told(cast, monkeypatch):
    monkeypatch.setattr(reports, "FONTS", ("vendor/none.ttf",))
    shown = report(Asked(DISTRICT, Period.month(2026, 5), AT, cast.lin))
    with pytest.raises(NoFont):
        pdf(shown)


def test_the_page_begins_with_the_month_that_is_over(client, cast):
    client.force_login(cast.sun)
    page = client.get("/boards/report/")
    period = page.context["asked"].period
    assert period.ends <= page.context["asked"].at
    assert period.until.day == 1
