"""Setting up, bringing in and writing out, as a person does it on the command line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from linli.affairs.cases.models import Case, Category, DispatchRule
from linli.faces.commands import CommandFailed, exports, imports, init
from linli.faces.commands.demo import build
from linli.faces.commands.supervising import next_office_hour
from linli.ground.journal.models import Entry
from linli.ground.journal.queries import broken_links
from linli.ground.org.models import SYSTEM, Unit
from linli.ground.places.models import Place
from linli.ground.texts.models import StandardText
from linli.insight.appraisal.models import Score
from linli.matters.models import FLOWS

pytestmark = pytest.mark.django_db


def run(app, *arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def table(folder: Path, name: str, *rows: list[str]) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def written(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_init_sets_up_a_district_with_units_categories_and_a_first_rule():
    assert run(init.app, "--district", "430104", "--grids", "2").exit_code == 0
    streets = Place.objects.under("430104").filter(level="street").count()
    communities = Place.objects.under("430104").filter(level="community").count()
    assert streets > 10
    assert Unit.objects.filter(kind="subdistrict").count() == streets
    assert Unit.objects.filter(kind="grid").count() == 2 * communities
    assert Category.objects.count() == 627
    assert DispatchRule.objects.get().place_id == "430104"


def test_init_can_be_run_again():
    run(init.app, "--district", "430104")
    before = (Place.objects.count(), Unit.objects.count(), Category.objects.count())
    assert run(init.app, "--district", "430104").exit_code == 0
    assert (Place.objects.count(), Unit.objects.count(), Category.objects.count()) == before


def test_init_refuses_a_district_that_does_not_exist():
    refused = run(init.app, "--district", "430199")
    assert isinstance(refused.exception, CommandFailed)
    assert Place.objects.count() == 0


@pytest.mark.parametrize("arguments", [(), ("--district", "430104", "--city", "4301")])
def test_init_wants_either_a_district_or_a_city(arguments):
    assert run(init.app, *arguments).exit_code == 2


def test_units_come_from_a_table_and_twice_is_once(cast, tmp_path):
    path = table(
        tmp_path,
        "units.csv",
        ["编码", "名称", "类别", "地点编码", "上级编码"],
        ["990101-XX", "临江新区园林中心", "department", "990101", "990101"],
    )
    assert run(imports.app, "units", path).exit_code == 0
    assert run(imports.app, "units", path).exit_code == 0
    assert Unit.objects.get(code="990101-XX").parent == cast.units["990101"]


def test_a_bad_unit_is_named_by_row_and_column_and_nothing_is_written(cast, tmp_path):
    path = table(
        tmp_path,
        "units.csv",
        ["编码", "名称", "类别", "地点编码"],
        ["990101-XX", "园林中心", "department", "990101"],
        ["990101-YY", "某中心", "circus", "999999"],
    )
    refused = run(imports.app, "units", path)
    assert isinstance(refused.exception, CommandFailed)
    assert "类别" in str(refused.exception)
    assert not Unit.objects.filter(code="990101-XX").exists()


def test_grids_from_a_table_get_their_units(cast, tmp_path):
    path = table(
        tmp_path, "grids.csv", ["社区编码", "网格名称"], ["990101001002", "梧桐苑第二网格"]
    )
    assert run(imports.app, "grids", path).exit_code == 0
    assert Unit.objects.get(name="梧桐苑第二网格").parent == cast.units["990101001002"]


DUTIES = ["用户名", "单位编码", "角色", "起始日期", "截止日期"]


def test_duties_are_granted_and_ended_from_a_table(cast, tmp_path):
    given = ["he", "990101001", "dispatcher", "2026-05-11", ""]
    path = table(tmp_path, "duties.csv", DUTIES, given)
    assert run(imports.app, "duties", path).exit_code == 0
    assert run(imports.app, "duties", path).exit_code == 0
    duty = cast.he.duties.get(role="dispatcher")
    assert (duty.unit.code, str(duty.valid_from), duty.valid_to) == (
        "990101001",
        "2026-05-11",
        None,
    )
    path = table(tmp_path, "duties.csv", DUTIES, [*given[:4], "2026-05-31"])
    assert run(imports.app, "duties", path).exit_code == 0
    duty.refresh_from_db()
    assert str(duty.valid_to) == "2026-06-01"


def test_a_table_with_a_bad_duty_changes_nothing_unless_it_is_left_out(cast, tmp_path):
    good = ["he", "990101001", "dispatcher", "2026-05-11", ""]
    bad = ["zhou", "990101001", "dispatcher", "2026-05-11", ""]
    path = table(tmp_path, "duties.csv", DUTIES, good, bad)
    assert run(imports.app, "duties", path).exit_code == 1
    assert not cast.he.duties.filter(role="dispatcher").exists()
    assert run(imports.app, "duties", path, "--skip-bad").exit_code == 0
    assert cast.he.duties.filter(role="dispatcher").count() == 1
    assert not cast.zhou.duties.exists()


def test_a_file_that_is_no_table_is_refused(cast, tmp_path):
    path = tmp_path / "cases.xlsx"
    path.write_bytes(b"no workbook at all")
    assert isinstance(run(imports.app, "cases", path).exception, CommandFailed)


def test_cases_are_not_imported_before_a_district_is_set_up(tmp_path):
    path = table(tmp_path, "cases.csv", ["编号", "内容", "时间"], ["1", "灯", "2026-05-04 09:00"])
    assert isinstance(run(imports.app, "cases", path).exception, CommandFailed)


@pytest.fixture
def one_case(cast, tmp_path) -> Case:
    path = table(
        tmp_path,
        "cases.csv",
        ["编号", "标题", "内容", "时间", "地点", "姓名", "电话"],
        ["1", "=1+1", "路灯不亮", "2026-05-04 09:00", "990101001001", "周秀兰", "13900000001"],
    )
    assert run(imports.app, "cases", path).exit_code == 0
    return Case.objects.get()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_a_user_may_see_is_written_without_who_reported_it(one_case, tmp_path, suffix):
    path = tmp_path / f"out.{suffix}"
    assert run(exports.app, "cases", path, "--as", "chen").exit_code == 0
    if suffix == "csv":
        rows = written(path)
    else:
        rows = [list(row) for row in load_workbook(path).active.values]
    assert [row[0] for row in rows] == ["编号", one_case.number]
    assert not any("13900000001" in str(cell) or "周秀兰" in str(cell) for cell in rows[1])


def test_what_was_written_out_here_adds_nothing_when_it_comes_back(one_case, tmp_path):
    path = tmp_path / "out.csv"
    run(exports.app, "cases", path, "--as", "chen")
    assert run(imports.app, "cases", path).exit_code == 0
    assert Case.objects.count() == 1


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(one_case, tmp_path):
    path = tmp_path / "out.csv"
    run(exports.app, "cases", path, "--as", "chen")
    assert written(path)[1][2] == "'=1+1"


def test_a_neighbouring_district_writes_none_of_it(one_case, tmp_path):
    path = tmp_path / "out.csv"
    assert run(exports.app, "cases", path, "--as", "qian").exit_code == 0
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize(("name", "user"), [("out.pdf", "chen"), ("out.csv", "nobody")])
def test_an_export_that_cannot_be_is_refused(one_case, tmp_path, name, user):
    refused = run(exports.app, "cases", tmp_path / name, "--as", user)
    assert isinstance(refused.exception, CommandFailed)
    assert not (tmp_path / name).exists()


def test_an_export_never_overwrites_a_file(one_case, tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("mine", encoding="utf-8")
    assert isinstance(run(exports.app, "cases", path, "--as", "chen").exception, CommandFailed)
    assert path.read_text(encoding="utf-8") == "mine"


def test_the_demonstration_is_true_to_its_flow():
    assert build(months=1, seed=7) == Case.objects.count() > 10
    assert set(Case.objects.values_list("state", flat=True)) <= set(FLOWS["case"].states.values)
    assert list(broken_links()) == []
    supervised = Entry.objects.filter(event__startswith="supervision.").exclude(by__username=SYSTEM)
    moments = list(supervised.values_list("at", flat=True))
    assert moments
    assert moments == [next_office_hour(at) for at in moments]
    assert Score.objects.filter(edition__objections_to__isnull=False).count() == 3
    texts = StandardText.objects.in_use().values_list("unit__code", "language")
    assert set(texts) == {
        (code, each) for code in ("990101", "990101001") for each in ("zh-hans", "en")
    }
