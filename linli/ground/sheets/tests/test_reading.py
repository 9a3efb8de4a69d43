from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from linli.ground.sheets import reading
from linli.ground.sheets.reading import Column, MissingColumns, Unreadable, read

COLUMNS = (Column("name", "Name", "名称", required=True), Column("code", "Code", "编码"))


def csv(text: str, encoding: str = "utf-8", name: str = "a.csv"):
    return list(read(io.BytesIO(text.encode(encoding)), COLUMNS, name=name))


def workbook(*rows) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(encoding):
    [row] = csv("名称,编码\n桂花里社区,01\n", encoding)
    assert (row["name"], row["code"]) == ("桂花里社区", "01")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_delimiter_is_read(delimiter):
    [row] = csv(delimiter.join(["名称", "编码"]) + "\n" + delimiter.join(["溪口", "02"]))
    assert (row["name"], row["code"]) == ("溪口", "02")


def test_rows_are_numbered_as_the_spreadsheet_shows_them_and_empty_ones_left_out():
    rows = csv("登记表\n\n 编 码 ,名称*\n01,甲\n,\n02,乙\n")
    assert [(row.number, row["code"], row["name"]) for row in rows] == [
        (4, "01", "甲"),
        (6, "02", "乙"),
    ]


def test_a_quoted_value_may_span_lines_and_a_short_row_is_filled_up():
    rows = csv('名称,编码\n"甲\n乙",1\n丙\n')
    assert [(row["name"], row["code"]) for row in rows] == [("甲\n乙", "1"), ("丙", "")]


def test_a_row_knows_what_the_table_calls_its_columns():
    [row] = csv("名称,别的\n甲,1\n")
    assert (row.title("name"), row.title("code")) == ("名称", "code")


def test_a_workbook_gives_the_same_text_as_it_shows():
    file = workbook(["名称", "编码"], ["甲", 430104001001], [date(2026, 3, 2), 1.5], [None, True])
    rows = list(read(file, COLUMNS, name="A.XLSX"))
    assert [(row["name"], row["code"]) for row in rows] == [
        ("甲", "430104001001"),
        ("2026-03-02 00:00:00", "1.5"),
        ("", "True"),
    ]


def test_a_number_too_long_for_excel_is_marked_as_damaged():
    [long, text] = read(
        workbook(["名称", "编码"], ["甲", 99010100100100100001], ["乙", "99010100100100100001"]),
        COLUMNS,
        name="a.xlsx",
    )
    assert (long.damaged, text.damaged) == ({"code"}, frozenset())


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", "a.csv"),
        (b"  \n", "a.xlsx"),
        (b"no zip", "a.xlsx"),
        (b"PK\x03\x04 half a zip", "a.xlsx"),
        (b"PK\x03\x04", "a.csv"),
        (b"\xd0\xcf\x11\xe0", "a.xls"),
        (b"\xff\xfe\x00", "a.csv"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv"),
    ],
)
def test_what_is_no_table_is_refused(body, name):
    with pytest.raises(Unreadable):
        list(read(io.BytesIO(body), COLUMNS, name=name))


@pytest.mark.parametrize("text", ["编码\n01\n", "甲,乙\n1,2\n", "甲\n" * 20])
def test_a_table_without_a_column_that_must_be_there_is_refused(text):
    with pytest.raises(MissingColumns, match="Name"):
        csv(text)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="nothing"):
        read(tmp_path / "nothing.csv", COLUMNS)


def test_a_file_is_read_from_its_path(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("名称\n甲\n", encoding="gb18030")
    assert [row["name"] for row in read(path, COLUMNS)] == ["甲"]


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    with pytest.raises(Unreadable):
        csv("名称\n" + "甲" * 10)


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    assert len(csv("名称\n甲\n乙\n")) == 2
    with pytest.raises(Unreadable):
        csv("名称\n甲\n乙\n丙\n")
