"""Units from tables and from places."""

from __future__ import annotations

import pytest

from linli.ground.journal.models import Entry
from linli.ground.org import actions
from linli.ground.org.models import Unit
from linli.ground.places.models import Place
from linli.ground.sheets.checking import RowsRefused
from linli.ground.sheets.reading import Row
from tests.cast import MONDAY

DISTRICT = "990101"
TITLES = {"code": "单位编码", "name": "单位名称", "kind": "单位类别", "place": "区划编码"}


def row(number: int, **changed: str) -> Row:
    values = {
        "code": f"{DISTRICT}-{number}",
        "name": f"第{number}局",
        "kind": "部门",
        "place": DISTRICT,
        "parent": DISTRICT,
        "phone": "0999-12345",
    }
    return Row(number, values | changed, TITLES)


def imported(cast, *rows: Row, **given: bool):
    return actions.import_units(rows=rows, **given, by=cast.system, at=MONDAY)


def test_units_are_brought_in_with_their_parents_and_phones(cast):
    done = imported(cast, row(2), row(3, parent=f"{DISTRICT}-2"))
    assert (done.created, done.updated, done.unchanged) == (2, 0, 0)
    unit = Unit.objects.get(code=f"{DISTRICT}-3")
    assert (unit.kind, unit.parent.code) == ("department", f"{DISTRICT}-2")
    assert unit.phone == "0999-12345"
    assert Entry.objects.about(unit).get().event == "org.unit"


def test_the_same_table_again_doubles_nothing(cast):
    imported(cast, row(2), row(3))
    before = (Unit.objects.count(), Entry.objects.count())
    done = imported(cast, row(2), row(3))
    assert (done.created, done.updated, done.unchanged) == (0, 0, 2)
    assert (Unit.objects.count(), Entry.objects.count()) == before


def test_a_changed_row_changes_its_unit(cast):
    imported(cast, row(2))
    done = imported(cast, row(2, name="新名局", kind="department"))
    assert (done.created, done.updated) == (0, 1)
    assert Unit.objects.get(code=f"{DISTRICT}-2").name == "新名局"


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"code": ""}, "单位编码"),
        ({"code": "9" * 33}, "单位编码"),
        ({"name": " "}, "单位名称"),
        ({"name": "局" * 101}, "单位名称"),
        ({"kind": "衙门"}, "单位类别"),
        ({"place": "990199"}, "区划编码"),
        ({"parent": "990101-XX"}, "parent"),
        ({"parent": "990101-3"}, "parent"),
        ({"phone": "找老王"}, "phone"),
        ({"phone": "1" * 21}, "phone"),
        ({"code": "990101-2"}, "单位编码"),
    ],
)
def test_a_fault_is_named_by_row_and_column_and_nothing_is_written(cast, changed, column):
    before = Unit.objects.count()
    with pytest.raises(RowsRefused) as refused:
        imported(cast, row(2), row(3, **changed))
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(3, column)]
    assert Unit.objects.count() == before


def test_with_skip_bad_the_others_are_taken_and_the_faults_told(cast):
    done = imported(
        cast, row(2, place="990199"), row(3), row(4, parent=f"{DISTRICT}-2"), skip_bad=True
    )
    assert (done.created, [fault.row for fault in done.faults]) == (1, [2, 4])
    assert Unit.objects.filter(code=f"{DISTRICT}-3").exists()


def test_no_unit_comes_to_stand_below_itself(cast):
    imported(cast, row(2), row(3, parent=f"{DISTRICT}-2"))
    with pytest.raises(RowsRefused):
        imported(cast, row(2, parent=f"{DISTRICT}-3"))
    with pytest.raises(RowsRefused):
        imported(cast, row(2, parent=f"{DISTRICT}-2"))


def test_a_place_that_is_no_more_takes_no_unit(cast):
    Place.objects.filter(code="990101002001001").update(valid_to="2026-01-01")
    with pytest.raises(RowsRefused):
        imported(cast, row(2, place="990101002001001"))


def test_every_place_down_to_the_grid_gets_its_unit(cast):
    for code in ("990101001002001", "990101001002"):
        Unit.objects.filter(code=code).delete()
    made = actions.set_up_units(Place.objects.under("990101"), by=cast.system, at=MONDAY)
    assert made == 2
    grid = Unit.objects.get(code="990101001002001")
    assert (grid.kind, grid.parent.code) == ("grid", "990101001002")
    assert grid.parent.parent.code == "990101001"


def test_units_are_set_up_once(cast):
    places = Place.objects.under("9901")
    first = actions.set_up_units(places, by=cast.system, at=MONDAY)
    assert first == 1  # the city itself
    assert actions.set_up_units(places, by=cast.system, at=MONDAY) == 0


def test_many_units_are_set_up_in_a_few_statements(cast, django_assert_num_queries):
    parent = "990101002001"
    grids = [Place(code=f"{parent}{n:03}", name=f"第{n}", level="grid") for n in range(2, 22)]
    places = Place.objects.bulk_create(grids)
    with django_assert_num_queries(7):
        assert actions.set_up_units(places, by=cast.system, at=MONDAY) == 20
    parents = Unit.objects.filter(place__in=places).values_list("parent__code", flat=True)
    assert set(parents) == {parent}


def test_a_phone_is_kept_by_who_is_above_the_unit(cast):
    unit = cast.units["990101001001"]
    for user in (cast.sysadmin, cast.lin, cast.sun):
        assert actions.set_phone(unit, phone="12345", by=user, at=MONDAY).phone == "12345"
    assert Entry.objects.about(unit).get().data == {"phone": "12345"}
    for user in (cast.zhao, cast.chen, cast.qian, cast.secadmin, cast.zhou):
        with pytest.raises(actions.NotAllowed):
            actions.set_phone(unit, phone="110", by=user, at=MONDAY)


@pytest.mark.parametrize("phone", ["12345", "0999-8612345", "+86 139 0000 0001", "(0999)12345", ""])
def test_a_phone_is_written_as_people_write_it(cast, phone):
    assert actions.set_phone(cast.units[DISTRICT], phone=phone, by=cast.lin, at=MONDAY)


@pytest.mark.parametrize("phone", ["1", "abc", "12345 转 3", "1" * 21])
def test_what_is_no_phone_is_refused(cast, phone):
    with pytest.raises(actions.NotAPhone):
        actions.set_phone(cast.units[DISTRICT], phone=phone, by=cast.lin, at=MONDAY)
