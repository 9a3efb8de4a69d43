"""The register filled from a table: who is taken, who is refused, and the same table again."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.ground.people.actions import TooManyRows, import_residents, tables
from linli.ground.people.models import Household, HouseholdMember, Resident
from linli.ground.people.tests.street import GRID, NOW, OTHER_GRID, ZHOU_PHONE
from linli.ground.sheets.checking import RowsRefused
from linli.ground.sheets.reading import Row

HEAD = "地点编码,住址,姓名,电话,入住日期\n"
GOOD = f"{GRID},3号楼501室,周秀兰,139 0000 0001,2025-03-01\n{GRID},3号楼 501室,周小一,,2025/3/1\n"


def row(number: int = 2, **cells: str) -> Row:
    usual = {"place": GRID, "address": "3号楼501室", "name": "周小一", "phone": "", "since": ""}
    return Row(number, usual | cells)


def bring(user, *rows: Row, skip_bad: bool = False):
    return import_residents(rows=rows, skip_bad=skip_bad, by=user, at=NOW)


def post(client, user, text: str):
    client.force_login(user)
    file = SimpleUploadedFile("register.csv", (HEAD + text).encode())
    return client.post("/dwellings/table/", {"file": file})


def test_a_table_fills_the_register_and_again_changes_nothing(client, chen, zhou):
    first, again = post(client, chen, GOOD), post(client, chen, GOOD)
    assert [each.context["done"].created for each in (first, again)] == [2, 0]
    assert again.context["done"].unchanged == 2
    home = Household.objects.get()
    living = {member.resident.name.open(): member for member in home.members.all()}
    assert living["周秀兰"].resident == zhou
    assert (living["周小一"].resident.phone_hash, str(living["周小一"].valid_from)) == (
        None,
        "2025-03-01",
    )


def test_two_children_of_one_name_in_two_dwellings_are_two(chen):
    bring(chen, row(), row(3, address="3号楼502室"))
    assert (Household.objects.count(), HouseholdMember.objects.count()) == (2, 2)


def test_who_is_known_by_the_phone_is_not_made_anew(chen, zhou):
    before = Resident.objects.count()
    bring(chen, row(name="别的名字", phone=ZHOU_PHONE))
    assert Resident.objects.count() == before
    assert zhou.memberships.count() == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"place": OTHER_GRID[:-1] + "9"}, "place"),
        ({"place": "990102001001"}, "place"),
        ({"phone": "12"}, "phone"),
        ({"since": "gestern"}, "since"),
        ({"since": "2999-01-01"}, "since"),
        ({"name": "周" * 51}, "name"),
        ({"address": "3" * 201}, "address"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(chen, cells, column):
    with pytest.raises(RowsRefused) as refused:
        bring(chen, row(), row(3, **cells))
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(3, column)]
    assert not Household.objects.exists()


def test_bad_rows_can_be_left_out(chen):
    done = bring(chen, row(), row(3, phone="12"), skip_bad=True)
    assert (done.created, [fault.row for fault in done.faults]) == (1, [3])


def test_a_grid_worker_brings_in_their_own_grid_alone(li, wang):
    with pytest.raises(RowsRefused):
        bring(wang, row())
    assert bring(li, row()).created == 1


def test_more_rows_than_somebody_waits_for_are_refused(chen, monkeypatch):
    monkeypatch.setattr(tables, "MOST", 1)
    with pytest.raises(TooManyRows):
        bring(chen, row(), row(3))


def test_faults_and_unreadable_files_are_said_on_the_page(client, chen):
    assert post(client, chen, GOOD.replace(GRID, "99")).status_code == 422
    file = SimpleUploadedFile("register.xlsx", b"no workbook")
    assert client.post("/dwellings/table/", {"file": file}).status_code == 422
    assert not Household.objects.exists()


def test_nobody_else_has_the_page_or_the_table(client, cast):
    for name, user in cast.everybody().items():
        if not user.has_any_capability("people.register", NOW):
            assert post(client, user, GOOD).status_code == 404, name
            assert client.get("/dwellings/table.xlsx").status_code == 404, name
    assert not Household.objects.exists()


def test_the_empty_table_names_the_grids_that_one_may_enter(client, li):
    client.force_login(li)
    file = client.get("/dwellings/table.xlsx").getvalue()
    form, places = openpyxl.load_workbook(io.BytesIO(file)).worksheets
    assert len(next(form.values)) == 5
    assert [code for code, _name in places.values] == [GRID]
    assert client.get("/dwellings/table.csv").getvalue().decode("utf-8-sig").count(",") == 4
    assert client.get("/dwellings/table.txt").status_code == 404
