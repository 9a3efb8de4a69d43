"""Tables of cases: every row is checked, all or nothing, and twice is once."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from linli.affairs.cases.actions import check_cases, import_cases
from linli.affairs.cases.importing import BadProfile, load_profile
from linli.affairs.cases.models import Case
from linli.ground.sheets.checking import RowsRefused
from linli.ground.sheets.reading import MissingColumns, read

HEAD = ["编号", "标题", "内容", "时间", "类型", "类别", "地点", "姓名", "电话"]
GOOD = ["1", "路灯", "路灯不亮", "2026-05-04 09:00:00", "help", "0303", "990101001001", "", ""]


def table(folder: Path, *rows: list[str], head: list[str] = HEAD) -> Path:
    path = folder / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def bring_in(path: Path, cast, at, **options) -> object:
    profile = load_profile("linli")
    checked = check_cases(read(path, profile.asked_for()), profile=profile, area="990101")
    return import_cases(checked, profile=profile, by=cast.system, at=at, **options)


def changed(**cells: str) -> list[str]:
    return [cells.get(title, cell) for title, cell in zip(HEAD, GOOD, strict=True)]


def test_a_good_row_becomes_a_case_of_its_own_time(cast, monday, tmp_path):
    done = bring_in(table(tmp_path, GOOD), cast, monday)
    case = Case.objects.get()
    assert done.created == 1
    assert (case.source_id, case.place_id, case.channel) == ("1", "990101001001", "import")
    assert case.opened_at.isoformat() == "2026-05-04T01:00:00+00:00"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"时间": "昨天"}, "时间"),
        ({"内容": ""}, "内容"),
        ({"编号": ""}, "编号"),
        ({"类别": "888888"}, "类别"),
        ({"地点": "110101"}, "地点"),
        ({"电话": "12"}, "电话"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(cast, monday, tmp_path, cells, column):
    with pytest.raises(RowsRefused) as refused:
        bring_in(table(tmp_path, GOOD, changed(**({"编号": "2"} | cells))), cast, monday)
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(3, column)]
    assert Case.objects.count() == 0


def test_bad_rows_can_be_left_out(cast, monday, tmp_path):
    path = table(tmp_path, GOOD, changed(编号="2", 时间="昨天"))
    done = bring_in(path, cast, monday, skip_bad=True)
    assert (done.created, len(done.faults)) == (1, 1)


def test_a_number_that_comes_twice_is_a_fault(cast, monday, tmp_path):
    with pytest.raises(RowsRefused):
        bring_in(table(tmp_path, GOOD, GOOD), cast, monday)


def test_the_same_words_again_point_to_the_first(cast, monday, tmp_path):
    bring_in(table(tmp_path, GOOD, changed(编号="2")), cast, monday)
    first, second = Case.objects.order_by("source_id")
    assert (first.duplicate_of, second.duplicate_of) == (None, first)


def test_the_place_is_found_in_the_text(cast, monday, tmp_path):
    bring_in(table(tmp_path, changed(地点="", 内容="青梧街道桂花里社区的路灯不亮")), cast, monday)
    assert Case.objects.get().place_id == "990101001001"


def test_what_names_no_place_stays_with_the_district(cast, monday, tmp_path):
    bring_in(table(tmp_path, changed(地点="")), cast, monday)
    assert Case.objects.get().place_id == "990101"


def test_a_table_without_the_columns_is_refused(cast, monday, tmp_path):
    with pytest.raises(MissingColumns):
        bring_in(table(tmp_path, ["x"], head=["别的"]), cast, monday)


def test_an_unknown_profile_is_refused():
    with pytest.raises(BadProfile):
        load_profile("nobody-wrote-it")


def test_a_profile_with_an_unknown_key_is_refused(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("source: x\ncolour: red\n", encoding="utf-8")
    with pytest.raises(BadProfile, match="colour"):
        load_profile(str(path))
